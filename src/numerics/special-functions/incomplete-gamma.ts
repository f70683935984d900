import { logGamma } from "./log-gamma.ts";
import { logPoissonTerm } from "./saddle-point.ts";

/**
 * P(a, x) = γ(a, x)/Γ(a), the lower regularised incomplete gamma function; a > 0, x ≥ 0. In [0, 1].
 * Below x = max(a, 1) a sum of positive terms; above, 1 − Q, where Q is the smaller of the two (DLMF 8.11.4).
 *
 * @throws RangeError unless a > 0 and x ≥ 0.
 */
export function regularizedGammaP(a: number, x: number): number {
  requireDomain("regularizedGammaP", a, x);
  if (x === 0) return 0;
  if (x === Infinity) return 1;
  return x < Math.max(a, 1) ? lowerSeries(a, x) : 1 - upperTail(a, x);
}

/**
 * Q(a, x) = Γ(a, x)/Γ(a), the upper regularised incomplete gamma function; a > 0, x ≥ 0. In [0, 1].
 * Above x = max(a, 1) it is computed directly, to a relative error near |log Q| · 2^-52 however small it is.
 *
 * @throws RangeError unless a > 0 and x ≥ 0.
 */
export function regularizedGammaQ(a: number, x: number): number {
  requireDomain("regularizedGammaQ", a, x);
  if (x === 0) return 1;
  if (x === Infinity) return 0;
  if (x >= Math.max(a, 1)) return upperTail(a, x);
  return a < 1 ? upperAtSmallShape(a, x) : 1 - lowerSeries(a, x);
}

/**
 * e^x x^{-a} Γ(a, x) for x > 0 by Legendre's continued fraction (DLMF 8.9.2), evaluated by Lentz's method until it
 * stands still; x ≥ max(a, 1) for quick convergence. Here and elsewhere loops stop on NaN, and return it.
 */
export function upperGammaFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = Infinity;
  let d = 1 / b;
  let fraction = d;
  for (let i = 1; ; i++) {
    const numerator = -i * (i - a);
    b += 2;
    d = 1 / (numerator * d + b);
    c = b + numerator / c;
    const step = c * d;
    fraction *= step;
    if (!(Math.abs(step - 1) >= 4e-16)) return fraction;
  }
}

/** P(a, x) = x^a e^{-x}/Γ(a+1) · Σ x^n/((a+1)…(a+n)) (DLMF 8.11.4), x ≤ max(a, 1). */
function lowerSeries(a: number, x: number): number {
  const front = Math.exp(logPoissonTerm(a, x));
  if (front === 0) return 0;
  let sum = 1;
  let term = 1;
  for (let n = 1; ; n++) {
    const ratio = x / (a + n);
    term *= ratio;
    sum += term;
    if (!(term >= 1e-17 * sum * (1 - ratio))) return Math.min(1, front * sum);
  }
}

function upperTail(a: number, x: number): number {
  const front = Math.exp(logPoissonTerm(a, x));
  return front === 0 ? 0 : a * front * (a < 128 ? upperGammaFraction(a, x) : upperSum(a, x));
}

/**
 * e^x x^{-a} Γ(a, x) ≈ (1 + (a−1)/x + (a−1)(a−2)/x² + …)/x up to the last positive term (DLMF 8.8.2 repeated). What is
 * left out is below e^{-a} of the sum when x ≥ a.
 */
function upperSum(a: number, x: number): number {
  let sum = 1;
  let term = 1;
  for (let j = 1; j < a; j++) {
    const ratio = (a - j) / x;
    term *= ratio;
    sum += term;
    if (term < 1e-17 * sum * (1 - ratio)) break;
  }
  return sum / x;
}

/** Q(a, x) for a, x < 1, where P may be next to 1: Γ(a+1) Q = Γ(a+1) − x^a (1 + a Σ (−x)^k/(k!(a+k))) (DLMF 8.7.1). */
function upperAtSmallShape(a: number, x: number): number {
  const logPower = a * Math.log(x) - logGamma(a + 1);
  let sum = 0;
  let power = 1;
  for (let k = 1; ; k++) {
    power *= -x / k;
    const next = sum + power / (a + k);
    if (!(Math.abs(next - sum) > 0)) break;
    sum = next;
  }
  return -Math.expm1(logPower) - Math.exp(logPower) * a * sum;
}

function requireDomain(name: string, a: number, x: number): void {
  if (!(a > 0 && a < Infinity)) throw new RangeError(`${name}: a must be positive and finite, got ${a}`);
  if (!(x >= 0)) throw new RangeError(`${name}: x must be non-negative, got ${x}`);
}
