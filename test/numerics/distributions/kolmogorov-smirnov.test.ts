import { describe, expect, it } from "vitest";
import { ksPValue, ksUniform } from "../../../src/numerics/distributions/kolmogorov-smirnov.ts";
import { relativeError } from "../high-precision.ts";

describe("Kolmogorov–Smirnov", () => {
  it("finds the largest gap on either side of a step", () => {
    expect(ksUniform([0.5]).statistic).toBe(0.5);
    expect(ksUniform([0.9, 0.1, 0.8]).statistic).toBeCloseTo(0.8 - 1 / 3, 15);
  });

  it("agrees with the closed forms of n = 1 and 2", () => {
    for (const d of [0.5, 0.6, 0.83, 0.999]) expect(relativeError(ksPValue(1, d), 2 * (1 - d))).toBeLessThan(1e-12);
    // P(D_2 < d) = 2(2d − ½)² for ¼ ≤ d ≤ ½ and 1 − 2(1 − d)² above.
    expect(relativeError(1 - ksPValue(2, 0.4), 2 * 0.3 * 0.3)).toBeLessThan(1e-14);
    expect(relativeError(ksPValue(2, 0.7), 2 * 0.3 * 0.3)).toBeLessThan(1e-14);
    expect(ksPValue(3, 1)).toBe(0);
  });

  it("reproduces scipy's exact and far-tail p-values", () => {
    expect(relativeError(ksPValue(25, 0.2966596593246181), 0.01908609195736699)).toBeLessThan(1e-13);
    expect(relativeError(ksPValue(100, 0.07550504043062073), 0.5918989033033658)).toBeLessThan(1e-13);
    expect(relativeError(ksPValue(5000, 0.1382145874356378), 8.794416825886228e-84)).toBeLessThan(1e-11);
  });

  it("joins its methods without a step", () => {
    for (const n of [20, 140]) {
      const d = Math.sqrt(4.7 / n);
      expect(relativeError(ksPValue(n, d * (1 - 1e-9)), ksPValue(n, d * (1 + 1e-9)))).toBeLessThan(1e-6);
    }
    expect(Math.abs(ksPValue(1000, 0.027487577089164522) - 0.4289462537566795)).toBeLessThan(1e-4);
    expect(Math.abs(ksPValue(5000, 0.017428196684416086) - 0.09479210470787491)).toBeLessThan(1e-5);
  });

  it("refuses an empty sample and values outside the unit interval", () => {
    expect(() => ksUniform([])).toThrow("empty");
    expect(() => ksUniform([0.2, 1.2])).toThrow("[0, 1], got 1.2");
    expect(() => ksUniform([NaN])).toThrow("got NaN");
  });
});
