import type { Matrix } from "../../numerics/linear-algebra/symmetric.ts";
import type { Days } from "../../seismicity/time.ts";
import type { DetectionRule } from "./detection.ts";

/** Aftershocks at or above the catalog's completeness: `rate` · (t + c)^{−p} per day, t in days after the mainshock (Utsu 1961). */
export interface OmoriLaw {
  readonly rate: number;
  readonly p: number;
  readonly cDays: Days;
}

/** What was seen of a sequence, or of a part of it. */
export interface OmoriObservation {
  /** Days after the mainshock of the events at or above Mc(t), each > 0. */
  readonly days: Float64Array;
  /** Background events at or above the catalog's completeness per day among them. */
  readonly backgroundPerDay: number;
  readonly detection: DetectionRule;
}

/**
 * Log-likelihood of the times, in nats, for the rate θ(t) (K (t + c)^{−p} + B), θ = 10^{−b(Mc(t) − Mc)} being the share that
 * could be seen (Ogata 1983, with Mc(t) after Helmstetter, Kagan & Jackson 2006). The constant Σ ln θ(tᵢ), the same for
 * every law, is left out.
 */
export function omoriLogLikelihood(observation: OmoriObservation, law: OmoriLaw): number {
  return omoriValueAndGradient(observation, law).value;
}

/** {@link omoriLogLikelihood} with its derivatives by ln K, p and ln c. */
export function omoriValueAndGradient({ days, backgroundPerDay, detection }: OmoriObservation, law: OmoriLaw): { value: number; gradient: Float64Array } {
  const { p, cDays: c } = law;
  const logRate = Math.log(law.rate);
  let value = 0;
  let byRate = 0;
  let byP = 0;
  let byC = 0;
  for (let event = 0; event < days.length; event++) {
    const logAge = Math.log(days[event] + c);
    const aftershocks = Math.exp(logRate - p * logAge);
    const share = aftershocks / (aftershocks + backgroundPerDay);
    value += Math.log(aftershocks + backgroundPerDay);
    byRate += share;
    byP -= share * logAge;
    byC -= (share * p * c) / (days[event] + c);
  }
  for (let node = 0; node < detection.days.length; node++) {
    const age = detection.days[node] + c;
    const logAge = Math.log(age);
    const seen = detection.weights[node] * Math.exp(logRate - p * logAge);
    value -= seen + detection.weights[node] * backgroundPerDay;
    byRate -= seen;
    byP += seen * logAge;
    byC += (seen * p * c) / age;
  }
  return { value, gradient: Float64Array.of(byRate, byP, byC) };
}

/**
 * Expected (Fisher) information about ln K, p and ln c: ∫ ∇λ ∇λᵀ / λ dt. Its inverse is the covariance of their
 * maximum-likelihood estimates for many events (Ogata 1983).
 */
export function omoriInformation({ backgroundPerDay, detection }: Omit<OmoriObservation, "days">, law: OmoriLaw): Matrix {
  const information = [0, 1, 2].map(() => new Float64Array(3));
  for (let node = 0; node < detection.days.length; node++) {
    const age = detection.days[node] + law.cDays;
    const logAge = Math.log(age);
    const aftershocks = law.rate * Math.exp(-law.p * logAge);
    const weight = (detection.weights[node] * aftershocks * aftershocks) / (aftershocks + backgroundPerDay);
    const slopes = [1, -logAge, (-law.p * law.cDays) / age];
    for (let i = 0; i < 3; i++) for (let j = 0; j < 3; j++) information[i][j] += weight * slopes[i] * slopes[j];
  }
  return information;
}
