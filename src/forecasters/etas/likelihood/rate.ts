import type { Days } from "../../../seismicity/time.ts";
import { temporalIntegral, temporalTotal } from "../tapered-omori.ts";

/**
 * The rate μ u + Σ A e^{α(m − M0)} (1 + t/c)^{−p} e^{−t/τ} f(r | m). `productivityPerDay` A is the rate of direct aftershocks
 * of an event of magnitude M0 at once after it; unlike the number K of them in all time it stays finite for p <= 1.
 */
export interface EtasRate {
  /** Factor of the background u: per day and km² when u = 1. */
  readonly mu: number;
  readonly productivityPerDay: number;
  readonly alpha: number;
  readonly cDays: Days;
  readonly p: number;
  readonly DKm: number;
  readonly q: number;
  readonly gamma: number;
  /** τ, Infinity for no taper. */
  readonly taperDays: Days;
  /** Time after an event in which others go unseen, anywhere in the region (Hainzl 2016); absent or 0 for none. */
  readonly blindDays?: Days;
}

/** The same with K = A ∫ (1 + t/c)^{−p} e^{−t/τ} dt in place of A. */
export type NormalizedEtasRate = Omit<EtasRate, "productivityPerDay"> & { readonly K: number };

/** Derivatives by the parameters of {@link EtasRate}. */
export type RateGradient = { readonly [name in keyof Required<EtasRate>]: number };

/** Derivatives by the parameters of {@link NormalizedEtasRate}. */
export type NormalizedGradient = { readonly [name in keyof Required<NormalizedEtasRate>]: number };

/** @throws RangeError for p <= 1 without a taper */
export function fromNormalized({ K, ...rate }: NormalizedEtasRate): EtasRate {
  return { ...rate, productivityPerDay: K / temporalTotal(rate) };
}

/** K is Infinity for p <= 1 without a taper. */
export function toNormalized({ productivityPerDay, ...rate }: EtasRate): NormalizedEtasRate {
  const K = rate.taperDays === Infinity && rate.p <= 1 ? Infinity : productivityPerDay * temporalTotal(rate);
  return { ...rate, K };
}

/** Chain rule from derivatives at constant A to derivatives at constant K. @throws RangeError for p <= 1 without a taper */
export function normalizedGradient(rate: EtasRate, { productivityPerDay: byProductivity, ...gradient }: RateGradient): NormalizedGradient {
  const { integral, byC, byP, byTaper } = temporalIntegral(0, Infinity, rate);
  const scale = (-rate.productivityPerDay * byProductivity) / integral;
  return {
    ...gradient,
    K: byProductivity / integral,
    cDays: gradient.cDays + scale * byC,
    p: gradient.p + scale * byP,
    taperDays: gradient.taperDays + scale * byTaper,
  };
}
