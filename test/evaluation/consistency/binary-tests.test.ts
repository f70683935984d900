import { describe, expect, it } from "vitest";
import { successiveSampler } from "../../../src/evaluation/consistency/active-bins.ts";
import { orderedDrawer, quickDrawer } from "../../../src/evaluation/consistency/bin-drawer.ts";
import { logActivationOdds } from "../../../src/evaluation/consistency/binary-plan.ts";
import { ADDITIONAL_CONSISTENCY_TESTS as TESTS } from "../../../src/evaluation/registry.ts";
import { cellBrierScores } from "../../../src/evaluation/scores/brier-score.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { createGriddedForecast, totalExpectedCount } from "../../../src/seismicity/forecast.ts";
import { magnitudeBinsFromEdges } from "../../../src/seismicity/magnitude-bins.ts";
import type { ObservedEvents } from "../../../src/seismicity/observed-counts.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";
import { expectClose } from "../support/close.ts";
import { committedCases } from "../support/pycsep-cases.ts";

const set = committedCases();
const tiny = set.forecast("tiny_a");
const input = { forecast: tiny, observed: set.observed("tiny_n10", tiny), simulations: 300, seedNames: ["binary"] };
const BINARY = ["binary-S", "binary-CL", "binary-L", "Brier"] as const;

describe("binary tests", () => {
  it.each(BINARY)("%s repeats, names its seed, and is the same however many simulations follow", (id) => {
    const result = TESTS[id].run(input);
    expect(result).toEqual(TESTS[id].run(input));
    expect(result).toMatchObject({ test: id, seed: `binary/${id}`, simulations: 300 });
    expect(result.quantileAddOne).toBeCloseTo((1 + 300 * result.quantile) / 301, 12);
  });

  it("by hand: two cells, one active", () => {
    const forecast = createGriddedForecast(boxRegion("two", { west: 0, east: 2, south: 0, north: 1 }, 1), magnitudeBinsFromEdges([5]), Float64Array.of(0.5, 2));
    const observed: ObservedEvents = { count: 3, cells: Int32Array.of(1, 1, 1), magnitudeBins: Int32Array.of(0, 0, 0), catalogIndex: Int32Array.of(0, 1, 2), outsideRegion: 0, belowMagnitude: 0 };
    const run = { forecast, observed, simulations: 2000, seedNames: ["hand"] };
    const score = Math.log(1 - Math.exp(-2)) - 0.5;
    for (const id of ["binary-S", "binary-CL", "binary-L"] as const) expectClose(TESTS[id].run(run).observed, score, 1e-14);
    const brier = TESTS.Brier.run(run);
    expectClose(brier.observed, -(Math.exp(-4) + (1 - Math.exp(-0.5)) ** 2), 1e-14);
    expectClose(brier.observed, -2 * cellBrierScores(forecast, observed).reduce((sum, value) => sum + value, 0) / 2, 1e-14);
    // The likelier of the two is active: every simulation scores as much or less.
    expect(brier).toMatchObject({ activeBins: 1, quantile: 1, analytic: { quantile: 1, method: "exact" } });
    // Outcomes of binary-L by falling score: cell 1 alone, both, cell 0 alone or none.
    expect(TESTS["binary-L"].run(run).quantile).toBe(1);
  });

  it("an event at rate zero: −Infinity and the bin named; the Brier score stays finite", () => {
    const forecast = createGriddedForecast(boxRegion("two", { west: 0, east: 2, south: 0, north: 1 }, 1), magnitudeBinsFromEdges([5, 6]), Float64Array.of(0.5, 0.1, 0, 0));
    const observed: ObservedEvents = { count: 2, cells: Int32Array.of(1, 0), magnitudeBins: Int32Array.of(0, 0), catalogIndex: Int32Array.of(0, 1), outsideRegion: 0, belowMagnitude: 0 };
    const run = { forecast, observed, simulations: 99, seedNames: ["zero"] };
    for (const id of ["binary-S", "binary-CL", "binary-L"] as const) {
      expect(TESTS[id].run(run)).toMatchObject({ observed: -Infinity, quantile: 0, quantileAddOne: 0.01, analytic: { quantile: 0 } });
      expect(TESTS[id].run(run).infiniteAt).toHaveLength(1);
    }
    const brier = TESTS.Brier.run(run);
    expect(brier.observed).toBeGreaterThan(-2);
    expect(brier.infiniteAt).toEqual([]);
    // Three active bins observed, two possible: nothing simulated is as bad.
    const three: ObservedEvents = { count: 3, cells: Int32Array.of(1, 0, 0), magnitudeBins: Int32Array.of(0, 0, 1), catalogIndex: Int32Array.of(0, 1, 2), outsideRegion: 0, belowMagnitude: 0 };
    expect(TESTS.Brier.run({ ...run, observed: three }).quantile).toBe(0);
  });

  it("without events nothing can fail, and says so", () => {
    const observed = set.observed("tiny_n0", tiny);
    for (const id of ["binary-S", "binary-CL", "Brier"] as const) expect(TESTS[id].run({ ...input, observed })).toMatchObject({ quantile: 1, informative: false, activeBins: 0 });
    expectClose(TESTS["binary-S"].run({ ...input, observed }).observed, -totalExpectedCount(tiny), 1e-13);
    const rare = createGriddedForecast(tiny.region, tiny.magnitudeBins, tiny.expectedCounts.map((rate) => rate / 100));
    expect(TESTS["binary-L"].run({ ...input, forecast: rare, observed }).informative).toBe(false);
    expect(() => TESTS.Brier.run({ ...input, simulations: 0 })).toThrow("simulations");
  });

  it("ln(e^λ − 1) over the whole range of rates", () => {
    expectClose(logActivationOdds(1e-12), Math.log(1e-12) + 5e-13, 1e-15);
    expect(Math.abs(logActivationOdds(Math.LN2))).toBeLessThan(1e-15);
    expect(logActivationOdds(800)).toBe(800);
    expect(logActivationOdds(0)).toBe(-Infinity);
  });
});

describe("successive sampling", () => {
  it("ends where bins of vanishing rate have to be hit, which pyCSEP's loop does not (its defect 3)", () => {
    const rates = Float64Array.of(1, 1e-13, 0.5, 0, 1e-14);
    const into = new Int32Array(5);
    expect(successiveSampler(quickDrawer(rates), 4, 5)(namedStream("vanishing"), into)).toBe(4);
    expect([...into.subarray(0, 4)].sort()).toEqual([0, 1, 2, 3]);
    expect(successiveSampler(orderedDrawer(rates), 9, 5)(namedStream("too many"), into)).toBe(4);
    expect([...into.subarray(0, 4)].sort()).toEqual([0, 1, 2, 4]);
  });

  it("has the law of bins in order of their first events, with tables remade or not", () => {
    // P(bin 2 among the first two) of rates 6, 3, 1: ordered pairs by hand.
    const share = (6 / 10) * (1 / 4) + (3 / 10) * (1 / 7) + 1 / 10;
    for (const patience of [Infinity, 1]) {
      const draw = successiveSampler(orderedDrawer(Float64Array.of(6, 3, 1)), 2, patience);
      const stream = namedStream("law", String(patience));
      const into = new Int32Array(3);
      let hits = 0;
      for (let trial = 0; trial < 40_000; trial++) {
        draw(stream, into);
        if (into[0] === 2 || into[1] === 2) hits++;
      }
      expect(Math.abs(hits / 40_000 - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / 40_000));
    }
  });
});
