/**
 * Error-free transformations (Knuth 1969, Dekker 1971): the rounding error of one floating-point operation as a
 * number of its own. A probability of 1e-200 is the exponential of −460, where a rounding of an argument costs
 * hundreds of ulps; carrying the lost part keeps them.
 */

/** A number held as an unevaluated sum `high + low`, |low| at most half an ulp of `high`. */
export interface Split {
  readonly high: number;
  readonly low: number;
}

/** a + b exactly. */
export function exactSum(a: number, b: number): Split {
  const high = a + b;
  const bPart = high - a;
  return { high, low: a - (high - bPart) + (b - bPart) };
}

/** a · b exactly, for |a|, |b| below 2^970 and a product that neither overflows nor underflows. */
export function exactProduct(a: number, b: number): Split {
  const high = a * b;
  const aHigh = upperHalf(a);
  const bHigh = upperHalf(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return { high, low: aHigh * bHigh - high + aHigh * bLow + aLow * bHigh + aLow * bLow };
}

/** numerator / denominator to about twice the working precision; both finite, denominator not 0. */
export function splitQuotient(numerator: Split, denominator: Split): Split {
  const high = numerator.high / denominator.high;
  const product = exactProduct(high, denominator.high);
  const remainder = numerator.high - product.high - product.low + numerator.low - high * denominator.low;
  return { high, low: remainder / denominator.high };
}

/** Veltkamp's splitting: the leading 26 bits. */
function upperHalf(a: number): number {
  const scaled = 134217729 * a;
  return scaled - (scaled - a);
}
