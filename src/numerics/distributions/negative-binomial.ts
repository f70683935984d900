import { type Split, exactProduct, exactSum, splitQuotient } from "../error-free.ts";
import { splitBeta } from "../special-functions/incomplete-beta.ts";
import { logBinomialTerm } from "../special-functions/saddle-point.ts";
import { countQuantile, requireCount } from "./count-quantile.ts";

/**
 * log P(X = k) for a negative binomial count with `mean` > 0 and `variance` > mean: size r = mean²/(variance − mean),
 * success probability mean/variance. −Infinity where k is not a non-negative integer.
 *
 * @throws RangeError unless 0 < mean < variance < Infinity.
 */
export function negativeBinomialLogPmf(k: number, mean: number, variance: number): number {
  const { size, success, failure } = parametrise(mean, variance);
  if (!(k >= 0 && k < Infinity) || Math.floor(k) !== k) return -Infinity;
  if (k === 0) return logOfZero(size, success, failure);
  const term = logBinomialTerm(size, { high: k, low: 0 }, success, failure);
  return term + Math.log(size.high / (size.high + k));
}

/** P(X ≤ k) = I_{mean/variance}(r, ⌊k⌋ + 1), in [0, 1] (DLMF 8.17.24). @throws RangeError unless 0 < mean < variance. */
export function negativeBinomialCdf(k: number, mean: number, variance: number): number {
  const { size, success, failure } = parametrise(mean, variance);
  requireCount(k);
  if (k < 0) return 0;
  return k === Infinity ? 1 : splitBeta(success, failure, size, { high: Math.floor(k) + 1, low: 0 });
}

/** P(X ≥ k), in [0, 1], computed directly. @throws RangeError unless 0 < mean < variance. */
export function negativeBinomialUpperTail(k: number, mean: number, variance: number): number {
  const { size, success, failure } = parametrise(mean, variance);
  requireCount(k);
  if (k <= 0) return 1;
  return k === Infinity ? 0 : splitBeta(failure, success, { high: Math.ceil(k), low: 0 }, size);
}

/** The smallest integer k with P(X ≤ k) ≥ p. @throws RangeError unless 0 ≤ p ≤ 1 and 0 < mean < variance. */
export function negativeBinomialQuantile(p: number, mean: number, variance: number): number {
  parametrise(mean, variance);
  return countQuantile(p, {
    mean,
    variance,
    skewness: (2 * variance - mean) / mean / Math.sqrt(variance),
    cdf: (k) => negativeBinomialCdf(k, mean, variance),
    upperTail: (k) => negativeBinomialUpperTail(k, mean, variance),
  });
}

interface Parameters {
  readonly size: Split;
  readonly success: Split;
  readonly failure: Split;
}

/** (mean, variance) to (r, p, 1 − p) with twice the working precision: far tails magnify a rounded r some hundredfold. */
function parametrise(mean: number, variance: number): Parameters {
  if (!(mean > 0 && mean < variance && variance < Infinity)) {
    throw new RangeError(`negative binomial: expected 0 < mean < variance, got mean ${mean}, variance ${variance}`);
  }
  const excess = exactSum(variance, -mean);
  const exactVariance = { high: variance, low: 0 };
  return {
    size: splitQuotient(exactProduct(mean, mean), excess),
    success: splitQuotient({ high: mean, low: 0 }, exactVariance),
    failure: splitQuotient(excess, exactVariance),
  };
}

/** r log p, from whichever of p and 1 − p keeps the logarithm accurate. */
function logOfZero(size: Split, success: Split, failure: Split): number {
  const log = failure.high < 0.5 ? Math.log1p(-failure.high) : Math.log(success.high);
  return size.high * log;
}
