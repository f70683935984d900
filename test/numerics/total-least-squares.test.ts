import { describe, expect, it } from "vitest";
import { studentTQuantile } from "../../src/numerics/distributions/student-t.ts";
import { namedStream } from "../../src/numerics/random/named-stream.ts";
import { sampleExponential, sampleNormal } from "../../src/numerics/random/samplers.ts";
import { demingRegression } from "../../src/numerics/total-least-squares.ts";

/** True x exponential from 4 with Mw = 1 + 0.8 x; errors of the given standard deviations on both axes. */
function noisyPairs(replica: number, count: number, xError: number, yError: number): { x: number[]; y: number[] } {
  const stream = namedStream("test", "deming", replica);
  const truth = Array.from({ length: count }, () => 4 + 0.6 * sampleExponential(stream));
  return { x: truth.map((value) => value + xError * sampleNormal(stream)), y: truth.map((value) => 1 + 0.8 * value + yError * sampleNormal(stream)) };
}

const meanOf = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;

function leastSquaresSlope(x: number[], y: number[]): number {
  const [mx, my] = [meanOf(x), meanOf(y)];
  return x.reduce((total, value, k) => total + (value - mx) * (y[k]! - my), 0) / x.reduce((total, value) => total + (value - mx) * (value - mx), 0);
}

describe("Deming regression", () => {
  it("is exact on a line, rising or falling, steep or flat", () => {
    const x = [0, 1, 2, 5, 7];
    for (const [slope, intercept] of [[0.85, 1.03], [-2, 3], [1000, 0], [0.001, -5]] as const) {
      const line = demingRegression(x, x.map((value) => slope * value + intercept), 0.7);
      expect(line.slope / slope).toBeCloseTo(1, 9);
      expect(line.intercept).toBeCloseTo(intercept, 6);
      expect(line.residualStandardDeviation).toBeLessThan(1e-9 * Math.abs(slope) + 1e-12);
    }
  });

  it("is the principal axis at ratio 1, and the formula by hand at others", () => {
    const [x, y] = [[1, 2, 3, 4, 6], [1.2, 1.9, 3.4, 3.9, 6.3]];
    const [mx, my] = [meanOf(x!), meanOf(y!)];
    const moment = (a: number[], ma: number, b: number[], mb: number): number => a.reduce((total, value, k) => total + (value - ma) * (b[k]! - mb), 0) / 4;
    const [sxx, sxy, syy] = [moment(x!, mx, x!, mx), moment(x!, mx, y!, my), moment(y!, my, y!, my)];
    for (const ratio of [0.25, 1, 4]) {
      const d = syy - ratio * sxx;
      expect(demingRegression(x!, y!, ratio).slope).toBeCloseTo((d + Math.sqrt(d * d + 4 * ratio * sxy * sxy)) / (2 * sxy), 12);
    }
    expect(demingRegression(x!, y!, 1).slope).toBeCloseTo(Math.tan(0.5 * Math.atan2(2 * sxy, sxx - syy)), 12);
  });

  it("turned about: swapping the axes inverts slope and ratio", () => {
    const { x, y } = noisyPairs(0, 200, 0.2, 0.1);
    const line = demingRegression(x, y, 0.25);
    const turned = demingRegression(y, x, 4);
    expect(line.slope * turned.slope).toBeCloseTo(1, 10);
    expect(turned.orthogonalStandardDeviation).toBeCloseTo(line.orthogonalStandardDeviation, 10);
  });

  it("jackknife errors as by leaving points out in earnest", () => {
    const { x, y } = noisyPairs(1, 25, 0.2, 0.1);
    const line = demingRegression(x, y, 0.25);
    const without = x.map((_, k) => demingRegression(x.filter((__, j) => j !== k), y.filter((__, j) => j !== k), 0.25));
    const spread = (a: number[], b: number[]): number => (a.reduce((total, value, k) => total + (value - meanOf(a)) * (b[k]! - meanOf(b)), 0) * 24) / 25;
    const [slopes, intercepts] = [without.map((one) => one.slope), without.map((one) => one.intercept)];
    expect(line.slopeStandardError).toBeCloseTo(Math.sqrt(spread(slopes, slopes)), 10);
    expect(line.interceptStandardError).toBeCloseTo(Math.sqrt(spread(intercepts, intercepts)), 10);
    expect(line.covariance).toBeCloseTo(spread(slopes, intercepts), 10);
  });

  it("is unbiased where least squares is attenuated, and its 95 % interval covers (400 replicas)", () => {
    const fits = Array.from({ length: 400 }, (_, replica) => {
      const { x, y } = noisyPairs(replica, 120, 0.2, 0.1);
      return { line: demingRegression(x, y, 0.25), least: leastSquaresSlope(x, y) };
    });
    const slopes = fits.map(({ line }) => line.slope);
    expect(Math.abs(meanOf(slopes) - 0.8)).toBeLessThan(0.006);
    expect(meanOf(fits.map(({ least }) => least))).toBeLessThan(0.74);
    const covered = fits.filter(({ line: { slope, slopeStandardError, n } }) => Math.abs(slope - 0.8) <= studentTQuantile(0.975, n - 2) * slopeStandardError).length;
    // 380 expected; ± 4 standard deviations of a binomial count are 363 to 397.
    expect(covered).toBeGreaterThanOrEqual(363);
    expect(covered).toBeLessThanOrEqual(397);
    // The standard error is that of the slopes themselves, and errors and scatter are what was put in.
    const spread = Math.sqrt(meanOf(slopes.map((slope) => (slope - meanOf(slopes)) ** 2)));
    expect(meanOf(fits.map(({ line }) => line.slopeStandardError)) / spread).toBeGreaterThan(0.9);
    expect(meanOf(fits.map(({ line }) => line.slopeStandardError)) / spread).toBeLessThan(1.1);
    expect(meanOf(fits.map(({ line }) => line.xErrorStandardDeviation))).toBeCloseTo(0.2, 2);
    expect(meanOf(fits.map(({ line }) => line.residualStandardDeviation))).toBeCloseTo(Math.sqrt(0.01 + 0.64 * 0.04), 2);
  });

  it("refuses too few pairs, unequal lengths, a ratio of 0 and points without a slope", () => {
    expect(() => demingRegression([1, 2, 3], [1, 2, 3], 1)).toThrow(RangeError);
    expect(() => demingRegression([1, 2, 3, 4], [1, 2, 3], 1)).toThrow(RangeError);
    expect(() => demingRegression([1, 2, 3, 4], [1, 2, 3, 4], 0)).toThrow(/ratio/);
    expect(() => demingRegression([1, 1, 1, 1], [1, 2, 3, 4], 1)).toThrow(/no slope/);
    expect(() => demingRegression([-1, 1, -1, 1], [-1, -1, 1, 1], 1)).toThrow(/no slope/);
  });
});
