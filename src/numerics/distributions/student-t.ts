import { type Split, exactProduct, exactSum, splitQuotient } from "../error-free.ts";
import { splitBeta } from "../special-functions/incomplete-beta.ts";
import { stirlingError } from "../special-functions/log-gamma.ts";
import { devianceTerm } from "../special-functions/saddle-point.ts";
import { normalQuantile } from "./normal.ts";

/** P(T ≤ t) for Student's t with df > 0 degrees of freedom, in [0, 1]. @throws RangeError unless 0 < df < Infinity. */
export function studentTCdf(t: number, df: number): number {
  return studentTUpperTail(-t, df);
}

/** P(T ≥ t), in [0, 1], computed directly for t > 0 (DLMF 8.17.1 with x = df/(df + t²)). @throws RangeError unless 0 < df < Infinity. */
export function studentTUpperTail(t: number, df: number): number {
  requireDf(df);
  if (Number.isNaN(t)) throw new RangeError("Student t: t must be a number, got NaN");
  return t >= 0 ? outside(t, df) : 1 - outside(-t, df);
}

/**
 * The t with P(T ≤ t) = p, p in [0, 1]; ∓Infinity at the ends. Newton's method on the logarithm of the smaller of
 * P(T ≥ t) and P(0 ≤ T ≤ t) against log t, in which both are concave and nearly straight.
 *
 * @throws RangeError unless 0 ≤ p ≤ 1 and 0 < df < Infinity.
 */
export function studentTQuantile(p: number, df: number): number {
  requireDf(df);
  if (!(p >= 0 && p <= 1)) throw new RangeError(`studentTQuantile: p must lie in [0, 1], got ${p}`);
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  if (p === 0.5) return 0;
  const tail = p < 0.5 ? p : 1 - p;
  const t = tail > 0.25 ? solve(centralMass, 1, 0.5 - tail, df) : solve(outside, -1, tail, df);
  return p < 0.5 ? -t : t;
}

/** P(T ≥ t), t ≥ 0. */
function outside(t: number, df: number): number {
  if (t === Infinity) return 0;
  // The leading term of the tail, with a relative error below df/t²; t² itself might overflow.
  if (t > 1e15 * Math.sqrt(df)) return Math.exp(logDensity(t, df) + Math.log(t)) / df;
  const { x, y } = shares(t, df);
  return 0.5 * splitBeta(x, y, { high: df / 2, low: 0 }, half);
}

/** P(0 ≤ T ≤ t), t ≥ 0. */
function centralMass(t: number, df: number): number {
  const { x, y } = shares(t, df);
  return 0.5 * splitBeta(y, x, half, { high: df / 2, low: 0 });
}

const half: Split = { high: 0.5, low: 0 };

/** x = df/(df + t²) and y = t²/(df + t²). */
function shares(t: number, df: number): { x: Split; y: Split } {
  const square = exactProduct(t, t);
  const sum = exactSum(df, square.high);
  const total = { high: sum.high, low: sum.low + square.low };
  return { x: splitQuotient({ high: df, low: 0 }, total), y: splitQuotient(square, total) };
}

function logDensity(t: number, df: number): number {
  const a = df / 2;
  const logScale = stirlingError(a + 0.5) - stirlingError(a) - devianceTerm(a, a + 0.5) - 0.5 * Math.log(2 * Math.PI);
  const logOnePlusSquare = t > 1e100 ? 2 * Math.log(t) - Math.log(df) : Math.log1p((t * t) / df);
  return logScale - 0.5 * (df + 1) * logOnePlusSquare;
}

/** The t > 0 at which `mass` (rising with sign 1, falling with −1) equals `target`. */
function solve(mass: (t: number, df: number) => number, sign: 1 | -1, target: number, df: number): number {
  // With df below 1 a quantile may lie beyond the largest number.
  if (sign < 0 && mass(Number.MAX_VALUE, df) >= target) return Infinity;
  let logT = Math.log(firstGuess(target, sign, df));
  for (let i = 0; i < 200; i++) {
    const t = Math.exp(logT);
    const value = mass(t, df);
    const slope = (sign * Math.exp(logDensity(t, df) + logT)) / value;
    const step = Math.log(target / value) / slope;
    const limited = Math.max(-40, Math.min(40, Number.isNaN(step) ? -1 : step));
    // The last step is applied to t itself: log t carries an absolute, not a relative, precision.
    if (Math.abs(limited) < 1e-9) return t * (1 + limited);
    logT = Math.min(logT + limited, Math.log(Number.MAX_VALUE));
  }
  throw new RangeError(`studentTQuantile: no convergence for df ${df}, probability ${target}`);
}

/** From the normal quantile z: t ≈ √(df (e^{z²/df} − 1)). */
function firstGuess(target: number, sign: 1 | -1, df: number): number {
  const z = -normalQuantile(sign > 0 ? 0.5 - target : target);
  return Math.max(1e-300, Math.sqrt(df * Math.expm1(Math.min(600, (z * z) / df))));
}

function requireDf(df: number): void {
  if (!(df > 0 && df < Infinity)) throw new RangeError(`Student t: df must be positive and finite, got ${df}`);
}
