import { describe, expect, it } from "vitest";
import { branchingRatio } from "../../../../src/forecasters/etas/parameters.ts";
import { branchingProcess } from "../../../../src/forecasters/etas/simulation/branching-process.ts";
import { runForecastPass } from "../../../../src/forecasters/etas/simulation/forecast-pass.ts";
import { createMagnitudeBins } from "../../../../src/seismicity/magnitude-bins.ts";
import { boxRegion } from "../../../../src/seismicity/region.ts";
import { momentsCases, momentsSimulation } from "./support.ts";

const world = boxRegion("world", { west: -180, east: 180, south: -90, north: 90 }, 10);
const catalogCounts: Record<string, number> = { quiet_1d: 30_000, "m6.1_6h_after_1d": 20_000, "m6.1_6h_after_30d": 5000, near_critical_7d: 8000 };

describe("moments of conditioned simulations, counted in one pass over the globe", () => {
  it.each(momentsCases.map((one) => [one.id, one] as const))("%s", (id, one) => {
    const { total_mean_volterra: mean, first_generation_mean_exact: firstGeneration, mc } = one.expected;
    const given = momentsSimulation(one);
    expect(branchingRatio(given.parameters)).toBeCloseTo(one.branching_truncated, 12);
    expect(Math.abs(branchingProcess(given).expectedFirstGeneration / firstGeneration - 1)).toBeLessThan(1e-9);

    const count = catalogCounts[id]!;
    const threshold = 3 + mc.threshold_minus_M0;
    const grid = { region: world, magnitudeBins: createMagnitudeBins(3, 3, 0.1) };
    const { statistics } = runForecastPass({ ...given, from: 0, count, grid, thresholds: [threshold] });
    const { totalHistogram: histogram, catalogsReached } = statistics;
    const moment = (power: number): number => histogram.reduce((sum, catalogs, n) => sum + (catalogs / count) * (n - mean) ** power, 0);

    expect(Math.abs(moment(1))).toBeLessThan(4 * Math.sqrt(mc.var / count));
    const variance = moment(2) - moment(1) ** 2;
    // The fourth moment gives the error of a variance; the reference is drawn, too.
    expect(Math.abs(variance - mc.var)).toBeLessThan(4 * Math.sqrt((moment(4) - variance * variance) * (1 / count + 1 / mc.n_catalogs)));

    const error = (p: number): number => 4 * Math.sqrt(p * (1 - p) * (1 / count + 1 / mc.n_catalogs)) + 1 / count;
    expect(Math.abs(histogram[0]! / count - mc.p_zero_exact)).toBeLessThanOrEqual(error(mc.p_zero_exact));
    expect(Math.abs(catalogsReached[0]! / count - mc.p_any_ge_threshold)).toBeLessThan(error(mc.p_any_ge_threshold));
    for (const [percent, quantile] of Object.entries(mc.quantiles)) {
      const p = Number(percent) / 100;
      const upTo = (n: number): number => histogram.subarray(0, n + 1).reduce((sum, catalogs) => sum + catalogs, 0) / count;
      expect(upTo(quantile), `quantile ${percent}`).toBeGreaterThanOrEqual(p - error(p));
      expect(quantile === 0 ? 0 : upTo(quantile - 1), `quantile ${percent}`).toBeLessThanOrEqual(p + error(p));
    }
  });
});
