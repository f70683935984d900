import type { Days } from "../../seismicity/time.ts";

/** Omori–Utsu density g(t) = ((p − 1)/c)(1 + t/c)^{−p} per day, t >= 0, p > 1. */
export function omoriDensity(t: Days, c: Days, p: number): number {
  return ((p - 1) / c) * Math.exp(-p * Math.log1p(t / c));
}

/** Its distribution function G(t) = 1 − (1 + t/c)^{1 − p}; 1 at Infinity. */
export function omoriCdf(t: Days, c: Days, p: number): number {
  return -Math.expm1((1 - p) * Math.log1p(t / c));
}

/** G(from + duration) − G(from), without cancellation. */
export function omoriMass(from: Days, duration: Days, c: Days, p: number): number {
  const start = Math.exp((1 - p) * Math.log1p(from / c));
  return -start * Math.expm1((1 - p) * Math.log1p(duration / (c + from)));
}

/**
 * Time in [0, duration] after `from` at which the share u in [0, 1) of the mass between `from` and `from + duration` is
 * reached: the inverse of the truncated Omori law, (c + from)(w^{1/(1 − p)} − 1) with w = 1 − u(1 − (1 + d/(c + from))^{1 − p}).
 */
export function omoriInverse(u: number, from: Days, duration: Days, c: Days, p: number): Days {
  const remaining = Math.expm1((1 - p) * Math.log1p(duration / (c + from)));
  return (c + from) * Math.expm1(Math.log1p(u * remaining) / (1 - p));
}

/** Scale z = D e^{γ(m − M0)} of the spatial kernel, in km. */
export function spatialScaleKm(magnitude: number, parameters: { readonly DKm: number; readonly gamma: number; readonly referenceMagnitude: number }): number {
  return parameters.DKm * Math.exp(parameters.gamma * (magnitude - parameters.referenceMagnitude));
}

/** Density f(r) = ((q − 1)/(π z²))(1 + r²/z²)^{−q} per km² at distance r km. */
export function spatialDensity(r: number, z: number, q: number): number {
  return ((q - 1) / (Math.PI * z * z)) * Math.exp(-q * Math.log1p((r * r) / (z * z)));
}

/** Mass within r km: 1 − (1 + r²/z²)^{1 − q}. */
export function radialCdf(r: number, z: number, q: number): number {
  return -Math.expm1((1 - q) * Math.log1p((r * r) / (z * z)));
}

/** Distance in km within which the share u in [0, 1) of the mass lies. */
export function radialInverse(u: number, z: number, q: number): number {
  return z * Math.sqrt(Math.expm1(-Math.log1p(-u) / (q - 1)));
}

/** Magnitude at the share u in [0, 1) of a Gutenberg–Richter law from M0, truncated at `maximumMagnitude`. */
export function magnitudeInverse(
  u: number, parameters: { readonly referenceMagnitude: number; readonly beta: number; readonly maximumMagnitude: number },
): number {
  const { referenceMagnitude, beta, maximumMagnitude } = parameters;
  return referenceMagnitude - Math.log1p(u * Math.expm1(-beta * (maximumMagnitude - referenceMagnitude))) / beta;
}
