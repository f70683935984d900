import { describe, expect, it } from "vitest";
import { catalogNumberQuantile, cellCountMoments, meanCounts, statisticsCollector } from "../../../../src/forecasters/etas/simulation/catalog-statistics.ts";
import { clopperPearson, exceedances } from "../../../../src/forecasters/etas/simulation/exceedance.ts";
import { binomialCdf, binomialUpperTail } from "../../../../src/numerics/distributions/binomial.ts";
import { createMagnitudeBins } from "../../../../src/seismicity/magnitude-bins.ts";
import { boxRegion } from "../../../../src/seismicity/region.ts";

const region = boxRegion("two", { west: 0, east: 2, south: 0, north: 1 }, 1);
const grid = { region, magnitudeBins: createMagnitudeBins(3, 4, 1) };
const catalog = (...events: readonly [longitude: number, magnitude: number][]) => ({
  length: events.length,
  longitudes: Float64Array.from(events, ([longitude]) => longitude),
  latitudes: new Float64Array(events.length).fill(0.5),
  magnitudes: Float64Array.from(events, ([, magnitude]) => magnitude),
});

describe("statistics of simulated catalogs", () => {
  const collector = statisticsCollector(grid, [3, 4, 6]);
  // In the grid: 3, 0 and 2 events.
  expect(collector.add(catalog([0.5, 3.2], [0.5, 4.5], [1.5, 3], [2.5, 5], [0.5, 2.9]))).toBe(3);
  expect(collector.add(catalog())).toBe(0);
  expect(collector.add(catalog([1.5, 3.9], [1.5, 6]))).toBe(2);
  const statistics = collector.statistics();

  it("counts cells, bins and totals", () => {
    expect(statistics).toMatchObject({ catalogCount: 3, eventCount: 5, thresholds: [3, 4, 6] });
    expect(Array.from(statistics.counts)).toEqual([1, 1, 2, 1]);
    expect(Array.from(statistics.totalHistogram)).toEqual([1, 0, 1, 1]);
    // Largest 4.5, none, and 6, in the bins from 3 and from 4.
    expect(Array.from(statistics.largestHistogram)).toEqual([0, 2]);
    expect(Array.from(meanCounts(statistics, grid).expectedCounts)).toEqual([1 / 3, 1 / 3, 2 / 3, 1 / 3]);
    const { mean, variance } = cellCountMoments(statistics);
    // Cells have 2, 0, 0 and 1, 0, 2.
    expect(mean[0]).toBeCloseTo(2 / 3, 14);
    expect(variance[0]).toBeCloseTo(4 / 3, 14);
    expect(mean[1]).toBeCloseTo(1, 14);
    expect(variance[1]).toBeCloseTo(1, 14);
  });

  it("has quantiles of the number of events", () => {
    // Catalogs of 0, 2 and 3 events.
    expect([0, 1 / 3, 0.34, 2 / 3, 0.67, 1].map((share) => catalogNumberQuantile(statistics, share))).toEqual([0, 0, 2, 2, 3, 3]);
  });

  it("counts catalogs, not events, for exceedance", () => {
    expect(Array.from(statistics.catalogsReached)).toEqual([2, 2, 1]);
    expect(statistics.cellsReached.map((cells) => Array.from(cells))).toEqual([[1, 2], [1, 1], [0, 1]]);
    const [, , six] = exceedances(statistics);
    expect(six!.anywhere.probability).toBeCloseTo(1 / 3, 15);
    expect(Array.from(six!.perCell.probability)).toEqual([0, 1 / 3]);
    expect(six!.perCell.lower[0]).toBe(0);
    expect(six!.perCell.upper[0]).toBeCloseTo(1 - 0.025 ** (1 / 3), 10);
  });
});

describe("Clopper–Pearson bounds", () => {
  it.each([[1, 10, 0.95], [3, 17, 0.9], [5, 10_000, 0.95], [9_990, 10_000, 0.99], [2, 1_000_000, 0.95]])("are where %d of %d has a tail of (1 - %d)/2", (count, trials, confidence) => {
    const { probability, lower, upper } = clopperPearson(count, trials, confidence);
    expect(lower < probability && probability < upper).toBe(true);
    expect(binomialUpperTail(count, trials, lower) / ((1 - confidence) / 2)).toBeCloseTo(1, 8);
    expect(binomialCdf(count, trials, upper) / ((1 - confidence) / 2)).toBeCloseTo(1, 8);
  });

  it("are closed forms for none and all", () => {
    expect(clopperPearson(0, 10_000, 0.95).upper).toBeCloseTo(-Math.expm1(Math.log(0.025) / 10_000), 12);
    expect(clopperPearson(50, 50, 0.95)).toMatchObject({ upper: 1 });
    expect(clopperPearson(50, 50, 0.95).lower).toBeCloseTo(0.025 ** (1 / 50), 12);
  });

  it("refuse what is no share", () => {
    expect(() => clopperPearson(3, 2, 0.95)).toThrow(/no such share/);
    expect(() => clopperPearson(0, 0, 0.95)).toThrow(/no such share/);
    expect(() => clopperPearson(1, 2, 1)).toThrow(/confidence/);
  });
});
