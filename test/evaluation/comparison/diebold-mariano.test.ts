import { describe, expect, it } from "vitest";
import { cellGains } from "../../../src/evaluation/comparison/cell-gains.ts";
import { dieboldMariano, type DieboldMarianoOptions, neweyWestLag } from "../../../src/evaluation/comparison/diebold-mariano.ts";
import type { WindowGain } from "../../../src/evaluation/comparison/window-gain.ts";
import { longRunVariance } from "../../../src/numerics/long-run-variance.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { sampleNormal } from "../../../src/numerics/random/samplers.ts";
import { committedCases } from "../support/pycsep-cases.ts";

const windows = (gains: readonly number[], events = 1): WindowGain[] => gains.map((gain) => ({ gain, scale: 0, shape: gain, events }));

describe("long-run variance", () => {
  // 1, 2, 4, 7 about 3.5: γ₀ = 21/4, γ₁ = (3.75 − 0.75 + 1.75)/4, γ₂ = (−1.25 − 5.25)/4, γ₃ = −8.75/4.
  it("by hand", () => {
    const values = [1, 2, 4, 7];
    expect(longRunVariance(values, 0, "rectangular")).toBeCloseTo(5.25, 14);
    expect(longRunVariance(values, 1, "rectangular")).toBeCloseTo(5.25 + 2 * 1.1875, 14);
    expect(longRunVariance(values, 2, "bartlett")).toBeCloseTo(5.25 + (4 / 3) * 1.1875 - (2 / 3) * 1.625, 14);
    // All lags with equal weight always cancel to zero.
    expect(longRunVariance(values, 3, "rectangular")).toBeCloseTo(0, 14);
    expect(() => longRunVariance(values, 4, "bartlett")).toThrow("[0, 4), got 4");
  });
});

describe("Diebold–Mariano test", () => {
  it("by hand", () => {
    const result = dieboldMariano(windows([1, 2, 4, 7], 2), { form: "brehmer" });
    expect(result.observed).toBeCloseTo(3.5 / Math.sqrt(5.25 / 4), 14);
    expect(result).toMatchObject({ test: "DM", gain: 14, gainPerWindow: 3.5, informationGain: 1.75, windows: 4, n: 8, lag: 0, form: "brehmer" });
    expect(result.upper - result.informationGain).toBeCloseTo((1.959963984540054 * Math.sqrt(4 * 5.25)) / 8, 14);
    // Three degrees of freedom: P(|T| > t) = 1 − 2/π (atan u + u/(1 + u²)), u = t/√3.
    const { pValue, observed, lag } = dieboldMariano(windows([1, 2, 4, 7]));
    const u = observed / Math.sqrt(3);
    expect(lag).toBe(1);
    expect(pValue).toBeCloseTo(1 - (2 / Math.PI) * (Math.atan(u) + u / (1 + u * u)), 13);
  });

  it("states its lag: the overlap, or what Newey and West let grow with n", () => {
    expect([1, 12, 53, 100, 101, 1000].map(neweyWestLag)).toEqual([1, 2, 3, 4, 4, 6]);
    const gains = windows(Array.from({ length: 100 }, (_, t) => Math.sin(t)));
    expect(dieboldMariano(gains).lag).toBe(4);
    expect(dieboldMariano(gains, { overlap: 6 }).lag).toBe(6);
    expect(dieboldMariano(gains, { overlap: 6, form: "brehmer" }).lag).toBe(6);
    expect(dieboldMariano(windows([1, 2, 3]), { overlap: 6, form: "brehmer" }).lag).toBe(2);
  });

  it("knows only the gain where there is no variance to go by", () => {
    for (const gains of [[], [1], [2, 2, 2], [1, -Infinity, 3], [1, 0, 1, 0]]) {
      const options: DieboldMarianoOptions = gains.length === 4 ? { form: "brehmer", overlap: 1 } : {};
      const { pValue, observed, lower, gain } = dieboldMariano(windows(gains), options);
      expect([pValue, observed, lower]).toEqual([NaN, NaN, NaN]);
      expect(gain).toBe(gains.reduce((sum, value) => sum + value, 0));
    }
    expect(() => dieboldMariano([], { alpha: 0 })).toThrow("alpha");
    expect(() => dieboldMariano([], { overlap: 1.5 })).toThrow("overlap");
  });

  it("over the cells of one window has the window's gain", () => {
    const set = committedCases();
    const a = set.forecast("disk_a");
    const observed = set.observed("disk_n40", a);
    const result = dieboldMariano(cellGains(a, set.forecast("disk_b"), observed), { form: "brehmer" });
    expect(result).toMatchObject({ windows: a.region.cellCount, n: 40, lag: 0 });
  });
});

describe("level where neither forecast is better", () => {
  /** Rejections in 1,000 at 5 %: 7-day sums issued daily, whose gains overlap sixfold; 700 days. */
  function rejections(options: DieboldMarianoOptions, overlap: number): number {
    const stream = namedStream("DM level", overlap);
    let rejected = 0;
    for (let trial = 0; trial < 1000; trial++) {
      const daily = Array.from({ length: 700 + overlap }, () => sampleNormal(stream));
      let inWindow = daily.slice(0, overlap).reduce((sum, value) => sum + value, 0);
      const gains = Array.from({ length: 700 }, (_, day) => {
        inWindow += daily[day + overlap];
        const gain = inWindow;
        inWindow -= daily[day];
        return gain;
      });
      if (dieboldMariano(windows(gains), options).pValue <= 0.05) rejected++;
    }
    return rejected;
  }
  // Three standard errors of 1,000 trials at 5 % are 21. The variance of an estimated long-run variance makes the
  // rectangular form reject a little more than it says: 2·7·2/3/700 of the statistic's variance, about 0.6 points.
  it("adjoining windows", () => {
    for (const form of ["brehmer", "newey-west"] as const) expect(Math.abs(rejections({ form }, 0) - 50), form).toBeLessThanOrEqual(21);
  });
  it("overlapping windows, Brehmer's form with the overlap as lag", () => {
    const rejected = rejections({ form: "brehmer", overlap: 6 }, 6);
    expect(Math.abs(rejected - 56)).toBeLessThanOrEqual(22);
    expect(rejections({ form: "brehmer", overlap: 0 }, 6)).toBeGreaterThan(300);
  });
});
