import type { NumberLaw } from "../../evaluation/number-law.ts";
import { logSumExp } from "../../numerics/sums.ts";

/** Rate factors, equally weighted, that the tilted e-value bets on. */
export const RATE_FACTORS: readonly number[] = [0.5, 0.67, 0.8, 0.9, 1.1, 1.25, 1.5, 2];

/**
 * ln of θ^n / E_f[θ^N] for each rate factor ρ: one window's e-values against any count law f. They multiply over windows, and
 * the mean of the products over ρ is an e-process for "every count comes from its forecast law".
 *
 * θ is chosen so that the tilted law has ρ times the mean: θ = ρ for a Poisson law; for a negative binomial one, with
 * s = variance/mean − 1, θ = ρ(1+s)/(1+ρs), which is inside the radius of convergence 1 + 1/s whatever ρ is. A fixed θ
 * would leave it, E_f[θ^N] = ∞, in the windows with the widest laws; here wide laws get a small tilt.
 *
 * An ensemble of M catalogs is a sample of its law, not the law: a count that no catalog has must not be worth
 * infinitely much. Its e-value is θ^n over the mean of θ^N among the catalogs and the observation together, with θ from
 * moments of the same M + 1 numbers less their largest. Given those numbers, any of which could have been the observed
 * one, its expectation is exactly 1, at any M and for any tail; it never exceeds M + 1.
 *
 * @param observed n, a non-negative integer.
 */
export function tiltedLogFactors(law: NumberLaw, observed: number, rateFactors: readonly number[] = RATE_FACTORS): Float64Array {
  if (!(Number.isInteger(observed) && observed >= 0)) throw new RangeError(`observed number must be a non-negative integer, got ${observed}`);
  return Float64Array.from(rateFactors, (rateFactor) => {
    if (!(rateFactor > 0 && rateFactor < Infinity)) throw new RangeError(`rate factor must be positive, got ${rateFactor}`);
    switch (law.kind) {
      case "poisson": return observed * logTilt(rateFactor, 0) - law.mean * (rateFactor - 1);
      case "negative-binomial": return observed * logTilt(rateFactor, overdispersion(law)) - logGenerating(rateFactor, law);
      case "ensemble": return ensembleFactor(law, observed, rateFactor);
    }
  });
}

/** ln θ = ln ρ − ln(1 + s(ρ−1)/(1+s)). */
function logTilt(rateFactor: number, s: number): number {
  return Math.log(rateFactor) - Math.log1p((s * (rateFactor - 1)) / (1 + s));
}

/** ln E[θ^N] = (mean/s) ln((1+ρs)/(1+s)); for s → 0 it is mean (ρ − 1). */
function logGenerating(rateFactor: number, law: { readonly mean: number; readonly variance: number }): number {
  const s = overdispersion(law);
  return s === 0 ? law.mean * (rateFactor - 1) : (law.mean / s) * Math.log1p((s * (rateFactor - 1)) / (1 + s));
}

function overdispersion({ mean, variance }: { readonly mean: number; readonly variance: number }): number {
  return mean > 0 ? Math.max(0, (variance - mean) / mean) : 0;
}

function ensembleFactor(law: Extract<NumberLaw, { kind: "ensemble" }>, observed: number, rateFactor: number): number {
  const { numbers, catalogs } = withObserved(law, observed);
  const logTheta = logTilt(rateFactor, overdispersion(momentsBelowLargest(numbers, catalogs)));
  const total = catalogs.reduce((sum, count) => sum + count, 0);
  return observed * logTheta - (logSumExp(numbers.map((number, place) => number * logTheta + Math.log(catalogs[place]))) - Math.log(total));
}

/** The tally of an ensemble with the observed number as one catalog more. @throws RangeError for an ensemble without catalogs. */
export function withObserved(law: Extract<NumberLaw, { kind: "ensemble" }>, observed: number): { readonly numbers: readonly number[]; readonly catalogs: readonly number[] } {
  if (law.numbers.length === 0) throw new RangeError("number law: an ensemble without catalogs");
  const place = law.numbers.findIndex((number) => number >= observed);
  if (place >= 0 && law.numbers[place] === observed) return { numbers: law.numbers, catalogs: law.catalogs.map((count, k) => (k === place ? count + 1 : count)) };
  const at = place < 0 ? law.numbers.length : place;
  return { numbers: law.numbers.toSpliced(at, 0, observed), catalogs: law.catalogs.toSpliced(at, 0, 1) };
}

/** Without its largest member, so that one surprising count does not tame the bet that would notice it. */
function momentsBelowLargest(numbers: readonly number[], catalogs: readonly number[]): { mean: number; variance: number } {
  const counts = catalogs.map((count, place) => (place === catalogs.length - 1 ? count - 1 : count));
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return { mean: 0, variance: 0 };
  const mean = counts.reduce((sum, count, place) => sum + count * numbers[place], 0) / total;
  const variance = counts.reduce((sum, count, place) => sum + count * (numbers[place] - mean) * (numbers[place] - mean), 0) / total;
  return { mean, variance };
}
