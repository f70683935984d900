import { type CountDistribution, countLowerTail, countUpperTail } from "./count-distribution.ts";

/**
 * Ranked probability score (Epstein 1969) of a count that is reported in classes: 0 … a₀, a₀ + 1 … a₁, …, above the
 * last. `Σ_j (P(X ≤ a_j) − 1{count ≤ a_j})²`; 0 is best, and as many as there are bounds is worst. With one bound at
 * every integer it is the CRPS.
 *
 * @param upperBounds largest count of each class but the last, ascending integers.
 * @throws RangeError when the bounds are missing, not integers or do not ascend.
 */
export function rankedProbabilityScore(count: number, distribution: CountDistribution, upperBounds: readonly number[]): number {
  const ascending = upperBounds.length > 0 && upperBounds.every((bound, i) => Number.isInteger(bound) && bound >= 0 && (i === 0 || bound > upperBounds[i - 1]));
  if (!ascending) throw new RangeError(`rankedProbabilityScore: bounds must be ascending non-negative integers, got [${upperBounds.join(", ")}]`);
  return upperBounds.reduce((score, bound) => {
    const miss = count <= bound ? countUpperTail(distribution, bound + 1) : countLowerTail(distribution, bound);
    return score + miss * miss;
  }, 0);
}
