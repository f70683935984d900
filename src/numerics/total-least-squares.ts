import { mean, sum } from "./sums.ts";

/** y = intercept + slope · x, with errors in both. */
export interface DemingLine {
  readonly slope: number;
  readonly intercept: number;
  /** By the jackknife. */
  readonly slopeStandardError: number;
  readonly interceptStandardError: number;
  /** Of slope and intercept, by the jackknife. */
  readonly covariance: number;
  /** Standard deviation of y about the line, divisor n − 2. */
  readonly residualStandardDeviation: number;
  /** The same at right angles to the line. */
  readonly orthogonalStandardDeviation: number;
  /** Standard deviation of the errors of x that the residuals and the ratio of variances imply. */
  readonly xErrorStandardDeviation: number;
  readonly n: number;
}

/**
 * Deming's line (total least squares; Deming 1943, Fuller 1987 §1.3): both x and y carry independent errors of constant
 * variance, those of y `varianceRatio` times those of x. Slope [d + √(d² + 4δ s_xy²)]/(2 s_xy), d = s_yy − δ s_xx; δ = 1 is
 * orthogonal regression. Standard errors by leaving out one point at a time, which asks for no law of the errors.
 *
 * @throws RangeError for fewer than 4 points, arrays of unequal length, a ratio that is not positive, or points without a
 *   slope (no spread, or no correlation)
 */
export function demingRegression(x: ArrayLike<number>, y: ArrayLike<number>, varianceRatio: number): DemingLine {
  const n = x.length;
  if (n < 4 || y.length !== n) throw new RangeError(`demingRegression: at least 4 pairs are needed, got ${n} and ${y.length} values`);
  if (!(varianceRatio > 0 && varianceRatio < Infinity)) throw new RangeError(`demingRegression: the ratio of variances must be positive, got ${varianceRatio}`);
  const [xMean, yMean] = [mean(x), mean(y)];
  const dx = Float64Array.from(x, (value) => value - xMean);
  const dy = Float64Array.from(y, (value) => value - yMean);
  const product = (a: Float64Array, b: Float64Array): number => sum(a.map((value, k) => value * b[k]));
  const [sxx, sxy, syy] = [product(dx, dx), product(dx, dy), product(dy, dy)];
  const slope = slopeOf(sxx, sxy, syy, varianceRatio);
  if (!Number.isFinite(slope)) throw new RangeError("demingRegression: the points have no slope: x and y are uncorrelated or do not vary");

  const residual = sum(dx.map((value, k) => { const off = dy[k] - slope * value; return off * off; })) / (n - 2);
  const { slopeVariance, interceptVariance, covariance } = jackknife(dx, dy, sxx, sxy, syy, varianceRatio, xMean, yMean);
  return {
    slope, intercept: yMean - slope * xMean,
    slopeStandardError: Math.sqrt(slopeVariance), interceptStandardError: Math.sqrt(interceptVariance), covariance,
    residualStandardDeviation: Math.sqrt(residual),
    orthogonalStandardDeviation: Math.sqrt(residual / (1 + slope * slope)),
    xErrorStandardDeviation: Math.sqrt(residual / (varianceRatio + slope * slope)),
    n,
  };
}

/** The root of the larger likelihood, in the form that does not cancel. */
function slopeOf(sxx: number, sxy: number, syy: number, ratio: number): number {
  const d = syy - ratio * sxx;
  const root = Math.sqrt(d * d + 4 * ratio * sxy * sxy);
  return d >= 0 ? (d + root) / (2 * sxy) : (2 * ratio * sxy) / (root - d);
}

/** Variances (n − 1)/n Σ (θ_i − θ̄)² of the estimates that leave one point out; sums of squares are corrected, not recomputed. */
function jackknife(dx: Float64Array, dy: Float64Array, sxx: number, sxy: number, syy: number, ratio: number, xMean: number, yMean: number): { slopeVariance: number; interceptVariance: number; covariance: number } {
  const n = dx.length;
  const inflation = n / (n - 1);
  const slopes = dx.map((a, k) => slopeOf(sxx - inflation * a * a, sxy - inflation * a * dy[k], syy - inflation * dy[k] * dy[k], ratio));
  const intercepts = slopes.map((slope, k) => yMean - dy[k] / (n - 1) - slope * (xMean - dx[k] / (n - 1)));
  const [slopeMean, interceptMean] = [mean(slopes), mean(intercepts)];
  const scaled = (terms: Float64Array): number => (sum(terms) * (n - 1)) / n;
  return {
    slopeVariance: scaled(slopes.map((slope) => (slope - slopeMean) * (slope - slopeMean))),
    interceptVariance: scaled(intercepts.map((intercept) => (intercept - interceptMean) * (intercept - interceptMean))),
    covariance: scaled(slopes.map((slope, k) => (slope - slopeMean) * (intercepts[k] - interceptMean))),
  };
}
