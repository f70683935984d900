import { describe, expect, it } from "vitest";
import { jointLogLikelihood } from "../../../src/evaluation/consistency/joint-log-likelihood.ts";
import { likelihoodTestPlan } from "../../../src/evaluation/consistency/likelihood-test.ts";
import { simulateLogLikelihoods } from "../../../src/evaluation/consistency/simulate-log-likelihoods.ts";
import { empiricalQuantile } from "../../../src/evaluation/consistency/simulated-distribution.ts";
import { CONSISTENCY_TESTS } from "../../../src/evaluation/registry.ts";
import type { SimulatedTestResult } from "../../../src/evaluation/result.ts";
import { namedSimulationStreams } from "../../../src/evaluation/simulation-streams.ts";
import { createCumulativeTable } from "../../../src/numerics/random/cumulative-table.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { createGriddedForecast, type GriddedForecast } from "../../../src/seismicity/forecast.ts";
import { magnitudeBinsFromEdges } from "../../../src/seismicity/magnitude-bins.ts";
import { gridCatalog, type ObservedEvents } from "../../../src/seismicity/observed-counts.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";
import { hasShared, sharedPath } from "../../support/shared.ts";
import { expectClose } from "../support/close.ts";
import { catalogOf, committedCases, readJson } from "../support/pycsep-cases.ts";

const set = committedCases();
const tiny = set.forecast("tiny_a");
const seedNames = ["test"];
const SIMULATED = ["S", "M", "L", "CL"] as const;

describe("simulated consistency tests", () => {
  it("simulation i is the same however many there are, and block by block", () => {
    const plan = likelihoodTestPlan(tiny, set.observed("tiny_n10", tiny));
    const streams = namedSimulationStreams(["path", 7]);
    const all = simulateLogLikelihoods(plan, 600, streams);
    expect(simulateLogLikelihoods(plan, 300, streams)).toEqual(all.slice(0, 300));
    const secondBlock = simulateLogLikelihoods(plan, 256, { ...streams, streamOf: () => streams.streamOf(1) });
    expect(secondBlock).toEqual(all.slice(256, 512));
    expect(simulateLogLikelihoods(plan, 300, namedSimulationStreams(["path", 8]))).not.toEqual(all.slice(0, 300));
  });

  it("repeats, and names its seed", () => {
    const observed = set.observed("tiny_n10", tiny);
    const run = (): SimulatedTestResult => CONSISTENCY_TESTS.CL.run({ forecast: tiny, observed, simulations: 300, seedNames: ["experiment", 3] });
    expect(run()).toEqual(run());
    expect(run()).toMatchObject({ seed: "experiment/3/CL", simulations: 300, test: "CL" });
  });

  it("an event at rate zero: −Infinity, the smallest p-value, and the bin named", () => {
    const region = boxRegion("two", { west: 0, east: 2, south: 0, north: 1 }, 1);
    const forecast = createGriddedForecast(region, magnitudeBinsFromEdges([5, 6]), Float64Array.of(0.5, 0.1, 0, 0));
    const observed = gridCatalog(catalogOf([[1.5, 0.5, 5.4], [0.5, 0.5, 5.1], [1.2, 0.2, 5.2]]), region, forecast.magnitudeBins);
    for (const id of ["S", "L", "CL"] as const) {
      const result = CONSISTENCY_TESTS[id].run({ forecast, observed, simulations: 99, seedNames });
      expect(result).toMatchObject({ observed: -Infinity, quantile: 0, quantileAddOne: 0.01 });
      expect(result.infiniteAt).toEqual([{ cell: 1, magnitudeBin: id === "S" ? null : 0, longitude: 1.5, latitude: 0.5, magnitude: id === "S" ? null : 5 }]);
    }
    expect(CONSISTENCY_TESTS.M.run({ forecast, observed, simulations: 99, seedNames }).infiniteAt).toEqual([]);
  });

  it("a forecast of zero everywhere fails when something happens and passes when nothing does", () => {
    const nothing = createGriddedForecast(tiny.region, tiny.magnitudeBins, new Float64Array(tiny.expectedCounts.length));
    for (const id of SIMULATED) {
      expect(CONSISTENCY_TESTS[id].run({ forecast: nothing, observed: set.observed("tiny_n1", tiny), simulations: 9, seedNames })).toMatchObject({ observed: -Infinity, quantile: 0 });
      expect(CONSISTENCY_TESTS[id].run({ forecast: nothing, observed: set.observed("tiny_n0", tiny), simulations: 9, seedNames })).toMatchObject({ quantile: 1, informative: false });
    }
  });

  it("says when an empty window cannot fail", () => {
    const observed = set.observed("tiny_n0", tiny);
    for (const id of ["S", "M", "CL"] as const) expect(CONSISTENCY_TESTS[id].run({ forecast: tiny, observed, simulations: 9, seedNames })).toMatchObject({ quantile: 1, informative: false });
    const rare = createGriddedForecast(tiny.region, tiny.magnitudeBins, tiny.expectedCounts.map((rate) => rate / 100));
    expect(CONSISTENCY_TESTS.L.run({ forecast: rare, observed, simulations: 9, seedNames }).informative).toBe(false);
    const busy = createGriddedForecast(tiny.region, tiny.magnitudeBins, tiny.expectedCounts.map((rate) => rate * 20));
    expect(CONSISTENCY_TESTS.L.run({ forecast: busy, observed, simulations: 99, seedNames })).toMatchObject({ informative: true, quantile: 0 });
    expect(CONSISTENCY_TESTS.CL.run({ forecast: tiny, observed: set.observed("tiny_n1", tiny), simulations: 9, seedNames }).informative).toBe(true);
  });

  it("events below the lowest magnitude edge are left out (pyCSEP defect 2 counts them in the largest bin)", () => {
    const place: [number, number] = [10.05, 45.05];
    const with42 = gridCatalog(catalogOf([[...place, 5.0], [...place, 4.2]]), tiny.region, tiny.magnitudeBins);
    const without = gridCatalog(catalogOf([[...place, 5.0]]), tiny.region, tiny.magnitudeBins);
    expect(with42.belowMagnitude).toBe(1);
    const score = (observed: ObservedEvents): number => CONSISTENCY_TESTS.M.run({ forecast: tiny, observed, simulations: 1, seedNames }).observed;
    expect(score(with42)).toBe(score(without));
  });

  it("refuses a catalog gridded on another region, and no simulations", () => {
    const observed: ObservedEvents = { ...set.observed("tiny_n1", tiny), cells: Int32Array.of(12) };
    expect(() => CONSISTENCY_TESTS.S.run({ forecast: tiny, observed, simulations: 9, seedNames })).toThrow(/cell 12/);
    expect(() => CONSISTENCY_TESTS.S.run({ forecast: tiny, observed: set.observed("tiny_n1", tiny), simulations: 0, seedNames })).toThrow(/simulations/);
  });

  it("counts more events than the first buffer holds", () => {
    const observed = draw(tiny, 900, "many");
    const { simulated, observed: score } = CONSISTENCY_TESTS.M.run({ forecast: tiny, observed, simulations: 50, seedNames });
    expect(score).toBeGreaterThan(simulated.mean - 10 * simulated.standardDeviation);
    expect(score).toBeLessThan(simulated.mean + 10 * simulated.standardDeviation);
  });
});

describe("level under a true model", () => {
  // 1,000 catalogs drawn from the forecast itself, tested at 5 % with 199 simulations: a right level gives 50 ± 7
  // rejections; the bounds are three standard deviations. Discreteness may only lower the rate.
  it.each(["S", "CL"] as const)("%s-test rejects 5 %% at 5 %%", (id) => {
    let rejected = 0;
    for (let trial = 0; trial < 1000; trial++) {
      const { quantileAddOne } = CONSISTENCY_TESTS[id].run({ forecast: tiny, observed: draw(tiny, 12, trial), simulations: 199, seedNames: ["level", trial] });
      if (quantileAddOne <= 0.05) rejected++;
    }
    expect(rejected).toBeGreaterThanOrEqual(29);
    expect(rejected).toBeLessThanOrEqual(71);
  });
});

describe("empirical quantile", () => {
  it("counts ties, also those split by rounding", () => {
    expect(empiricalQuantile(Float64Array.of(-3, -2, -2 + 1e-12, -1), -2)).toEqual({ share: 0.75, shareAddOne: 0.8 });
    expect(empiricalQuantile(Float64Array.of(-3, -2), -Infinity)).toEqual({ share: 0, shareAddOne: 1 / 3 });
  });
});

describe.skipIf(!hasShared)("function level against pyCSEP 0.7.0 (needs ../shared)", () => {
  interface Golden {
    quantiles: { sample: number[]; value: number; less_equal: number }[];
    poisson_joint: { rates: number[]; counts: number[]; log_likelihood: number }[];
  }
  const golden = hasShared ? readJson<Golden>(sharedPath("oracle", "pycsep", "units", "empirical.json")) : { quantiles: [], poisson_joint: [] };

  it("empirical quantiles", () => {
    expect(golden.quantiles.length).toBe(59);
    for (const { sample, value, less_equal } of golden.quantiles) expect(empiricalQuantile(Float64Array.from(sample), value).share).toBe(less_equal);
  });

  it("joint Poisson log-likelihood", () => {
    expect(golden.poisson_joint.length).toBe(9);
    for (const { rates, counts, log_likelihood } of golden.poisson_joint) {
      const bins = Int32Array.from(counts.flatMap((count, bin) => new Array<number>(count).fill(bin)));
      expectClose(jointLogLikelihood(Float64Array.from(rates), bins, 1, rates.reduce((sum, rate) => sum + rate, 0)), log_likelihood, 1e-12);
    }
  });
});

/** Events drawn from a forecast. */
function draw(forecast: GriddedForecast, count: number, name: string | number): ObservedEvents {
  const table = createCumulativeTable(forecast.expectedCounts);
  const stream = namedStream("events", name);
  const binCount = forecast.magnitudeBins.lowerEdges.length;
  const bins = Array.from({ length: count }, () => table.sample(stream.nextDouble()));
  return {
    count,
    cells: Int32Array.from(bins, (bin) => Math.floor(bin / binCount)),
    magnitudeBins: Int32Array.from(bins, (bin) => bin % binCount),
    catalogIndex: Int32Array.from(bins.keys()),
    outsideRegion: 0,
    belowMagnitude: 0,
  };
}
