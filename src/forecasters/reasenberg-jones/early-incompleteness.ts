import type { Days } from "../../seismicity/time.ts";
import { expectedPerProductivity, type DecayParameters } from "./expected-number.ts";

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

/** Positive abscissas and weights of the Gauss–Legendre rule with 10 points on [−1, 1]. */
const ABSCISSAS = [0.1488743389816312, 0.4333953941292472, 0.6794095682990244, 0.8650633666889845, 0.9739065285171717] as const;
const WEIGHTS = [0.2955242247147529, 0.2692667193099963, 0.219086362515982, 0.1494513491505806, 0.0666713443086881] as const;

/**
 * ∫ t^k (t + c)^{−p} dt from 0 to `end`, in y = ln t: there the integrand e^{(k+1)y}(e^y + c)^{−p} has no singularity
 * nearer than π to the real axis, so panels of width 2 give full precision. What lies below e^{−38/(k + 1)} c is left out.
 */
function powerTimesOmori(k: number, end: Days, c: Days, p: number): number {
  const top = Math.log(end);
  const bottom = Math.min(top, Math.log(c)) - 38 / (k + 1);
  const panels = Math.ceil((top - bottom) / 2);
  const half = (top - bottom) / panels / 2;
  const integrand = (y: number): number => Math.exp((k + 1) * y - p * Math.log(Math.exp(y) + c));
  let integral = 0;
  for (let panel = 0; panel < panels; panel++) {
    const centre = bottom + (2 * panel + 1) * half;
    for (let node = 0; node < ABSCISSAS.length; node++) {
      integral += WEIGHTS[node] * half * (integrand(centre - half * ABSCISSAS[node]) + integrand(centre + half * ABSCISSAS[node]));
    }
  }
  return integral;
}
