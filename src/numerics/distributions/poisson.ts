import { regularizedGammaP, regularizedGammaQ } from "../special-functions/incomplete-gamma.ts";
import { logPoissonTerm } from "../special-functions/saddle-point.ts";
import { countQuantile, requireCount } from "./count-quantile.ts";

/**
 * log P(X = k) for a Poisson count with `mean` ≥ 0; a mean of 0 puts all mass at 0. −Infinity where k is not a
 * non-negative integer (Loader 2000).
 *
 * @throws RangeError unless mean is finite and non-negative.
 */
export function poissonLogPmf(k: number, mean: number): number {
  requireMean(mean);
  if (!(k >= 0 && k < Infinity) || Math.floor(k) !== k) return -Infinity;
  if (mean === 0) return k === 0 ? 0 : -Infinity;
  return logPoissonTerm(k, mean);
}

/** P(X ≤ k) = Q(⌊k⌋ + 1, mean), in [0, 1] (DLMF 8.4.10). @throws RangeError unless mean is finite and non-negative. */
export function poissonCdf(k: number, mean: number): number {
  requireMean(mean);
  requireCount(k);
  if (k < 0) return 0;
  return mean === 0 || k === Infinity ? 1 : regularizedGammaQ(Math.floor(k) + 1, mean);
}

/** P(X ≥ k) = P(⌈k⌉, mean), in [0, 1], computed directly. @throws RangeError unless mean is finite and non-negative. */
export function poissonUpperTail(k: number, mean: number): number {
  requireMean(mean);
  requireCount(k);
  if (k <= 0) return 1;
  return mean === 0 || k === Infinity ? 0 : regularizedGammaP(Math.ceil(k), mean);
}

/** The smallest integer k with P(X ≤ k) ≥ p. @throws RangeError unless 0 ≤ p ≤ 1 and mean is finite and non-negative. */
export function poissonQuantile(p: number, mean: number): number {
  requireMean(mean);
  if (mean === 0 && p >= 0 && p <= 1) return 0;
  return countQuantile(p, {
    mean,
    variance: mean,
    skewness: 1 / Math.sqrt(mean),
    cdf: (k) => poissonCdf(k, mean),
    upperTail: (k) => poissonUpperTail(k, mean),
  });
}

function requireMean(mean: number): void {
  if (!(mean >= 0 && mean < Infinity)) throw new RangeError(`Poisson mean must be finite and non-negative, got ${mean}`);
}
