import { type Split, exactProduct } from "../error-free.ts";
import { stirlingError } from "./log-gamma.ts";

/**
 * The saddle-point form of Poisson and binomial terms (C. Loader, "Fast and accurate computation of binomial
 * probabilities", 2000). x^a e^{-x}/Γ(a+1) = e^{-δ(a) - D(a, x)}/√(2πa): no large numbers cancel, so the relative
 * error of a term stays near |log term| · 2^-52.
 */

/** log of x^a e^{-x} / Γ(a+1), the Poisson term at a real count a ≥ 0 and mean x > 0. */
export function logPoissonTerm(a: number, x: number): number {
  if (a === 0) return -x;
  return -stirlingError(a) - devianceTerm(a, x) - 0.5 * Math.log(2 * Math.PI * a);
}

/**
 * log of Γ(a+b+1)/(Γ(a+1)Γ(b+1)) x^a y^b, the binomial term at real counts a, b > 0, where x + y = 1.
 * Each argument may carry its rounding error in `low`.
 */
export function logBinomialTerm(a: Split, b: Split, x: Split, y: Split): number {
  const n = a.high + b.high;
  const scale = stirlingError(n) - stirlingError(a.high) - stirlingError(b.high);
  const spread = 0.5 * Math.log((n / b.high / a.high) / (2 * Math.PI));
  return scale + spread - splitDeviance(a, n, x) - splitDeviance(b, n, y);
}

/** D(count, mean) = count·log(count/mean) + mean − count ≥ 0, to a few ulps also where count ≈ mean (Loader eq. 5). */
export function devianceTerm(count: number, mean: number): number {
  if (count === 0) return mean;
  const ratio = (count - mean) / (count + mean);
  if (Math.abs(ratio) > 0.6) return count * Math.log(count / mean) + mean - count;
  let sum = (count - mean) * ratio;
  let power = 2 * count * ratio;
  for (let j = 3; ; j += 2) {
    power *= ratio * ratio;
    const next = sum + power / j;
    if (!(Math.abs(next - sum) > 0)) return next;
    sum = next;
  }
}

/** D(count, n·share), with the rounding errors of count, share and their product put back to first order. */
function splitDeviance(count: Split, n: number, share: Split): number {
  const mean = exactProduct(n, share.high);
  const meanLow = mean.low + n * share.low;
  const correction = (1 - count.high / mean.high) * meanLow + Math.log(count.high / mean.high) * count.low;
  return devianceTerm(count.high, mean.high) + correction;
}
