import type { RandomStream } from "../../numerics/random/stream.ts";
import { logSumExp } from "../../numerics/sums.ts";
import { type CountDistribution, countLowerTail, countUpperTail } from "../scores/count-distribution.ts";

/*
 * The law (1 − ε)P + εQ of a whole window: with probability 1 − ε everything happens as P says, else as Q says. It is no mixture of
 * rates: the number of events varies more, and a catalog is likely under one of the two or the other, not bin by bin under both.
 */

/** One part of a mixture; the shares of all sum to 1. */
export interface Weighted<T> {
  readonly share: number;
  readonly part: T;
}

/** P with the share 1 − ε and Q with the share ε; Q alone where ε is 1. @throws RangeError for an ε outside (0, 1], or a P that is missing where ε is below 1 */
export function mixtureOf<T>(challenger: T | undefined, baseline: T, baselineShare: number): readonly Weighted<T>[] {
  if (!(baselineShare > 0 && baselineShare <= 1)) throw new RangeError(`mixture: the baseline's share must lie in (0, 1], got ${baselineShare}`);
  if (baselineShare === 1) return [{ share: 1, part: baseline }];
  if (challenger === undefined) throw new RangeError(`mixture: a share of ${1 - baselineShare} needs a challenger's forecast`);
  return [{ share: 1 - baselineShare, part: challenger }, { share: baselineShare, part: baseline }];
}

/** One of the parts, drawn by its share with one number of the stream; the first where rounding of the shares leaves that number to none. */
export function drawPart<Part extends { readonly share: number }>(parts: readonly Part[], stream: RandomStream): Part {
  let left = stream.nextDouble();
  return parts.find(({ share }) => (left -= share) < 0) ?? parts[0]!;
}

/** ln Σ share · e^{score}: the log score in nats of the mixture from the joint log scores of its parts, −∞ where all said zero. */
export function mixtureLogScore(scores: readonly Weighted<number>[]): number {
  if (scores.length === 1) return scores[0]!.part;
  return logSumExp(Float64Array.from(scores, ({ share, part }) => Math.log(share) + part));
}

/** Σ share · mean. */
export function mixtureMean(means: readonly Weighted<number>[]): number {
  return means.reduce((total, { share, part }) => total + share * part, 0);
}

/** P(X ≤ k). */
export function mixtureLowerTail(laws: readonly Weighted<CountDistribution>[], k: number): number {
  return mixtureMean(laws.map(({ share, part }) => ({ share, part: countLowerTail(part, k) })));
}

/** P(X ≥ k), each part's computed directly. */
export function mixtureUpperTail(laws: readonly Weighted<CountDistribution>[], k: number): number {
  return mixtureMean(laws.map(({ share, part }) => ({ share, part: countUpperTail(part, k) })));
}

/** Smallest k with P(X ≤ k) ≥ p. @throws RangeError for a p outside (0, 1) */
export function mixtureQuantile(laws: readonly Weighted<CountDistribution>[], p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`mixture: a quantile's level must lie between 0 and 1, got ${p}`);
  let high = 1;
  while (mixtureLowerTail(laws, high) < p) high *= 2;
  let low = -1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (mixtureLowerTail(laws, middle) >= p) high = middle;
    else low = middle;
  }
  return high;
}
