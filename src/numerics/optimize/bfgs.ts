import { dot, identity, times, type Matrix } from "../linear-algebra/symmetric.ts";

export interface ValueAndGradient {
  readonly value: number;
  readonly gradient: Float64Array;
}

export interface BfgsOptions {
  /** Converged when the largest absolute component of the gradient is at most this. */
  readonly gradientTolerance: number;
  /** Default 500. */
  readonly maximumEvaluations?: number;
  /** Start of the approximation to the inverse of the second derivatives; default: a step of length 1 at most, then scaled. */
  readonly inverseHessian?: Matrix;
  /** Largest change of a coordinate in one step; default 1. */
  readonly maximumStep?: number;
}

export interface BfgsResult extends ValueAndGradient {
  readonly point: Float64Array;
  readonly evaluations: number;
  /** "stalled" when no step lowers the value beyond rounding while the gradient is still above the tolerance. */
  readonly state: "converged" | "evaluation limit" | "stalled";
  readonly inverseHessian: Matrix;
}

/**
 * Minimum of a smooth function of few variables by the BFGS method with a strong-Wolfe line search (Nocedal & Wright 2006,
 * algorithms 6.1, 3.5 and 3.6; cubic interpolation). A value that is not finite counts as higher than any other, so `f` may
 * return NaN or Infinity outside its domain.
 */
export function bfgs(f: (point: Float64Array) => ValueAndGradient, start: ArrayLike<number>, options: BfgsOptions): BfgsResult {
  const { gradientTolerance, maximumEvaluations = 500, maximumStep = 1 } = options;
  let evaluations = 1;
  let point: Float64Array = Float64Array.from(start);
  let here = f(point);
  let inverse = options.inverseHessian;
  let fresh = inverse === undefined;
  for (;;) {
    const largest = maximumNorm(here.gradient);
    const result = (state: BfgsResult["state"]): BfgsResult => ({ ...here, point, evaluations, state, inverseHessian: inverse ?? identity(point.length) });
    if (largest <= gradientTolerance) return result("converged");
    if (evaluations >= maximumEvaluations || !(largest < Infinity)) return result(evaluations >= maximumEvaluations ? "evaluation limit" : "stalled");

    inverse ??= identity(point.length).map((row) => row.map((value) => value / Math.max(largest, 1)));
    let direction = times(inverse, here.gradient).map((value) => -value);
    if (!(dot(direction, here.gradient) < 0)) direction = here.gradient.map((value) => -value / Math.max(largest, 1));
    const reach = maximumNorm(direction);
    if (reach > maximumStep) direction = direction.map((value) => (value * maximumStep) / reach);

    const along = lineSearch(f, point, here, direction, Math.min(20, maximumEvaluations - evaluations));
    evaluations += along.evaluations;
    if (along.found === undefined) {
      if (fresh) return result("stalled");
      // The approximation may have gone wrong; try once more from the gradient alone.
      inverse = undefined;
      fresh = true;
      continue;
    }
    const step = along.found.point.map((value, k) => value - point[k]);
    const change = along.found.gradient.map((value, k) => value - here.gradient[k]);
    const curvature = dot(step, change);
    if (curvature > 0) {
      if (fresh) inverse = identity(point.length).map((row) => row.map((value) => (value * curvature) / dot(change, change)));
      inverse = updated(inverse, step, change, curvature);
      fresh = false;
    }
    ({ point } = along.found);
    here = { value: along.found.value, gradient: along.found.gradient };
  }
}

interface Trial extends ValueAndGradient {
  readonly length: number;
  readonly slope: number;
  readonly point: Float64Array;
}

const SUFFICIENT_DECREASE = 1e-4;
const SUFFICIENT_FLATTENING = 0.9;

/** A point along the direction that satisfies the strong Wolfe conditions, values being trusted to 1e-14 of their size only. */
function lineSearch(
  f: (point: Float64Array) => ValueAndGradient, origin: Float64Array, here: ValueAndGradient, direction: Float64Array, budget: number,
): { readonly found: Trial | undefined; readonly evaluations: number } {
  const slope = dot(here.gradient, direction);
  const noise = 1e-14 * Math.abs(here.value);
  let evaluations = 0;
  const tryAt = (length: number): Trial => {
    evaluations++;
    const point = origin.map((value, k) => value + length * direction[k]);
    const { value, gradient } = f(point);
    const finite = Number.isFinite(value) && gradient.every(Number.isFinite);
    return { length, point, value: finite ? value : Infinity, gradient, slope: finite ? dot(gradient, direction) : NaN };
  };
  const lowEnough = (trial: Trial): boolean => trial.value <= here.value + SUFFICIENT_DECREASE * trial.length * slope + noise;
  const flatEnough = (trial: Trial): boolean => Math.abs(trial.slope) <= -SUFFICIENT_FLATTENING * slope;

  let low: Trial = { ...here, length: 0, slope, point: origin };
  let high: Trial | undefined;
  let length = 1;
  while (evaluations < budget) {
    const trial = tryAt(length);
    if (lowEnough(trial) && flatEnough(trial)) return { found: trial, evaluations };
    if (!lowEnough(trial) || trial.value > low.value + noise) high = trial;
    else {
      if (trial.slope * (high === undefined ? 1 : high.length - low.length) >= 0) high = low;
      low = trial;
    }
    length = high === undefined ? 2 * low.length : between(low, high);
    if (high !== undefined && Math.abs(high.length - low.length) < 1e-12) break;
  }
  return { found: low.length > 0 && low.value < here.value ? low : undefined, evaluations };
}

/** Minimum of the cubic through both trials, kept off the ends; the middle when there is no cubic to speak of. */
function between(low: Trial, high: Trial): number {
  const width = high.length - low.length;
  const a = low.slope + high.slope - (3 * (low.value - high.value)) / (low.length - high.length);
  const root = Math.sign(width) * Math.sqrt(a * a - low.slope * high.slope);
  const cubic = high.length - (width * (high.slope + root - a)) / (high.slope - low.slope + 2 * root);
  const share = (cubic - low.length) / width;
  return share >= 0.1 && share <= 0.9 ? cubic : low.length + width * (share < 0.1 ? 0.1 : 0.5);
}

/** (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ with ρ = 1/yᵀs. */
function updated(inverse: Matrix, step: Float64Array, change: Float64Array, curvature: number): Float64Array[] {
  const product = times(inverse, change);
  const scale = (1 + dot(change, product) / curvature) / curvature;
  return inverse.map((row, i) => row.map((value, j) => value + scale * step[i] * step[j] - (product[i] * step[j] + step[i] * product[j]) / curvature));
}

function maximumNorm(vector: Float64Array): number {
  return vector.reduce((largest, value) => (Math.abs(value) > largest || Number.isNaN(value) ? Math.abs(value) : largest), 0);
}
