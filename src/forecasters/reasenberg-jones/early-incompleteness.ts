import { integrate } from "../../numerics/quadrature/gauss-legendre.ts";
import type { Days } from "../../seismicity/time.ts";
import { expectedPerProductivity, type DecayParameters } from "./expected-number.ts";

/** Widest panel: the integrands have no singularity within π of the real axis. */
export const OMORI_PANEL = 1.9;

/**
 * Completeness magnitude t days after a mainshock: max(Mcat, M − 4.5 − 0.75 log10 t) (Helmstetter, Kagan & Jackson 2006).
 */
export function completenessAfter(mainshockMagnitude: number, t: Days, catalogCompleteness: number): number {
  return Math.max(catalogCompleteness, mainshockMagnitude - 4.5 - 0.75 * (Math.log(t) / Math.LN10));
}

/**
 * Expected number of detectable aftershocks in the first `observedDays`, per unit of 10^a:
 * ∫ 10^{b(M − Mc(t))} (t + c)^{−p} dt from 0, with {@link completenessAfter}. Relative error below 1e-12.
 */
export function detectablePerProductivity(
  parameters: DecayParameters, mainshockMagnitude: number, catalogCompleteness: number, observedDays: Days,
): number {
  const { b, p, cDays } = parameters;
  const recovery = Math.exp((Math.LN10 * (mainshockMagnitude - 4.5 - catalogCompleteness)) / 0.75);
  const incompleteDays = Math.min(recovery, observedDays);
  // Until recovery 10^{b(M − Mc)} = 10^{4.5 b} t^{0.75 b}.
  const early = Math.exp(Math.LN10 * 4.5 * b) * powerTimesOmori(0.75 * b, incompleteDays, cDays, p);
  return early + expectedPerProductivity(parameters, mainshockMagnitude, catalogCompleteness, incompleteDays, observedDays);
}

/**
 * ∫ t^k (t + c)^{−p} dt from 0 to `end`, in y = ln t: there the integrand e^{(k+1)y}(e^y + c)^{−p} has no singularity
 * nearer than π to the real axis. What lies below e^{−38/(k + 1)} c, a share of 1e-16, is left out.
 */
function powerTimesOmori(k: number, end: Days, c: Days, p: number): number {
  const top = Math.log(end);
  const bottom = Math.min(top, Math.log(c)) - 38 / (k + 1);
  return integrate((y) => Math.exp((k + 1) * y - p * Math.log(Math.exp(y) + c)), bottom, top, OMORI_PANEL);
}
