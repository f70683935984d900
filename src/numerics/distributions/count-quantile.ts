import { normalQuantile } from "./normal.ts";

/** A law on 0, 1, 2, … as its two tails. */
export interface CountLaw {
  readonly mean: number;
  readonly variance: number;
  readonly skewness: number;
  /** P(X ≤ k). */
  readonly cdf: (k: number) => number;
  /** P(X ≥ k). */
  readonly upperTail: (k: number) => number;
}

/**
 * The smallest k with P(X ≤ k) ≥ p, found by bracketing outward from the Cornish–Fisher guess and halving. The upper
 * half is decided on P(X > k) ≤ 1 − p, so that quantiles beside 1 are not lost to the rounding of the cdf.
 *
 * @throws RangeError unless 0 ≤ p ≤ 1; p = 1 gives Infinity.
 */
export function countQuantile(p: number, law: CountLaw): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`quantile: p must lie in [0, 1], got ${p}`);
  if (p === 0) return 0;
  if (p === 1) return Infinity;
  const reached = p < 0.5 ? (k: number) => law.cdf(k) >= p : (k: number) => law.upperTail(k + 1) <= 1 - p;
  const [below, at] = bracket(cornishFisher(p, law), reached);
  return firstTrue(below, at, reached);
}

/** @throws RangeError for NaN, which no comparison would catch; other counts need not be integers. */
export function requireCount(k: number): void {
  if (Number.isNaN(k)) throw new RangeError("count must be a number, got NaN");
}

function cornishFisher(p: number, law: CountLaw): number {
  const z = normalQuantile(p);
  const guess = law.mean + Math.sqrt(law.variance) * (z + (law.skewness * (z * z - 1)) / 6);
  // The expansion diverges for extreme skewness; 40 standard deviations is as good a start as any.
  return Math.floor(Math.max(0, Math.min(guess, law.mean + 40 * Math.sqrt(law.variance))));
}

/** `below` (possibly −1) not reached, `at` reached, around a start. */
function bracket(start: number, reached: (k: number) => boolean): [below: number, at: number] {
  let step = 1;
  if (reached(start)) {
    let at = start;
    for (;;) {
      const below = Math.max(-1, at - step);
      if (below < 0 || !reached(below)) return [below, at];
      at = below;
      step *= 2;
    }
  }
  let below = start;
  for (;;) {
    const at = below + step;
    if (reached(at)) return [below, at];
    below = at;
    step *= 2;
  }
}

function firstTrue(below: number, at: number, reached: (k: number) => boolean): number {
  while (at - below > 1) {
    const middle = Math.floor((below + at) / 2);
    if (reached(middle)) at = middle;
    else below = middle;
  }
  return at;
}
