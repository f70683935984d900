import { describe, expect, it } from "vitest";
import { bValueTintiMulargia } from "../../../src/seismicity/b-value.ts";
import { bAbove } from "../../../src/seismicity/frequency-magnitude/b-above.ts";
import { bMorePositive, bPositive } from "../../../src/seismicity/frequency-magnitude/b-positive.ts";
import { classicB, utsuB, weightedB } from "../../../src/seismicity/frequency-magnitude/classic-b.ts";
import type { BEstimate, NotEstimated } from "../../../src/seismicity/frequency-magnitude/estimate.ts";
import { binMagnitude, frequencyMagnitude } from "../../../src/seismicity/frequency-magnitude/distribution.ts";
import { gutenbergRichter, standardDeviation } from "./samples.ts";

const cut = { completenessMagnitude: 2, binWidth: 0.1 };

/** Over made-up samples of 300 events: mean of b, its scatter over the mean stated error, and the share of 95 % intervals that hold the truth. */
function study(estimate: (magnitudes: number[]) => BEstimate | NotEstimated, { trueB = 1, samples = 300, binWidth = 0.1 } = {}): { mean: number; ratio: number; covered: number } {
  const estimates = Array.from({ length: samples }, (_, k) => estimate(gutenbergRichter(`errors ${k}`, 300, { b: trueB, binWidth }))).filter((one) => one.estimated);
  expect(estimates).toHaveLength(samples);
  const b = estimates.map((one) => one.b);
  return {
    mean: b.reduce((x, y) => x + y, 0) / samples,
    ratio: standardDeviation(b) / (estimates.reduce((x, one) => x + one.standardError, 0) / samples),
    covered: estimates.filter((one) => Math.abs(one.b - trueB) < 1.96 * one.standardError).length / samples,
  };
}

describe("b with known truth: no bias, and errors that are the scatter", () => {
  const cases: [string, (magnitudes: number[]) => BEstimate | NotEstimated, number][] = [
    ["classic", (magnitudes) => classicB(magnitudes, cut), 300],
    ["b-positive", (magnitudes) => bPositive(magnitudes, cut), 300],
    ["b-more-positive", (magnitudes) => bMorePositive(magnitudes, { ...cut, draws: 40 }), 300],
  ];
  it.each(cases)("%s", (_, estimate, samples) => {
    const { mean, ratio, covered } = study(estimate, { samples });
    expect(Math.abs(mean - 1)).toBeLessThan(0.02);
    // The scatter of 300 values is known to 4 %, a coverage of 95 % to 1.3 %.
    expect(Math.abs(ratio - 1)).toBeLessThan(0.12);
    expect(covered).toBeGreaterThan(0.91);
  });

  it("Aki for continuous magnitudes", () => {
    const { mean, ratio } = study((magnitudes) => classicB(magnitudes, { completenessMagnitude: 2, binWidth: 0 }), { binWidth: 0 });
    expect(Math.abs(mean - 1)).toBeLessThan(0.02);
    expect(Math.abs(ratio - 1)).toBeLessThan(0.12);
  });

  it("the formula for continuous magnitudes fails on bins of 0.2 where the binned one holds", () => {
    const wide = { completenessMagnitude: 2, binWidth: 0.2 };
    const binned = study((magnitudes) => classicB(magnitudes, wide), { binWidth: 0.2 });
    const continuous = study((magnitudes) => classicB(magnitudes, { ...wide, binWidth: 0 }), { binWidth: 0.2 });
    expect(binned.covered).toBeGreaterThan(0.91);
    expect(continuous.covered).toBeLessThan(0.2);
    // Utsu's is low by (bΔ ln 10)²/12 = 1.8 %.
    const utsu = study((magnitudes) => utsuB(magnitudes, wide), { binWidth: 0.2 });
    expect(Math.abs(utsu.mean / binned.mean - (1 - 0.0177))).toBeLessThan(0.003);
  });

  it("b-positive withstands incompleteness after large events, classic b does not", () => {
    // Above 3.5 everything is recorded; for ten events after it only magnitudes within 1.2 of it.
    const pairs = Array.from({ length: 60 }, (_, k) => {
      let blindFrom = -Infinity;
      let blindFor = 0;
      const recorded = gutenbergRichter(`short-term ${k}`, 3000, {}).filter((magnitude) => {
        if (blindFor-- > 0 && magnitude < blindFrom) return false;
        if (magnitude >= 3.5) [blindFrom, blindFor] = [magnitude - 1.2, 40];
        return true;
      });
      return [classicB(recorded, cut), bPositive(recorded, cut)].map((one) => (one.estimated ? one.b : NaN)) as [number, number];
    });
    const mean = (which: 0 | 1): number => pairs.reduce((total, pair) => total + pair[which], 0) / pairs.length;
    expect(mean(0)).toBeLessThan(0.97);
    expect(Math.abs(mean(1) - 1)).toBeLessThan(0.025);
  });
});

describe("b", () => {
  it("from a distribution is that of the magnitudes, for every lowest bin", () => {
    const magnitudes = gutenbergRichter("b above", 500);
    const distribution = frequencyMagnitude(magnitudes, { binWidth: 0.1 });
    const { b, counts, standardErrors } = bAbove(distribution);
    for (let bin = 0; bin < 15; bin++) {
      const one = bValueTintiMulargia(magnitudes, binMagnitude(distribution, bin), 0.1);
      expect(counts[bin]).toBe(one.count);
      expect(b[bin]).toBeCloseTo(one.b, 11);
      expect(standardErrors[bin]).toBeCloseTo(one.standardError, 11);
    }
  });

  it("with weights of 2 is that of the doubled sample", () => {
    const magnitudes = gutenbergRichter("weights", 50);
    const twice = classicB([...magnitudes, ...magnitudes], cut);
    const weighted = weightedB(magnitudes, magnitudes.map(() => 2), cut);
    if (!twice.estimated || !weighted.estimated) throw new Error("not estimated");
    expect(weighted.b).toBeCloseTo(twice.b, 12);
    expect(weighted.standardError).toBeCloseTo(twice.standardError, 12);
  });

  it("is refused by name where there is none", () => {
    const magnitudes = [2.1];
    expect(classicB(magnitudes, cut)).toMatchObject({ estimated: false, reason: "too few events" });
    expect(classicB([2.5, 2.1, 2.3], { ...cut, fewestEvents: 50 })).toMatchObject({ estimated: false, reason: "too few events", message: "3 values at or above 2, where b takes at least 50" });
    expect(utsuB([2, 2, 2], cut)).toMatchObject({ reason: "magnitudes all alike" });
    expect(bPositive([3, 2.5, 2.1, 2], cut)).toMatchObject({ reason: "too few events" });
    expect(bPositive([2, 2.5, 2.1, 3], { completenessMagnitude: 2, binWidth: 0 })).toMatchObject({ estimated: false });
    expect(() => weightedB([2, 2.5], [1], cut)).toThrow(/weight is needed for each magnitude/);
    expect(() => weightedB([2, 2.5], [1, -1], cut)).toThrow(/weight 1/);
    expect(() => bMorePositive([2, 2.5, 3], { ...cut, draws: 1 })).toThrow(/at least 2/);
  });
});
