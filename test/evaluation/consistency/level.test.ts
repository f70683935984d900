import { describe, expect, it } from "vitest";
import { negativeBinomialCdf, negativeBinomialUpperTail } from "../../../src/numerics/distributions/negative-binomial.ts";
import { poissonCdf, poissonUpperTail } from "../../../src/numerics/distributions/poisson.ts";
import { createGriddedForecast, type GriddedForecast } from "../../../src/seismicity/forecast.ts";
import { committedCases } from "../support/pycsep-cases.ts";
import { ANALYTIC_P_VALUES, numberRejections, SIMULATED_P_VALUES } from "./true-model.ts";

const TRIALS = 1000;
const LEVEL = 0.05;
/** Three standard errors of 1,000 trials at 5 %. */
const BOUND = 3 * Math.sqrt(TRIALS * LEVEL * (1 - LEVEL));
const set = committedCases();
const disk = set.forecast("disk_b");
const busy = set.forecast("disk_a");
/** Rates so low that successive sampling and the law of active bins hardly differ. */
const sparse: GriddedForecast = createGriddedForecast(disk.region, disk.magnitudeBins, disk.expectedCounts.map((rate) => 0.15 * rate));
const rejections = (pValues: readonly number[]): number => pValues.filter((p) => p <= LEVEL).length;

describe("level under a true model: 1,000 catalogs drawn from the forecast, tested at 5 %", () => {
  it.each(["S", "M", "L", "CL", "binary-L"])("%s-test by simulation", (id) => {
    expect(Math.abs(rejections(SIMULATED_P_VALUES[id](id === "binary-L" ? busy : disk, TRIALS, 199)) - TRIALS * LEVEL)).toBeLessThanOrEqual(BOUND);
  });

  it.each(["binary-S", "binary-CL", "Brier"])("%s-test by simulation, where rates are low", (id) => {
    const rejected = rejections(SIMULATED_P_VALUES[id](sparse, TRIALS, 199));
    expect(rejected).toBeLessThanOrEqual(TRIALS * LEVEL + BOUND);
    expect(rejected).toBeGreaterThanOrEqual(TRIALS * LEVEL - BOUND);
  });

  it.each(["S", "L", "CL", "binary-S", "binary-CL", "binary-L", "Brier"])("%s-test without simulation", (id) => {
    expect(Math.abs(rejections(ANALYTIC_P_VALUES[id](id === "binary-L" ? busy : disk, TRIALS, 0)) - TRIALS * LEVEL)).toBeLessThanOrEqual(BOUND);
  });

  it("N- and NBD-N tests reject as often as their discrete laws say", () => {
    for (const [mean, variance] of [[8, 8], [8, 30], [0.7, 2]] as const) {
      const lower = (k: number): number => (variance > mean ? negativeBinomialCdf(k, mean, variance) : poissonCdf(k, mean));
      const upper = (k: number): number => (variance > mean ? negativeBinomialUpperTail(k, mean, variance) : poissonUpperTail(k, mean));
      let exact = 0;
      for (let k = 0; k < 500; k++) if (Math.min(lower(k), upper(k)) <= LEVEL / 2) exact += lower(k) - (k > 0 ? lower(k - 1) : 0);
      expect(exact).toBeLessThanOrEqual(LEVEL);
      const trials = 10 * TRIALS;
      expect(Math.abs(numberRejections(mean, variance, trials, LEVEL) - trials * exact)).toBeLessThanOrEqual(3 * Math.sqrt(trials * exact * (1 - exact)));
    }
  });
});
