import { findRoot } from "../root.ts";
import { sum } from "../sums.ts";

/** How much more than Poisson counts vary: variance = mean + dispersion · mean². */
export interface CountDispersion {
  /** 1/size of the negative binomial law; 0 where the counts vary no more than Poisson ones. */
  readonly dispersion: number;
  /** Log-likelihood above the Poisson one with the same means, in nats; 0 at dispersion 0. */
  readonly gainOverPoisson: number;
  /** Number of counts. */
  readonly n: number;
}

/**
 * Maximum-likelihood dispersion of negative binomial counts with known means, or with one common mean, whose estimate is
 * then the mean of the counts (Lawless 1987; Anscombe 1950). The root of the score in ln(dispersion) by Brent's method;
 * with Σ[(n − μ)² − n] ≤ 0 the likelihood falls from 0 on and the estimate is 0. Biased low for few counts.
 *
 * @param counts non-negative integers, two or more.
 * @param means expected count of each, positive; omitted: one mean.
 * @throws RangeError for fewer counts, wrong lengths, or values out of range.
 */
export function fitCountDispersion(counts: ArrayLike<number>, means?: ArrayLike<number>): CountDispersion {
  const n = counts.length;
  if (n < 2) throw new RangeError(`fitCountDispersion: at least two counts are needed, got ${n}`);
  if (means !== undefined && means.length !== n) throw new RangeError(`fitCountDispersion: ${n} counts and ${means.length} means`);
  const common = sum(counts) / n;
  const expected = Float64Array.from({ length: n }, (_, i) => means?.[i] ?? common);
  for (let i = 0; i < n; i++) {
    if (!(Number.isInteger(counts[i]) && counts[i] >= 0)) throw new RangeError(`fitCountDispersion: count ${i} must be a non-negative integer, got ${counts[i]}`);
    if (means !== undefined && !(expected[i] > 0 && expected[i] < Infinity)) throw new RangeError(`fitCountDispersion: mean ${i} must be positive and finite, got ${expected[i]}`);
  }
  const score = (logDispersion: number): number => scoreAt(Math.exp(logDispersion), counts, expected);
  if (scoreAt(0, counts, expected) <= 0) return { dispersion: 0, gainOverPoisson: 0, n };
  let low = -1;
  while (score(low) <= 0 && low > -700) low -= 2;
  let high = 1;
  while (score(high) > 0 && high < 700) high += 2;
  const dispersion = Math.exp(findRoot(score, low, high, 1e-13));
  return { dispersion, gainOverPoisson: gainAt(dispersion, counts, expected), n };
}

/** Derivative by dispersion a: Σ [Σ_{j<n} j/(1 + aj) + μ² g(aμ) − nμ/(1 + aμ)], g(x) = (ln(1 + x) − x/(1 + x))/x². */
function scoreAt(a: number, counts: ArrayLike<number>, means: Float64Array): number {
  return sum(means.map((mean, i) => {
    let rises = 0;
    for (let j = 1; j < counts[i]; j++) rises += j / (1 + a * j);
    return rises + mean * mean * logExcess(a * mean) - (counts[i] * mean) / (1 + a * mean);
  }));
}

/** Log-likelihood at a less that at 0: Σ_{j<n} ln(1 + aj) − n ln(1 + aμ) + μ (1 − ln(1 + aμ)/(aμ)). */
function gainAt(a: number, counts: ArrayLike<number>, means: Float64Array): number {
  return sum(means.map((mean, i) => {
    let rises = 0;
    for (let j = 1; j < counts[i]; j++) rises += Math.log1p(a * j);
    const spread = a * mean;
    return rises - counts[i] * Math.log1p(spread) + (spread > 0 ? mean * (1 - Math.log1p(spread) / spread) : 0);
  }));
}

function logExcess(x: number): number {
  if (x > 0.05) return (Math.log1p(x) - x / (1 + x)) / (x * x);
  // Σ (−x)^k (k + 1)/(k + 2)
  let total = 0;
  let power = 1;
  for (let k = 0; k < 14; k++) {
    total += (power * (k + 1)) / (k + 2);
    power *= -x;
  }
  return total;
}
