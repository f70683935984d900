import { countMeanDifference } from "../../numerics/distributions/count-mean-difference.ts";
import { negativeBinomialCdf, negativeBinomialLogPmf, negativeBinomialUpperTail } from "../../numerics/distributions/negative-binomial.ts";
import { poissonCdf, poissonLogPmf, poissonUpperTail } from "../../numerics/distributions/poisson.ts";
import type { CountDistribution } from "./count-distribution.ts";
import { ensembleCrps } from "./ensemble-crps.ts";

/** Continuous ranked probability score of a count under its forecast, in events; 0 is best. Ensembles are scored plainly (see {@link ensembleCrps}). */
export function countCrps(count: number, distribution: CountDistribution): number {
  switch (distribution.kind) {
    case "poisson": return poissonCrps(count, distribution.mean);
    case "negative-binomial": return negativeBinomialCrps(count, distribution.mean, distribution.variance);
    case "ensemble": return ensembleCrps(distribution.sortedCounts, count, "plain");
  }
}

/**
 * CRPS of a count under a Poisson law (Wei & Held 2014; Jordan, Krüger & Lerch 2019), `E|X − y| − ½ E|X − X′|`.
 *
 * @throws RangeError unless count is a non-negative integer and mean finite and non-negative.
 */
export function poissonCrps(count: number, mean: number): number {
  requireObservedCount(count);
  if (mean === 0) return count;
  if (mean < 1) return tailSum(count, Math.exp(-mean), (k) => mean / (k + 1));
  const distance = (count - mean) * (poissonCdf(count, mean) - poissonUpperTail(count + 1, mean)) + 2 * mean * Math.exp(poissonLogPmf(count, mean));
  return distance - 0.5 * countMeanDifference(mean, mean);
}

/**
 * CRPS of a count under a negative binomial law with this mean and variance. With θ = variance/mean − 1,
 * `E|X − y| = (y − mean)(2F(y) − 1) + 2(mean + θy) f(y)`, which follows from (k + 1)f(k + 1) = q(k + r)f(k).
 *
 * @throws RangeError unless count is a non-negative integer and 0 < mean < variance < Infinity.
 */
export function negativeBinomialCrps(count: number, mean: number, variance: number): number {
  requireObservedCount(count);
  const mass = Math.exp(negativeBinomialLogPmf(count, mean, variance));
  const excessRatio = (variance - mean) / mean;
  if (mean < 1) {
    const failure = (variance - mean) / variance;
    const size = mean / excessRatio;
    return tailSum(count, Math.exp(negativeBinomialLogPmf(0, mean, variance)), (k) => (failure * (k + size)) / (k + 1));
  }
  const centre = negativeBinomialCdf(count, mean, variance) - negativeBinomialUpperTail(count + 1, mean, variance);
  const distance = (count - mean) * centre + 2 * (mean + excessRatio * count) * mass;
  return distance - 0.5 * countMeanDifference(mean, variance);
}

/**
 * `Σ_{k<y} F(k)² + Σ_{k≥y} (1 − F(k))²` from a recursion of the probabilities: the form for small means, where the two
 * expectations of the closed form cancel. Every term is positive.
 *
 * @param ratio f(k + 1)/f(k).
 */
function tailSum(count: number, atZero: number, ratio: (k: number) => number): number {
  const masses = [atZero];
  // Below mean 1 the ratio stays below 1, and what follows f(k) is at most f(k)/(1 − ratio).
  for (let k = 0; k <= count || masses[k] > 1e-17 * (1 - ratio(k)) * masses[count + 1]; k++) masses.push(masses[k] * ratio(k));
  let score = 0;
  let above = 0;
  for (let k = masses.length - 1; k > count; k--) {
    above += masses[k];
    score += above * above;
  }
  let below = 0;
  for (let k = 0; k < count; k++) {
    below += masses[k];
    score += below * below;
  }
  return score;
}

function requireObservedCount(count: number): void {
  if (!(Number.isInteger(count) && count >= 0)) throw new RangeError(`CRPS: count must be a non-negative integer, got ${count}`);
}
