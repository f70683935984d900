import { erf, erfc } from "../../numerics/special-functions/error-function.ts";

/** Isotropic smoothing kernels that integrate to 1 over the plane. */
export type KernelName = "power-law" | "gaussian";

const TWO_PI = 2 * Math.PI;

/**
 * Mass of the power-law kernel d / (2π (r² + d²)^{3/2}) in the rectangle [u1, u2] × [v1, v2] about its centre, in
 * [0, 1]: corner differences of atan(u v / (d √(u² + v² + d²))) / 2π (Helmstetter, Kagan & Jackson 2007, eq. 4).
 * The absolute error is near 1e-16, so far rectangles should use {@link powerLawFarMass}.
 */
export function powerLawRectangleMass(u1: number, u2: number, v1: number, v2: number, d: number): number {
  const mass = (corner(u2, v2, d) - corner(u1, v2, d) - (corner(u2, v1, d) - corner(u1, v1, d))) / TWO_PI;
  return mass > 0 ? mass : 0;
}

/**
 * The same mass for a rectangle with centre (u, v) and half sides a, b that are small beside the distance: density at
 * the centre times area, with the second- and fourth-order terms of the Taylor series integrated. The relative error is
 * of sixth order: below 1e-8 where a² + b² <= 0.002 (u² + v² + d²).
 */
export function powerLawFarMass(u: number, v: number, a: number, b: number, d: number): number {
  const q = 1 / (u * u + v * v + d * d);
  const x = u * u * q;
  const y = v * v * q;
  const s = a * a * q;
  const t = b * b * q;
  const second = s * (2.5 * x - 0.5) + t * (2.5 * y - 0.5);
  const fourth =
    s * s * (0.375 + x * (7.875 * x - 5.25)) +
    t * t * (0.375 + y * (7.875 * y - 5.25)) +
    s * t * (15 / 36 - (105 / 36) * (x + y) + 26.25 * x * y);
  return ((2 * d * a * b) / Math.PI) * q * Math.sqrt(q) * (1 + second + fourth);
}

/**
 * Mass in [u1, u2] of the one-dimensional normal law with standard deviation d about 0; the Gaussian kernel
 * e^{−r²/2d²} / (2π d²) has the product of two as its mass in a rectangle. Tails keep their relative precision.
 */
export function gaussianIntervalMass(u1: number, u2: number, d: number): number {
  const low = u1 / (d * Math.SQRT2);
  const high = u2 / (d * Math.SQRT2);
  if (low >= 0) return (erfc(low) - erfc(high)) / 2;
  if (high <= 0) return (erfc(-high) - erfc(-low)) / 2;
  return (erf(high) - erf(low)) / 2;
}

function corner(u: number, v: number, d: number): number {
  return Math.atan((u * v) / (d * Math.sqrt(u * u + v * v + d * d)));
}
