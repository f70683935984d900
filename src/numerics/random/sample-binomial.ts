import { logFactorial } from "../special-functions/log-gamma.ts";
import type { RandomStream } from "./stream.ts";

/**
 * A binomial count of n trials with success probability p: inversion from zero upward below a mean of 10, Hörmann's
 * transformed rejection BTRS (1993) above, in constant expected time whatever n. No draw where the count is certain.
 *
 * @throws RangeError unless n is a non-negative integer and 0 ≤ p ≤ 1.
 */
export function sampleBinomial(stream: RandomStream, n: number, p: number): number {
  if (!(n >= 0 && n < Infinity && Math.floor(n) === n)) throw new RangeError(`sampleBinomial: n must be a non-negative integer, got ${n}`);
  if (!(p >= 0 && p <= 1)) throw new RangeError(`sampleBinomial: p must lie in [0, 1], got ${p}`);
  if (n === 0 || p === 0) return 0;
  if (p === 1) return n;
  if (p > 0.5) return n - sampleBinomial(stream, n, 1 - p);
  return n * p < 10 ? byInversion(stream, n, p) : byRejection(stream, n, p);
}

function byInversion(stream: RandomStream, n: number, p: number): number {
  const odds = p / (1 - p);
  for (;;) {
    let left = stream.nextDouble();
    let term = Math.exp(n * Math.log1p(-p));
    for (let count = 0; count <= n; count++) {
      if (left < term) return count;
      left -= term;
      term *= (odds * (n - count)) / (count + 1);
    }
    // The terms of a mean below 10 add up to 1 but for rounding: a uniform beyond their sum is drawn again.
  }
}

/** Algorithm BTRS, 0 < p ≤ ½ and n·p ≥ 10. */
function byRejection(stream: RandomStream, n: number, p: number): number {
  const odds = p / (1 - p);
  const deviation = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * deviation;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const centre = n * p + 0.5;
  const vr = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * deviation;
  for (;;) {
    const u = stream.nextDouble() - 0.5;
    const v = stream.nextDouble();
    const us = 0.5 - Math.abs(u);
    const count = Math.floor(((2 * a) / us + b) * u + centre);
    if (us >= 0.07 && v <= vr) return count;
    if (count < 0 || count > n) continue;
    const mode = Math.floor((n + 1) * p);
    const logRatio = logFactorial(mode) + logFactorial(n - mode) - logFactorial(count) - logFactorial(n - count) + (count - mode) * Math.log(odds);
    if (Math.log((v * alpha) / (a / (us * us) + b)) <= logRatio) return count;
  }
}
