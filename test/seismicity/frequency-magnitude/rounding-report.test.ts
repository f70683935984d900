import { describe, expect, it } from "vitest";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { sampleExponential } from "../../../src/numerics/random/samplers.ts";
import { estimateCompleteness } from "../../../src/seismicity/frequency-magnitude/completeness-method.ts";
import { maximumCurvature } from "../../../src/seismicity/frequency-magnitude/maximum-curvature.ts";
import { roundingReport } from "../../../src/seismicity/frequency-magnitude/rounding-report.ts";
import { gutenbergRichter } from "./samples.ts";

const round = (value: number, step: number): number => Math.round(Math.round(value / step) * step * 1e6) / 1e6;

/** Continuous Gutenberg–Richter magnitudes from `from` on. */
function smooth(seed: string, count: number, from = 4): number[] {
  return gutenbergRichter(seed, count, { from, binWidth: 0 });
}

describe("rounding report", () => {
  it.each([[0.1, 0.1], [0.2, 0.2], [0.25, 0.25], [0.5, 0.5], [0.05, 0.05], [0.01, 0.1], [0.001, 0.1]])("magnitudes in steps of %d: found, no comb beside it, bins of %d", (step, binWidth) => {
    const report = roundingReport(smooth(`step ${step}`, 2000).map((magnitude) => round(magnitude, step)));
    expect(report).toMatchObject({ step, binWidth, origin: 0, warnings: [], comb: undefined });
  });

  it("magnitudes that are not rounded", () => {
    expect(roundingReport(smooth("continuous", 2000))).toMatchObject({ step: 0, binWidth: 0.1, warnings: [] });
  });

  it("steep and flat distributions are no combs", () => {
    for (const b of [0.6, 1.4]) expect(roundingReport(gutenbergRichter(`b ${b}`, 3000, { b, from: 3 })).warnings).toEqual([]);
  });

  it("tenths with some hundredths among them: the share in words", () => {
    const magnitudes = smooth("mixed", 3000).map((magnitude, i) => round(magnitude, i % 4 === 0 ? 0.01 : 0.1));
    const report = roundingReport(magnitudes);
    expect(report).toMatchObject({ step: 0.01, binWidth: 0.1, origin: 0 });
    expect(report.hundredths[0]!.share).toBeGreaterThan(0.75);
    expect(report.warnings).toHaveLength(1);
    expect(report.warnings[0]).toMatch(/^7\d % of the magnitudes are multiples of 0.1.*share with hundredths of 0: 7\d %, 1: [1-5] %/);
  });

  it("preferred even tenths: a comb of 0.2", () => {
    const magnitudes = smooth("even", 3000).map((magnitude, i) => round(magnitude, i % 3 === 0 ? 0.1 : 0.2));
    const report = roundingReport(magnitudes);
    expect(report).toMatchObject({ step: 0.1, binWidth: 0.2, origin: 0, comb: { step: 0.2 } });
    expect(report.warnings[0]).toMatch(/teeth 0.2 apart.*preferred decimals \(share with tenths of 0: \d+ %, 1: \d+ %/);
    expect(report.tenths[0]!.share).toBeGreaterThan(report.tenths[1]!.share);
  });

  it("preferred halves: a comb of 0.5", () => {
    const magnitudes = smooth("halves", 3000).map((magnitude, i) => round(magnitude, i % 2 === 0 ? 0.1 : 0.5));
    expect(roundingReport(magnitudes)).toMatchObject({ step: 0.1, comb: { step: 0.5 } });
  });

  describe("Mw = 0.85 mb + 1.03 of magnitudes in tenths, complete from 4.5", () => {
    // Roll-off of the detection below mb 4.5: Mw 4.855 is the lowest complete tooth.
    const stream = namedStream("converted");
    const mb = Array.from({ length: 12000 }, () => round(4 + sampleExponential(stream) / Math.LN10, 0.1)).filter((magnitude) => stream.nextDouble() < (magnitude >= 4.5 - 1e-9 ? 1 : 0.25 * (magnitude - 3.8)));
    const mw = mb.map((magnitude) => round(0.85 * magnitude + 1.03, 0.01));
    const report = roundingReport(mw);

    it("the comb is named, with its teeth", () => {
      expect(report.comb!.step).toBeCloseTo(0.085, 3);
      expect(report.comb!.coherence).toBeGreaterThan(0.9);
      expect(report.warnings.join()).toMatch(/teeth 0.085 apart.*converted from a coarser scale/);
    });

    it("bins about the teeth put the completeness where it is; bins of 0.1 need not", () => {
      const result = estimateCompleteness(maximumCurvature, mw, { ...report, method: { correction: 0 } });
      expect(result.estimated && result.completenessMagnitude).toBeCloseTo(0.85 * 4.5 + 1.03, 1);
      expect(result.estimated && Math.abs(result.b - 1 / 0.85)).toBeLessThan(0.06);
    });

    it("half of it among magnitudes in hundredths is still seen", () => {
      expect(roundingReport([...mw, ...smooth("native", mw.length, 5).map((magnitude) => round(magnitude, 0.01))]).comb?.step).toBeCloseTo(0.085, 2);
    });
  });

  it("says nothing of few magnitudes", () => {
    expect(roundingReport([4, 5, 4.5])).toMatchObject({ count: 3, step: 0, warnings: [] });
    expect(() => roundingReport([4, NaN])).toThrow(/not a number/);
  });
});
