import { type CountDistribution, countLowerTail, poissonCount } from "../scores/count-distribution.ts";

/** Where a count lies in its forecast law: the probabilities of fewer, and of at most as many. */
export interface PitInterval {
  /** P(X ≤ n − 1), in [0, 1]. */
  readonly lower: number;
  /** P(X ≤ n), in [0, 1]. */
  readonly upper: number;
}

/**
 * Non-randomised probability integral transform of a count under a Poisson law (Czado, Gneiting & Held 2009). A
 * continuous forecast has one PIT value; a count has this interval.
 *
 * @throws RangeError unless count is a non-negative integer and mean finite and non-negative.
 */
export function countPit(count: number, mean: number): PitInterval {
  return distributionPit(count, poissonCount(mean));
}

/** The same under any law of counts or an ensemble of them. @throws RangeError unless count is a non-negative integer. */
export function distributionPit(count: number, distribution: CountDistribution): PitInterval {
  if (!(Number.isInteger(count) && count >= 0)) throw new RangeError(`countPit: count must be a non-negative integer, got ${count}`);
  return { lower: countLowerTail(distribution, count - 1), upper: countLowerTail(distribution, count) };
}

/** Adds one interval's share of each of `heights.length` equal bins of [0, 1]; the shares sum to 1. */
export function addPitShares(heights: Float64Array, { lower, upper }: PitInterval): void {
  const bins = heights.length;
  let before = pitDistribution(0, lower, upper);
  for (let bin = 0; bin < bins; bin++) {
    const after = pitDistribution((bin + 1) / bins, lower, upper);
    heights[bin] += after - before;
    before = after;
  }
}

/** Shares of so many equal bins of [0, 1] by count, worked out when a count first occurs. */
export function pitShareTable(distribution: CountDistribution, bins: number): (count: number) => Float64Array {
  const known = new Map<number, Float64Array>();
  return (count) => {
    let shares = known.get(count);
    if (shares === undefined) {
      shares = new Float64Array(bins);
      addPitShares(shares, distributionPit(count, distribution));
      known.set(count, shares);
    }
    return shares;
  };
}

/** Conditional distribution of the PIT at u, linear over the interval (Czado et al., eq. 2). */
function pitDistribution(u: number, lower: number, upper: number): number {
  if (u >= upper) return 1;
  return u <= lower ? 0 : (u - lower) / (upper - lower);
}
