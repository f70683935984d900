import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binaryTTest } from "../../../src/evaluation/comparison/binary-t-test.ts";
import { bootstrapGain } from "../../../src/evaluation/comparison/bootstrap-gain.ts";
import { cellGains } from "../../../src/evaluation/comparison/cell-gains.ts";
import { dieboldMariano } from "../../../src/evaluation/comparison/diebold-mariano.ts";
import { pairedTTest } from "../../../src/evaluation/comparison/paired-t-test.ts";
import { pairwiseMatrix, type ScoredForecaster } from "../../../src/evaluation/comparison/pairwise-matrix.ts";
import { magnitudeBands, regionSubset, splitTerms } from "../../../src/evaluation/comparison/split-terms.ts";
import { groupWindows, joinSplits, stratifiedGain } from "../../../src/evaluation/comparison/stratified-gain.ts";
import { wTest } from "../../../src/evaluation/comparison/w-test.ts";
import { windowGain } from "../../../src/evaluation/comparison/window-gain.ts";
import { comparisonTerms, type ComparisonTerms, pool, windowTerms } from "../../../src/evaluation/comparison/window-terms.ts";
import { jointLogScore } from "../../../src/evaluation/scores/joint-log-score.ts";
import { createGriddedForecast, type GriddedForecast } from "../../../src/seismicity/forecast.ts";
import { magnitudeBinsFromEdges } from "../../../src/seismicity/magnitude-bins.ts";
import type { ObservedEvents } from "../../../src/seismicity/observed-counts.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";
import { arbitraryWindows, swapped } from "./arbitrary-terms.ts";

/** To 1e-11 of the sizes that went in, since the sums cancel. */
function expectNear(got: number, want: number, size: number): void {
  expect(Math.abs(got - want)).toBeLessThanOrEqual(1e-11 * Math.max(1, size));
}
const sizeOf = (windows: readonly ComparisonTerms[]): number =>
  windows.reduce((size, { logRateA, logRateB, expectedA, expectedB }) => size + expectedA + expectedB + logRateA.length * 60 + logRateB.length, 0);

describe("antisymmetry: B against A is the negative of A against B", () => {
  it("T, binary T, W, Diebold–Mariano, bootstrap", () => fc.assert(fc.property(arbitraryWindows, (windows) => {
    const there = pool(windows);
    const back = pool(windows.map(swapped));
    for (const test of [pairedTTest, binaryTTest]) {
      const a = test(there);
      const b = test(back);
      expect([b.informationGain, b.lower, b.upper, b.t, b.pValue]).toEqual([-a.informationGain, -a.upper, -a.lower, -a.t, a.pValue]);
    }
    const w = wTest(there);
    expect(wTest(back)).toMatchObject({ z: w.z, direction: w.direction === "A" ? "B" : w.direction === "B" ? "A" : "none" });
    for (const form of ["newey-west", "brehmer"] as const) {
      const a = dieboldMariano(windows.map(windowGain), { form });
      const b = dieboldMariano(windows.map((terms) => windowGain(swapped(terms))), { form });
      if (a.n > 0) expectNear(a.scale + a.shape, a.informationGain, sizeOf(windows));
      expect([b.observed, b.gain, b.lower, b.upper, b.pValue]).toEqual([-a.observed, -a.gain, -a.upper, -a.lower, a.pValue]);
    }
    const options = { replicates: 40, seedNames: ["antisymmetry"] };
    const a = bootstrapGain(windows.map(windowGain), options);
    const b = bootstrapGain(windows.map((terms) => windowGain(swapped(terms))), options);
    expect(b.perWindow.estimate).toBe(-a.perWindow.estimate);
    expectNear(b.perWindow.lower, -a.perWindow.upper, sizeOf(windows));
    expect(b.pValue).toBe(a.pValue);
  }), { numRuns: 60, seed: 1 }));
});

describe("gain, scale and shape", () => {
  it("scale + shape = gain, in a window and pooled", () => fc.assert(fc.property(arbitraryWindows, (windows) => {
    const gains = windows.map(windowGain);
    for (const { gain, scale, shape } of gains) expectNear(scale + shape, gain, sizeOf(windows));
    const { total, scale, shape, events } = bootstrapGain(gains, { replicates: 1, seedNames: ["split"] });
    if (events > 0) {
      expectNear(scale.estimate + shape.estimate, total.estimate, sizeOf(windows));
      expectNear(total.estimate, pairedTTest(pool(windows)).informationGain, sizeOf(windows));
    }
  }), { numRuns: 60, seed: 2 }));

  it("gain = difference of joint log-likelihoods / N, from forecasts and from stored terms", () => fc.assert(fc.property(arbitraryForecasts(), ({ a, b, observed }) => {
    const scoreA = jointLogScore(a, observed);
    const scoreB = jointLogScore(b, observed);
    const difference = scoreA.logScore - scoreB.logScore;
    const terms = windowTerms(a, b, observed);
    expectNear(windowGain(terms).gain, difference, 300);
    if (observed.count > 0) expectNear(pairedTTest(terms).informationGain, difference / observed.count, 300);
    const stored = comparisonTerms({ logRates: terms.logRateA, expected: scoreA.expected }, { logRates: terms.logRateB, expected: scoreB.expected });
    expect(windowGain(stored)).toEqual(windowGain(terms));
    const direct = windowGain(terms);
    const logCount = (expected: number): number => observed.count * Math.log(expected) - expected;
    expectNear(direct.scale, logCount(scoreA.expected) - logCount(scoreB.expected), 300);
    expectNear(direct.scale + direct.shape, difference, 300);
    const cells = cellGains(a, b, observed);
    for (const part of ["gain", "events"] as const) expectNear(cells.reduce((sum, cell) => sum + cell[part], 0), direct[part], 300);
    for (const { gain, scale, shape } of cells) expectNear(scale + shape, gain, 300);
  }), { numRuns: 60, seed: 3 }));
});

describe("strata sum to the total", () => {
  it("windows by name", () => fc.assert(fc.property(arbitraryWindows, (windows) => {
    const { strata, total } = stratifiedGain(groupWindows(windows, (index) => (index % 3 === 0 ? "active" : "quiet")));
    expect(strata.map(({ stratum }) => stratum)).toEqual(["active", "quiet"]);
    for (const part of ["windows", "events", "gain", "scale", "shape"] as const) {
      expectNear(strata.reduce((sum, row) => sum + row[part], 0), total[part], sizeOf(windows));
    }
    expectNear(total.gain, windows.reduce((sum, terms) => sum + windowGain(terms).gain, 0), sizeOf(windows));
  }), { numRuns: 60, seed: 4 }));

  it("cells, and magnitude bands", () => fc.assert(fc.property(arbitraryForecasts(), ({ a, b, observed }) => {
    const whole = windowTerms(a, b, observed);
    for (const label of [regionSubset((cell) => cell < 3, "north", "south"), magnitudeBands(a, [5, 6])]) {
      const split = splitTerms(a, b, observed, label);
      const parts = [...split.values()];
      expect(parts.flatMap(({ logRateA }) => [...logRateA]).sort()).toEqual([...whole.logRateA].sort());
      expectNear(parts.reduce((sum, { expectedA }) => sum + expectedA, 0), whole.expectedA, 300);
      const { strata, total } = stratifiedGain(joinSplits([split, split]));
      expectNear(strata.reduce((sum, { gain }) => sum + gain, 0), total.gain, 600);
      expectNear(total.gain, 2 * windowGain(whole).gain, 600);
      for (const { gain, scale, shape } of strata) expectNear(scale + shape, gain, 600);
    }
    expect([...splitTerms(a, b, observed, magnitudeBands(a, [5, 6])).keys()]).toEqual(["<5", "5–6", "≥6"]);
  }), { numRuns: 40, seed: 5 }));
});

describe("pairwise matrix", () => {
  const arbitraryForecasters = fc.integer({ min: 2, max: 8 }).chain((windowCount) => fc.record({
    events: fc.array(fc.nat(5), { minLength: windowCount, maxLength: windowCount }),
    scores: fc.array(fc.array(fc.double({ min: -200, max: 0, noNaN: true }), { minLength: windowCount, maxLength: windowCount }), { minLength: 3, maxLength: 4 }),
    expected: fc.double({ min: 0.1, max: 20, noNaN: true }),
  })).map(({ events, scores, expected }) => scores.map((rows, forecaster): ScoredForecaster => ({
    id: `model ${forecaster}`,
    windows: new Map(rows.map((logScore, window) => [window, { logScore, expected: expected + forecaster, events: events[window] }])),
  })));

  it("adds, is antisymmetric, and has scale + shape = gain", () => fc.assert(fc.property(arbitraryForecasters, (forecasters) => {
    const { cells, events } = pairwiseMatrix(forecasters);
    for (let i = 0; i < cells.length; i++) {
      for (let j = 0; j < cells.length; j++) {
        expectNear(cells[i][j].gain, -cells[j][i].gain, 2000);
        if (events === 0) continue;
        for (const part of ["informationGain", "scale", "shape"] as const) expectNear(cells[0][i][part] + cells[i][j][part], cells[0][j][part], 2000);
        expectNear(cells[i][j].scale + cells[i][j].shape, cells[i][j].informationGain, 2000);
        const interval = [cells[i][j].lower, -cells[j][i].upper];
        if (interval.some(Number.isNaN)) expect(interval).toEqual([NaN, NaN]);
        else expectNear(interval[0], interval[1], 1e5);
      }
    }
  }), { numRuns: 60, seed: 6 }));

  it("uses the windows common to all, and says how many it left out", () => {
    const forecaster = (id: string, windows: number[]): ScoredForecaster => ({ id, windows: new Map(windows.map((window) => [window, { logScore: -window, expected: 1, events: 1 }])) });
    const matrix = pairwiseMatrix([forecaster("a", [1, 2, 3, 4]), forecaster("b", [2, 3, 4, 5]), forecaster("c", [4, 3, 2])]);
    expect(matrix).toMatchObject({ ids: ["a", "b", "c"], windows: [2, 3, 4], partialWindows: 2, events: 3 });
    expect(pairwiseMatrix([])).toMatchObject({ cells: [], windows: [] });
    const other: ScoredForecaster = { id: "d", windows: new Map([[2, { logScore: 0, expected: 1, events: 2 }]]) };
    expect(() => pairwiseMatrix([forecaster("a", [2]), other])).toThrow("window 2: d was scored on 2 events, a on 1");
  });
});

describe("terms of forecasts of any kind", () => {
  it("refuses what cannot be compared", () => {
    const terms = (logRates: number[], expected = 1): { logRates: number[]; expected: number } => ({ logRates, expected });
    expect(() => comparisonTerms(terms([0]), terms([]))).toThrow("1 and 0 events");
    expect(() => comparisonTerms(terms([NaN]), terms([0]))).toThrow("event 0");
    expect(() => comparisonTerms(terms([0]), terms([0], -1))).toThrow("got -1");
    expect(comparisonTerms(terms([-Infinity]), terms([0])).logRateA[0]).toBe(-Infinity);
  });

  it("the binary T-test counts a bin once, in each window, and needs to know bins", () => {
    const terms: ComparisonTerms = { logRateA: Float64Array.of(1, 1, 2), logRateB: Float64Array.of(0, 0, 0), expectedA: 3, expectedB: 3, eventBins: Int32Array.of(7, 7, 9) };
    expect(binaryTTest(terms)).toMatchObject({ test: "binary-T", n: 2, informationGain: 1.5 });
    expect(binaryTTest(pool([terms, terms]))).toMatchObject({ n: 4, informationGain: 1.5 });
    const { eventBins: _, ...unknown } = terms;
    expect(() => binaryTTest(unknown)).toThrow("share a bin");
    expect(pool([terms, unknown]).eventBins).toBeUndefined();
  });
});

/** Two forecasts on six cells and three magnitude bins, and events in them. */
function arbitraryForecasts(): fc.Arbitrary<{ a: GriddedForecast; b: GriddedForecast; observed: ObservedEvents }> {
  const region = boxRegion("six", { west: 0, east: 3, south: 0, north: 2 }, 1);
  const bins = magnitudeBinsFromEdges([4, 5, 6]);
  const rates = fc.array(fc.double({ min: 1e-6, max: 5, noNaN: true }), { minLength: 18, maxLength: 18 });
  return fc.record({ a: rates, b: rates, places: fc.array(fc.nat(17), { maxLength: 10 }) }).map(({ a, b, places }) => ({
    a: createGriddedForecast(region, bins, Float64Array.from(a)),
    b: createGriddedForecast(region, bins, Float64Array.from(b)),
    observed: {
      count: places.length,
      cells: Int32Array.from(places, (place) => Math.floor(place / 3)),
      magnitudeBins: Int32Array.from(places, (place) => place % 3),
      catalogIndex: Int32Array.from(places.keys()),
      outsideRegion: 0,
      belowMagnitude: 0,
    },
  }));
}
