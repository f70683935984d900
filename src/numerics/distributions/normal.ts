import { exactProduct } from "../error-free.ts";
import { erf, scaledErfc } from "../special-functions/error-function.ts";

const halfLogTwoPi = 0.91893853320467274178;

/** Φ(z), in [0, 1], full relative precision in the lower tail. */
export function normalCdf(z: number): number {
  return normalUpperTail(-z);
}

/** 1 − Φ(z), in [0, 1], computed directly; underflows beyond z ≈ 38.5. */
export function normalUpperTail(z: number): number {
  const x = z * Math.SQRT1_2;
  if (x < 1) return 0.5 * (1 - erf(x));
  if (x > 28) return 0;
  // The exponent from z itself: rounding z/√2 first would cost z² ulps.
  const square = exactProduct(z, z);
  return 0.5 * Math.exp(-0.5 * square.high) * (1 - 0.5 * square.low) * scaledErfc(x);
}

/** log φ(z) = −z²/2 − ½ log 2π. */
export function normalLogPdf(z: number): number {
  return -0.5 * z * z - halfLogTwoPi;
}

/**
 * Φ⁻¹(p), p in [0, 1]; −Infinity at 0, Infinity at 1. Wichura, algorithm AS 241 (PPND16, 1988), then one Halley step
 * on the smaller tail.
 *
 * @throws RangeError outside [0, 1].
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`normalQuantile: p must lie in [0, 1], got ${p}`);
  if (p === 0) return -Infinity;
  if (p === 1) return Infinity;
  if (p === 0.5) return 0;
  return p < 0.5 ? -refine(-wichura(p), p) : refine(-wichura(1 - p), 1 - p);
}

/** One Halley step for P(Z ≥ z) = tail, z ≥ 0. */
function refine(z: number, tail: number): number {
  const step = (normalUpperTail(z) - tail) * Math.exp(-normalLogPdf(z));
  return Number.isFinite(step) ? z + step / (1 - 0.5 * z * step) : z;
}

function wichura(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    return (q * polynomial(centre.numerator, r)) / polynomial(centre.denominator, r);
  }
  const r = Math.sqrt(-Math.log(Math.min(p, 1 - p)));
  const [{ numerator, denominator }, t] = r <= 5 ? [shoulder, r - 1.6] : [farTail, r - 5];
  return (Math.sign(q) * polynomial(numerator, t)) / polynomial(denominator, t);
}

function polynomial(coefficients: readonly number[], x: number): number {
  let value = 0;
  for (let i = coefficients.length - 1; i >= 0; i--) value = value * x + coefficients[i];
  return value;
}

const centre = {
  numerator: [
    3.387132872796366608, 133.14166789178437745, 1971.5909503065514427, 13731.693765509461125, 45921.953931549871457,
    67265.770927008700853, 33430.575583588128105, 2509.0809287301226727,
  ],
  denominator: [
    1, 42.313330701600911252, 687.1870074920579083, 5394.1960214247511077, 21213.794301586595867,
    39307.89580009271061, 28729.085735721942674, 5226.495278852854561,
  ],
};
const shoulder = {
  numerator: [
    1.42343711074968357734, 4.6303378461565452959, 5.7694972214606914055, 3.64784832476320460504,
    1.27045825245236838258, 0.24178072517745061177, 0.0227238449892691845833, 7.7454501427834140764e-4,
  ],
  denominator: [
    1, 2.05319162663775882187, 1.6763848301838038494, 0.68976733498510000455, 0.14810397642748007459,
    0.0151986665636164571966, 5.475938084995344946e-4, 1.05075007164441684324e-9,
  ],
};
const farTail = {
  numerator: [
    6.6579046435011037772, 5.4637849111641143699, 1.7848265399172913358, 0.29656057182850489123,
    0.026532189526576123093, 0.0012426609473880784386, 2.71155556874348757815e-5, 2.01033439929228813265e-7,
  ],
  denominator: [
    1, 0.59983220655588793769, 0.13692988092273580531, 0.0148753612908506148525, 7.868691311456132591e-4,
    1.8463183175100546818e-5, 1.4215117583164458887e-7, 2.04426310338993978564e-15,
  ],
};
