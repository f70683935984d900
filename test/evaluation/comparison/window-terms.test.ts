import { describe, expect, it } from "vitest";
import { cumulativeGain } from "../../../src/evaluation/comparison/cumulative-gain.ts";
import { pairedTTest } from "../../../src/evaluation/comparison/paired-t-test.ts";
import { scaleShape } from "../../../src/evaluation/comparison/scale-shape.ts";
import { type ComparisonTerms, pool, windowTerms } from "../../../src/evaluation/comparison/window-terms.ts";
import { jointLogScore } from "../../../src/evaluation/scores/joint-log-score.ts";
import { createGriddedForecast } from "../../../src/seismicity/forecast.ts";
import { createGridRegion } from "../../../src/seismicity/region.ts";
import { expectClose } from "../support/close.ts";
import { committedCases } from "../support/pycsep-cases.ts";

const set = committedCases();
const a = set.forecast("tiny_a");
const b = set.forecast("tiny_b");
const catalogs = ["tiny_n1", "tiny_n0", "tiny_n10", "tiny_n40"];
const windows = catalogs.map((id) => windowTerms(a, b, set.observed(id, a)));

describe("comparison over several windows", () => {
  it("pools events and expected numbers", () => {
    const pooled = pool(windows);
    expect(pooled.logRateA.length).toBe(51);
    expect(pooled.expectedA).toBeCloseTo(4 * windows[0].expectedA, 12);
    const gains = catalogs.map((id) => jointLogScore(a, set.observed(id, a)).logScore - jointLogScore(b, set.observed(id, b)).logScore);
    expectClose(pairedTTest(pooled).informationGain, gains.reduce((sum, gain) => sum + gain, 0) / 51, 1e-12);
  });

  it("splits the pooled gain into scale and shape", () => {
    const split = scaleShape(windows);
    expectClose(split.total, pairedTTest(pool(windows)).informationGain, 1e-12);
    const byHand = windows.reduce((sum, { logRateA, expectedA, expectedB }) => sum + logRateA.length * Math.log(expectedA / expectedB) - (expectedA - expectedB), 0) / 51;
    expectClose(split.scale, byHand, 1e-12);
  });

  it("a forecast multiplied by a constant differs in scale alone, a permuted one in shape alone", () => {
    const observed = set.observed("tiny_n40", a);
    const doubled = createGriddedForecast(a.region, a.magnitudeBins, a.expectedCounts.map((rate) => 2 * rate));
    const reversed = createGriddedForecast(a.region, a.magnitudeBins, a.expectedCounts.slice().reverse());
    expect(scaleShape([windowTerms(doubled, a, observed)]).shape).toBeCloseTo(0, 13);
    expect(scaleShape([windowTerms(reversed, a, observed)]).scale).toBeCloseTo(0, 13);
  });

  it("runs the gain window by window to the pooled T-test", () => {
    const points = cumulativeGain(windows);
    expect(points.map((point) => point.cumulativeEvents)).toEqual([1, 1, 11, 51]);
    expect(points[1].gain).toBeCloseTo(windows[1].expectedB - windows[1].expectedA, 13);
    points.forEach((point, index) => {
      const pooled = pairedTTest(pool(windows.slice(0, index + 1)));
      expectClose(point.gainPerEarthquake, pooled.informationGain, 1e-12);
      expectClose(point.lower, pooled.lower, 1e-12);
      expectClose(point.upper, pooled.upper, 1e-12);
    });
    expect(cumulativeGain([windows[1]])[0]).toMatchObject({ gainPerEarthquake: NaN, lower: NaN, cumulativeEvents: 0 });
  });

  it("refuses forecasts on different cells or in another order (pyCSEP defect 8 compares them without a word)", () => {
    const origins = Array.from(a.region.west, (west, cell): [number, number] => [west, a.region.south[cell]]).reverse();
    const reordered = createGriddedForecast(createGridRegion("reordered", 0.1, origins), a.magnitudeBins, a.expectedCounts);
    expect(() => windowTerms(a, reordered, set.observed("tiny_n1", a))).toThrow(/different grids/);
  });

  it("is exactly antisymmetric", () => {
    const swap = ({ logRateA, logRateB, expectedA, expectedB }: ComparisonTerms): ComparisonTerms => ({ logRateA: logRateB, logRateB: logRateA, expectedA: expectedB, expectedB: expectedA });
    const forward = pairedTTest(pool(windows));
    const backward = pairedTTest(pool(windows.map(swap)));
    expect([backward.informationGain, backward.t, backward.pValue]).toEqual([-forward.informationGain, -forward.t, forward.pValue]);
  });
});
