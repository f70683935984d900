import { negativeBinomialCdf, negativeBinomialLogPmf, negativeBinomialUpperTail } from "../../numerics/distributions/negative-binomial.ts";
import { poissonCdf, poissonLogPmf, poissonUpperTail } from "../../numerics/distributions/poisson.ts";
import { sampleNegativeBinomial, samplePoisson } from "../../numerics/random/samplers.ts";
import type { RandomStream } from "../../numerics/random/stream.ts";

/** What a forecast says of a number of events: a law, or the numbers of its simulated catalogs (empty ones are zeros). */
export type CountDistribution =
  | { readonly kind: "poisson"; readonly mean: number }
  | { readonly kind: "negative-binomial"; readonly mean: number; readonly variance: number }
  | { readonly kind: "ensemble"; readonly sortedCounts: Float64Array };

export function poissonCount(mean: number): CountDistribution {
  return { kind: "poisson", mean };
}

export function negativeBinomialCount(mean: number, variance: number): CountDistribution {
  return { kind: "negative-binomial", mean, variance };
}

/** @throws RangeError for no counts, or one that is not a non-negative integer. */
export function ensembleCount(counts: ArrayLike<number>): CountDistribution {
  if (counts.length === 0) throw new RangeError("ensembleCount: no simulated counts");
  const bad = Array.prototype.find.call(counts, (count: number) => !(Number.isInteger(count) && count >= 0)) as number | undefined;
  if (bad !== undefined) throw new RangeError(`ensembleCount: counts must be non-negative integers, got ${bad}`);
  return { kind: "ensemble", sortedCounts: Float64Array.from(counts).sort() };
}

/** P(X ≤ k), in [0, 1]. */
export function countLowerTail(distribution: CountDistribution, k: number): number {
  switch (distribution.kind) {
    case "poisson": return poissonCdf(k, distribution.mean);
    case "negative-binomial": return negativeBinomialCdf(k, distribution.mean, distribution.variance);
    case "ensemble": return numberAtMost(distribution.sortedCounts, k) / distribution.sortedCounts.length;
  }
}

/** P(X ≥ k), in [0, 1], computed directly. */
export function countUpperTail(distribution: CountDistribution, k: number): number {
  switch (distribution.kind) {
    case "poisson": return poissonUpperTail(k, distribution.mean);
    case "negative-binomial": return negativeBinomialUpperTail(k, distribution.mean, distribution.variance);
    case "ensemble": {
      const { sortedCounts } = distribution;
      return (sortedCounts.length - numberAtMost(sortedCounts, Math.ceil(k) - 1)) / sortedCounts.length;
    }
  }
}

/** ln P(X = k) in nats; −Infinity for a number that no simulated catalog has. */
export function countLogProbability(distribution: CountDistribution, k: number): number {
  switch (distribution.kind) {
    case "poisson": return poissonLogPmf(k, distribution.mean);
    case "negative-binomial": return negativeBinomialLogPmf(k, distribution.mean, distribution.variance);
    case "ensemble": {
      const { sortedCounts } = distribution;
      return Math.log((numberAtMost(sortedCounts, k) - numberAtMost(sortedCounts, k - 1)) / sortedCounts.length);
    }
  }
}

/** A number of events drawn from the distribution. */
export function sampleCount(stream: RandomStream, distribution: CountDistribution): number {
  switch (distribution.kind) {
    case "poisson": return samplePoisson(stream, distribution.mean);
    case "negative-binomial": return sampleNegativeBinomial(stream, distribution.mean, distribution.variance);
    case "ensemble": return distribution.sortedCounts[Math.floor(stream.nextDouble() * distribution.sortedCounts.length)];
  }
}

/** How many values of an ascending array are ≤ k. */
function numberAtMost(ascending: Float64Array, k: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle] <= k) low = middle + 1;
    else high = middle;
  }
  return low;
}
