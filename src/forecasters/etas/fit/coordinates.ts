import type { EtasEvaluation } from "../likelihood/log-likelihood.ts";
import type { EtasRate } from "../likelihood/rate.ts";
import { temporalIntegral } from "../tapered-omori.ts";

/**
 * Coordinates in which the likelihood is maximised: positive quantities by their logarithms, α, p and γ as they are. In place
 * of K stands the number of direct aftershocks within the target window's length, which exists for every p and hangs least
 * together with c and p.
 */
export const COORDINATES = ["mu", "K", "alpha", "cDays", "p", "DKm", "q", "gamma", "taperDays", "blindDays"] as const;
export type Coordinate = (typeof COORDINATES)[number];

/** Sides of the box that is searched, in the parameters' own units; q stands for q − 1, τ is in lengths of the window. They are far beyond published values. */
const LIMITS: Readonly<Record<Coordinate, readonly [number, number]>> = {
  mu: [0, Infinity],
  K: [1e-8, 1e3],
  alpha: [0, 10],
  cDays: [1e-8, 100],
  p: [0.05, 6],
  DKm: [1e-4, 200],
  q: [1e-3, 20],
  gamma: [0, 4],
  taperDays: [1e-4, 30],
  blindDays: [1e-7, 1],
};

const LINEAR: ReadonlySet<Coordinate> = new Set(["alpha", "p", "gamma"]);

/** Whether a coordinate is a logarithm. */
export function isLogarithmic(name: Coordinate): boolean {
  return !LINEAR.has(name);
}

/** Limits of a coordinate, on its scale. A taper beyond 30 windows cannot be told from none. */
export function limitsOf(name: Coordinate, windowDays: number): readonly [number, number] {
  const [low, high] = LIMITS[name];
  const unit = name === "taperDays" ? windowDays : 1;
  return isLogarithmic(name) ? [Math.log(low * unit), Math.log(high * unit)] : [low, high];
}

/** Coordinates of a rate, in the order of {@link COORDINATES}; infinite without a taper, without a blind time. */
export function coordinatesOf(rate: EtasRate, windowDays: number): Float64Array {
  const K = rate.productivityPerDay * temporalIntegral(0, windowDays, rate).integral;
  return Float64Array.of(
    Math.log(rate.mu), Math.log(K), rate.alpha, Math.log(rate.cDays), rate.p, Math.log(rate.DKm), Math.log(rate.q - 1), rate.gamma, Math.log(rate.taperDays), Math.log(rate.blindDays ?? 0),
  );
}

export function rateAt(coordinates: Float64Array, windowDays: number): EtasRate {
  const [logMu, logK, alpha, logC, p, logD, logQ, gamma, logTaper, logBlind] = coordinates;
  const kernel = { cDays: Math.exp(logC), p, taperDays: Math.exp(logTaper) };
  const productivityPerDay = Math.exp(logK) / temporalIntegral(0, windowDays, kernel).integral;
  return { mu: Math.exp(logMu), productivityPerDay, alpha, ...kernel, DKm: Math.exp(logD), q: 1 + Math.exp(logQ), gamma, blindDays: Math.exp(logBlind) };
}

/** Derivatives of the log-likelihood by the coordinates. */
export function coordinateGradient(rate: EtasRate, { gradient }: EtasEvaluation, windowDays: number): Float64Array {
  const { integral, byC, byP, byTaper } = temporalIntegral(0, windowDays, rate);
  const byLogProductivity = rate.productivityPerDay * gradient.productivityPerDay;
  return Float64Array.of(
    rate.mu * gradient.mu,
    byLogProductivity,
    gradient.alpha,
    rate.cDays * (gradient.cDays - (byLogProductivity * byC) / integral),
    gradient.p - (byLogProductivity * byP) / integral,
    rate.DKm * gradient.DKm,
    (rate.q - 1) * gradient.q,
    gradient.gamma,
    rate.taperDays === Infinity ? 0 : rate.taperDays * (gradient.taperDays - (byLogProductivity * byTaper) / integral),
    (rate.blindDays ?? 0) * gradient.blindDays,
  );
}
