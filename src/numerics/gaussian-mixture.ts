import { normalLogPdf } from "./distributions/normal.ts";
import { mean, sum } from "./sums.ts";

export interface GaussianComponent {
  /** In (0, 1); the weights of a mixture add up to 1. */
  readonly weight: number;
  readonly mean: number;
  readonly standardDeviation: number;
}

export interface GaussianMixture {
  /** By ascending mean. */
  readonly lower: GaussianComponent;
  readonly upper: GaussianComponent;
  /** In nats. */
  readonly logLikelihood: number;
  /** Of one normal law with the sample's mean and variance; three parameters fewer. */
  readonly singleLogLikelihood: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Shares of the sorted sample at which it is cut in two for a start. */
const STARTS = [0.15, 0.35, 0.5, 0.65, 0.85];
const TRIAL_ITERATIONS = 20;
const MAX_ITERATIONS = 2000;
/** Gain of log likelihood a value below which iterations stop. */
const TOLERANCE = 1e-10;
/** Least standard deviation of a component as a share of the sample's: keeps it from shrinking onto single values. */
const NARROWEST = 1e-3;

/**
 * Mixture of two normal laws with free weights, means and variances, by the EM algorithm (Dempster, Laird & Rubin 1977)
 * from the best of five cuts of the sorted sample. Nothing is drawn: the same values in any order give the same fit up to
 * rounding.
 *
 * @throws RangeError for fewer than 4 values, one that is not finite, or no spread
 */
export function fitGaussianMixture(values: ArrayLike<number>): GaussianMixture {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  if (n < 4 || !Number.isFinite(sorted[0]) || !Number.isFinite(sorted[n - 1])) {
    throw new RangeError(`fitGaussianMixture: at least 4 finite values are needed, got ${n} from ${sorted[0]} to ${sorted[n - 1]}`);
  }
  const centre = mean(sorted);
  const spread = Math.sqrt(sum(sorted.map((value) => (value - centre) * (value - centre))) / n);
  if (!(spread > 0)) throw new RangeError("fitGaussianMixture: all values are the same");
  const floor = NARROWEST * spread;
  const trials = STARTS.map((share) => iterate(sorted, cutAt(sorted, Math.min(n - 2, Math.max(2, Math.round(share * n))), floor), floor, TRIAL_ITERATIONS));
  const start = trials.reduce((best, trial) => (trial.logLikelihood > best.logLikelihood ? trial : best));
  const { components, logLikelihood, iterations, converged } = iterate(sorted, start.components, floor, MAX_ITERATIONS);
  const [lower, upper] = components[0].mean <= components[1].mean ? components : [components[1], components[0]];
  const singleLogLikelihood = n * (normalLogPdf(1) - Math.log(spread));
  return { lower, upper, logLikelihood, singleLogLikelihood, iterations: iterations + TRIAL_ITERATIONS, converged };
}

/** Probability that a value comes from the upper component, in [0, 1]. */
export function upperProbability({ lower, upper }: Pick<GaussianMixture, "lower" | "upper">, value: number): number {
  return 1 / (1 + Math.exp(logDensity(lower, value) - logDensity(upper, value)));
}

/**
 * Distance of the means in units of the widths, √2 (μ₂ − μ₁)/√(σ₁² + σ₂²): Ashman, Bird & Zepf (1994, AJ 108, 2348), who
 * take more than 2 for a clean separation.
 */
export function separation({ lower, upper }: Pick<GaussianMixture, "lower" | "upper">): number {
  return (Math.SQRT2 * (upper.mean - lower.mean)) / Math.hypot(lower.standardDeviation, upper.standardDeviation);
}

/** The value between the two means at which both components are equally likely; undefined where there is none. */
export function equalProbabilityPoint(mixture: Pick<GaussianMixture, "lower" | "upper">): number | undefined {
  const { lower, upper } = mixture;
  const upperIsLikelier = (value: number): boolean => logDensity(upper, value) >= logDensity(lower, value);
  if (upperIsLikelier(lower.mean) || !upperIsLikelier(upper.mean)) return undefined;
  // Between the means the log ratio rises throughout, so one crossing; bisection ends at neighbouring numbers.
  let [low, high] = [lower.mean, upper.mean];
  for (let middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (upperIsLikelier(middle)) high = middle;
    else low = middle;
  }
  return high;
}

type Pair = readonly [GaussianComponent, GaussianComponent];

function iterate(values: Float64Array, start: Pair, floor: number, maxIterations: number): { components: Pair; logLikelihood: number; iterations: number; converged: boolean } {
  let components = start;
  let logLikelihood = -Infinity;
  for (let iterations = 1; iterations <= maxIterations; iterations++) {
    const step = expectationMaximisation(values, components, floor);
    const converged = step.logLikelihood - logLikelihood < TOLERANCE * values.length;
    logLikelihood = step.logLikelihood;
    if (converged) return { components, logLikelihood, iterations, converged };
    components = step.components;
  }
  return { components, logLikelihood, iterations: maxIterations, converged: false };
}

/** One step; the log likelihood is that of the components given. */
function expectationMaximisation(values: Float64Array, [first, second]: Pair, floor: number): { components: Pair; logLikelihood: number } {
  const n = values.length;
  let logLikelihood = 0;
  let [share, linear1, square1, linear2, square2] = [0, 0, 0, 0, 0];
  for (let k = 0; k < n; k++) {
    const value = values[k];
    const log1 = logDensity(first, value);
    const log2 = logDensity(second, value);
    const larger = log1 > log2 ? log1 : log2;
    const smaller = Math.exp((log1 > log2 ? log2 : log1) - larger);
    logLikelihood += larger + Math.log1p(smaller);
    const inFirst = (log1 > log2 ? 1 : smaller) / (1 + smaller);
    // Moments about the present means, so that squares do not cancel.
    const d1 = value - first.mean;
    const d2 = value - second.mean;
    share += inFirst;
    linear1 += inFirst * d1;
    square1 += inFirst * d1 * d1;
    linear2 += (1 - inFirst) * d2;
    square2 += (1 - inFirst) * d2 * d2;
  }
  const updated = (old: GaussianComponent, members: number, linear: number, square: number): GaussianComponent => {
    const held = Math.max(members, 1e-12 * n);
    const shift = linear / held;
    return { weight: held / n, mean: old.mean + shift, standardDeviation: Math.max(floor, Math.sqrt(Math.max(0, square / held - shift * shift))) };
  };
  return { components: [updated(first, share, linear1, square1), updated(second, n - share, linear2, square2)], logLikelihood };
}

function cutAt(sorted: Float64Array, cut: number, floor: number): Pair {
  const describe = (part: Float64Array): GaussianComponent => {
    const centre = mean(part);
    const variance = sum(part.map((value) => (value - centre) * (value - centre))) / part.length;
    return { weight: part.length / sorted.length, mean: centre, standardDeviation: Math.max(floor, Math.sqrt(variance)) };
  };
  return [describe(sorted.subarray(0, cut)), describe(sorted.subarray(cut))];
}

function logDensity({ weight, mean: centre, standardDeviation }: GaussianComponent, value: number): number {
  return Math.log(weight / standardDeviation) + normalLogPdf((value - centre) / standardDeviation);
}
