import { betweenVariance, type BetweenVariance, type BetweenVarianceMethod } from "./between-variance.ts";

/** An estimate and the variance of its error, in which it is about normal. */
export interface Estimate {
  readonly value: number;
  readonly variance: number;
}

/** What a tile's parameter is held to be after its own data and those of the others. */
export interface Shrunk {
  /** Of the tile's own estimate; 0 where it has none. */
  readonly weight: number;
  readonly value: number;
  readonly variance: number;
}

/** What tiles are shrunk towards: `mean` and `variance` of the law from which their true values come. */
export type Prior = BetweenVariance;

/** A prior from the tiles' own estimates, about their mean or a given one. @throws RangeError for fewer than two estimates, or none with a given mean */
export function priorOf(estimates: readonly Estimate[], method: BetweenVarianceMethod, givenMean?: number): Prior {
  return betweenVariance(estimates.map(({ value }) => value), estimates.map(({ variance }) => variance), method, givenMean);
}

/** A prior known beforehand. */
export function knownPrior(mean: number, variance: number): Prior {
  return { mean, variance, meanVariance: 0, plausible: [{ mean, variance, meanVariance: 0, share: 1 }] };
}

/**
 * Empirical-Bayes estimate of a tile's true value (Efron & Morris 1975; Morris 1983): w θ + (1 − w) μ with w = T/(T + V). V falls
 * as 1/n, so the weight rises with the number n of events, from 0 to 1.
 *
 * Its variance is that about this value when T is any of the plausible ones: the mean over these of w V + (1 − w)² Var(μ) and of the
 * squared distance of the value that goes with them. A tile without an estimate has the prior's mean, and T + Var(μ) at the median of T.
 */
export function shrink(estimate: Estimate | undefined, prior: Prior): Shrunk {
  if (estimate === undefined) return { weight: 0, value: prior.mean, variance: priorVariance(prior) };
  const { value: own, variance: error } = estimate;
  const weightAt = (between: number): number => between / (between + error);
  const weight = weightAt(prior.variance);
  const value = prior.mean + weight * (own - prior.mean);
  const variance = prior.plausible.reduce((total, { variance: between, mean, meanVariance, share }) => {
    const here = weightAt(between);
    const away = mean + here * (own - mean) - value;
    return total + share * (here * error + (1 - here) * (1 - here) * meanVariance + away * away);
  }, 0);
  return { weight, value, variance };
}

/** T ascends among the plausible ones. */
function priorVariance({ plausible }: Prior): number {
  let below = 0;
  const median = plausible.find(({ share }) => (below += share) >= 0.5) ?? plausible.at(-1)!;
  return median.variance + median.meanVariance;
}
