import { describe, expect, it } from "vitest";
import { summariseCatalogs } from "../../../src/evaluation/catalog-based/catalog-summary.ts";
import { comparedCatalogs, comparedGridded, SCORE_COMPARISONS } from "../../../src/evaluation/catalog-based/compare.ts";
import { districtsOf } from "../../../src/evaluation/catalog-based/district-score.ts";
import { DEFAULT_RATE_POLICY, flooredView } from "../../../src/evaluation/catalog-based/floored-view.ts";
import { pairedTTest } from "../../../src/evaluation/comparison/paired-t-test.ts";
import { windowTerms } from "../../../src/evaluation/comparison/window-terms.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { samplePoisson } from "../../../src/numerics/random/samplers.ts";
import { createGriddedForecast, magnitudeCounts, spatialCounts, totalExpectedCount } from "../../../src/seismicity/forecast.ts";
import { catalogsOf, observedOf, smallGrid } from "./support.ts";

const CATALOGS = 4000;
const binCount = smallGrid.magnitudeBins.lowerEdges.length;

/** Catalogs drawn from a gridded Poisson forecast, all bins independent. */
function drawn(rates: Float64Array, name: string) {
  const stream = namedStream("compare", name);
  return catalogsOf(Array.from({ length: CATALOGS }, () => Array.from(rates).flatMap((rate, bin) => Array.from({ length: samplePoisson(stream, rate) }, () => [Math.floor(bin / binCount), bin % binCount] as const))));
}

const shares = [0.6, 0.25, 0.1, 0.04, 0.01];
const ratesOf = (spatial: (cell: number) => number): Float64Array => Float64Array.from({ length: 16 * binCount }, (_, place) => spatial(Math.floor(place / binCount)) * shares[place % binCount]!);
const gridded = (rates: Float64Array) => createGriddedForecast(smallGrid.region, smallGrid.magnitudeBins, rates);

describe("expected counts of simulated catalogs", () => {
  const summary = summariseCatalogs(catalogsOf([[[0, 0], [0, 0], [3, 1]], [[0, 4]], [], []]), smallGrid);

  it.each(["factored", "joint"] as const)("%s: keep the mean number by cell and by magnitude, the floor apart", (rates) => {
    const floorEvents = 1e-9;
    const view = flooredView(summary, { rates, floorEvents });
    expect(totalExpectedCount(view)).toBeCloseTo(1, 9);
    expect(spatialCounts(view)[0]).toBeCloseTo(0.75, 9);
    expect(magnitudeCounts(view)[4]).toBeCloseTo(0.25, 9);
    expect(view.expectedCounts.every((count) => count > 0)).toBe(true);
  });

  it("factored takes magnitudes from everywhere, joint from the cell", () => {
    const at = (rates: "factored" | "joint", cell: number, bin: number): number => flooredView(summary, { rates, floorEvents: 1e-9 }).expectedCounts[cell * binCount + bin]!;
    expect(at("joint", 3, 4)).toBeLessThan(1e-9);
    expect(at("factored", 3, 4)).toBeCloseTo((1 / 4) * (1 / 4), 9);
    expect(at("joint", 0, 4)).toBeCloseTo(1 / 4, 9);
  });

  it("the floor is part of the expected number and follows area and magnitude", () => {
    const view = flooredView(summary, { rates: "joint", floorEvents: 8 });
    expect(totalExpectedCount(view)).toBeCloseTo((4 + 8) / 4, 12);
    const floor = view.expectedCounts.subarray(5 * binCount, 6 * binCount);
    expect(floor[1]! / floor[0]!).toBeCloseTo(Math.exp(-0.5 * Math.LN10), 12);
    expect(() => flooredView(summary, { rates: "joint", floorEvents: 0 })).toThrow(RangeError);
  });
});

describe("catalog-based forecasts against each other and against gridded ones", () => {
  const even = ratesOf(() => 0.5);
  const peaked = ratesOf((cell) => (cell === 5 ? 5 : 0.2));
  const observed = observedOf([[5, 0], [5, 0], [5, 1], [5, 0], [2, 0], [9, 2], [5, 0], [5, 3]]);
  const a = comparedCatalogs(summariseCatalogs(drawn(peaked, "peaked"), smallGrid), DEFAULT_RATE_POLICY);
  const b = comparedCatalogs(summariseCatalogs(drawn(even, "even"), smallGrid), DEFAULT_RATE_POLICY);

  it("catalogs drawn from gridded forecasts give those forecasts' information gain", () => {
    const truth = pairedTTest(windowTerms(gridded(peaked), gridded(even), observed)).informationGain;
    const estimate = pairedTTest(windowTerms(a.view, b.view, observed)).informationGain;
    // Standard error of the log of each of the eight rates: the rarest cell has 800 events in all catalogs.
    expect(Math.abs(estimate - truth)).toBeLessThan(0.1);
    expect(truth).toBeGreaterThan(0.5);
  });

  it("every comparison changes sign when the forecasts change places, and is zero for a forecast and itself", () => {
    const districts = districtsOf(smallGrid.region);
    for (const { id, run } of Object.values(SCORE_COMPARISONS)) {
      const forward = run(a, b, observed, districts, ["t"]);
      expect(run(b, a, observed, districts, ["t"]).observed).toBe(-forward.observed);
      expect(run(a, a, observed, districts, ["t"]).observed).toBe(0);
      if (id === "district-energy") expect(forward.observed).toBeGreaterThan(0);
    }
  });

  it("a gridded forecast and catalogs drawn from it score alike", () => {
    const districts = districtsOf(smallGrid.region);
    for (const { run } of Object.values(SCORE_COMPARISONS)) {
      const { observed: gain, scoreA } = run(comparedGridded(gridded(peaked)), a, observed, districts, ["t"]);
      expect(Math.abs(gain)).toBeLessThan(0.03 * scoreA);
    }
  });

  it("the energy score of catalogs is proper: over many windows from one law, that law's catalogs score better", () => {
    const districts = districtsOf(smallGrid.region);
    const stream = namedStream("compare", "truth");
    const gains = Array.from({ length: 40 }, (_, window) => {
      const events = Array.from(peaked).flatMap((rate, bin) => Array.from({ length: samplePoisson(stream, rate) }, () => [Math.floor(bin / binCount), bin % binCount] as const));
      return SCORE_COMPARISONS["district-energy"].run(a, b, observedOf(events), districts, ["t", window]).observed;
    });
    const mean = gains.reduce((total, gain) => total + gain, 0) / gains.length;
    const error = Math.sqrt(gains.reduce((total, gain) => total + (gain - mean) * (gain - mean), 0) / gains.length / (gains.length - 1));
    expect(mean).toBeGreaterThan(3 * error);
  });
});

describe("districts", () => {
  it("cover every cell, and grow until there are no more than forty", () => {
    const { count, ofCell, sideDegrees } = districtsOf(smallGrid.region);
    expect([count, sideDegrees, new Set(ofCell).size]).toEqual([16, 1, 16]);
    const cells = Array.from({ length: 180 * 90 }, (_, index) => ({ west: (index % 180) * 2 - 180, south: Math.floor(index / 180) * 2 - 90 }));
    const world = districtsOf({
      cellCount: cells.length,
      west: Float64Array.from(cells, ({ west }) => west), east: Float64Array.from(cells, ({ west }) => west + 2),
      south: Float64Array.from(cells, ({ south }) => south), north: Float64Array.from(cells, ({ south }) => south + 2),
    });
    expect(world.count).toBeLessThanOrEqual(40);
    expect(world.count).toBeGreaterThan(10);
  });
});
