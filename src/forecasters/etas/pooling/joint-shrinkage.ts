import { identity, inversePositiveDefinite, times, type Matrix } from "../../../numerics/linear-algebra/symmetric.ts";
import { priorOf } from "./shrinkage.ts";

/** Estimates of several parameters of a tile, and the covariance of their errors. */
export interface JointEstimate {
  readonly values: Float64Array;
  readonly covariance: Matrix;
}

/** The law that the tiles' true values come from: N(mean, between). */
export interface JointPrior {
  readonly mean: Float64Array;
  readonly between: Matrix;
  /** Of the mean given `between`; zeros for a given one. */
  readonly meanCovariance: Matrix;
}

export interface JointShrunk {
  /** W = T (T + V)⁻¹: row k says what each estimate's distance from the mean adds to parameter k. */
  readonly weights: Matrix;
  readonly values: Float64Array;
  readonly covariance: Matrix;
}

/** Steps at most; the last ones change nothing that matters, since they slow down only where T is near 0. */
const MOST_STEPS = 500;
const SETTLED = 1e-8;

/**
 * The prior of several parameters at once, T a full covariance matrix: restricted maximum likelihood by expectation and
 * maximisation (Laird & Ware 1982), which keeps T non-negative. With one parameter, {@link priorOf}. Where T has a variance of 0,
 * steps approach it without end, and a small one is left.
 *
 * @throws RangeError for fewer than two estimates, or none with a given mean
 */
export function jointPriorOf(estimates: readonly JointEstimate[], givenMean?: Float64Array): JointPrior {
  const size = estimates[0]?.values.length ?? 0;
  const scalars = Array.from({ length: size }, (_, k) => priorOf(estimates.map(({ values, covariance }) => ({ value: values[k]!, variance: covariance[k]![k]! })), "reml", givenMean?.[k]));
  let between: Matrix = diagonal(scalars.map(({ variance }, k) => Math.max(variance, 0.01 * Math.min(...estimates.map(({ covariance }) => covariance[k]![k]!)))));
  for (let step = 0; ; step++) {
    const prior = withMean(estimates, between, givenMean);
    if (step === MOST_STEPS) return prior;
    const parts = estimates.map((estimate) => secondMoment(estimate, prior));
    const next = between.map((row, i) => row.map((_, j) => parts.reduce((total, part) => total + part[i]![j]!, 0) / parts.length));
    const moved = Math.max(...next.flatMap((row, i) => Array.from(row, (value, j) => Math.abs(value - between[i]![j]!) / Math.sqrt(next[i]![i]! * next[j]![j]!))));
    between = next;
    if (moved < SETTLED) return withMean(estimates, between, givenMean);
  }
}

/**
 * Empirical-Bayes estimates of a tile's parameters: μ + W(θ − μ) with W = T(T + V)⁻¹, covariance W V + (1 − W) Cov(μ) (1 − W)ᵀ. What
 * is not known of T itself is not counted, so with few tiles the covariance is too small. Without estimates, the prior.
 */
export function shrinkJointly(estimate: JointEstimate | undefined, prior: JointPrior): JointShrunk {
  const { mean, between, meanCovariance } = prior;
  if (estimate === undefined) return { weights: mean.length === 0 ? [] : between.map((row) => row.map(() => 0)), values: mean, covariance: add(between, meanCovariance) };
  const weights = weightsOf(estimate, prior);
  const away = times(weights, estimate.values.map((value, k) => value - mean[k]!));
  const rest = identity(mean.length).map((row, i) => row.map((value, j) => value - weights[i]![j]!));
  return {
    weights,
    values: mean.map((value, k) => value + away[k]!),
    covariance: symmetric(add(product(weights, estimate.covariance), product(product(rest, meanCovariance), transpose(rest)))),
  };
}

/** E[(θ − μ)(θ − μ)ᵀ] of the true values given the estimates. */
function secondMoment(estimate: JointEstimate, prior: JointPrior): Matrix {
  const weights = weightsOf(estimate, prior);
  const away = times(weights, estimate.values.map((value, k) => value - prior.mean[k]!));
  const own = product(weights, estimate.covariance);
  const shared = product(product(weights, prior.meanCovariance), transpose(weights));
  return symmetric(own.map((row, i) => row.map((value, j) => value + shared[i]![j]! + away[i]! * away[j]!)));
}

function weightsOf({ covariance }: JointEstimate, { between }: JointPrior): Matrix {
  return product(between, inverse(add(between, covariance)));
}

/** The mean by generalised least squares, or the given one. */
function withMean(estimates: readonly JointEstimate[], between: Matrix, givenMean: Float64Array | undefined): JointPrior {
  if (givenMean !== undefined) return { mean: givenMean, between, meanCovariance: between.map((row) => new Float64Array(row.length)) };
  const inverses = estimates.map(({ covariance }) => inverse(add(between, covariance)));
  const meanCovariance = inverse(inverses.reduce(add));
  const weighted = inverses.map((matrix, k) => times(matrix, estimates[k]!.values)).reduce((a, b) => a.map((value, k) => value + b[k]!));
  return { mean: times(meanCovariance, weighted), between, meanCovariance };
}

function inverse(matrix: Matrix): Matrix {
  const found = inversePositiveDefinite(matrix);
  if (found === undefined) throw new RangeError("covariance of an estimate is not positive definite");
  return found;
}

function add(a: Matrix, b: Matrix): Matrix {
  return a.map((row, i) => row.map((value, j) => value + b[i]![j]!));
}

function product(a: Matrix, b: Matrix): Matrix {
  const columns = transpose(b);
  return a.map((row) => times(columns, row));
}

function transpose(matrix: Matrix): Matrix {
  return matrix.map((_, i) => Float64Array.from(matrix, (row) => row[i]!));
}

function symmetric(matrix: Matrix): Matrix {
  return matrix.map((row, i) => row.map((value, j) => (value + matrix[j]![i]!) / 2));
}

function diagonal(values: readonly number[]): Matrix {
  return values.map((value, i) => Float64Array.from(values, (_, j) => (i === j ? value : 0)));
}
