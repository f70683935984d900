import { type Split, exactSum } from "../error-free.ts";
import { logBinomialTerm } from "./saddle-point.ts";

/**
 * I_x(a, b), the regularised incomplete beta function; 0 ≤ x ≤ 1, a, b > 0. In [0, 1].
 *
 * @throws RangeError outside that domain.
 */
export function regularizedBeta(x: number, a: number, b: number): number {
  requireDomain("regularizedBeta", x, a, b);
  return splitBeta({ high: x, low: 0 }, exactSum(1, -x), exact(a), exact(b));
}

/**
 * 1 − I_x(a, b) = I_{1−x}(b, a), computed directly, so that it stays exact where I_x rounds to 1.
 *
 * @throws RangeError outside 0 ≤ x ≤ 1, a, b > 0.
 */
export function regularizedBetaComplement(x: number, a: number, b: number): number {
  requireDomain("regularizedBetaComplement", x, a, b);
  return splitBeta(exactSum(1, -x), { high: x, low: 0 }, exact(b), exact(a));
}

/**
 * I_x(a, b) with x and y = 1 − x both given, each to full relative precision, and every argument with the part that
 * rounding took from it. Up to the mean the tail itself is computed; beyond it, 1 minus the other tail.
 */
export function splitBeta(x: Split, y: Split, a: Split, b: Split): number {
  if (x.high === 0) return 0;
  if (y.high === 0) return 1;
  // With b < 1 every coefficient of the fraction has one sign, and it converges on the far side of the mean too;
  // there the value may be far below 1 and must not be taken as a difference.
  const direct = x.high <= (a.high + 1) / (a.high + b.high + 2) || (b.high < 1 && (a.high + 1) * y.high > 0.05);
  return direct ? lowerTail(x, y, a, b) : 1 - lowerTail(y, x, b, a);
}

function lowerTail(x: Split, y: Split, a: Split, b: Split): number {
  const front = Math.exp(logBinomialTerm(a, b, x, y));
  if (front === 0) return 0;
  const share = b.high / (a.high + b.high);
  const sum = b.high < 128 ? fraction(x.high, y.high, a.high, b.high) : binomialSum(x.high, y.high, a.high, b.high);
  return Math.min(1, front * share * sum);
}

/**
 * a B(a, b) I_x(a, b) / (x^a y^b) by the continued fraction of DiDonato & Morris (1992, eq. 9), which is the even part
 * of DLMF 8.17.22 written with y, so that nothing cancels where x is next to 1. By Lentz's method until it stands still.
 */
function fraction(x: number, y: number, a: number, b: number): number {
  const slope = a > b ? (a + b) * y - b : a - (a + b) * x;
  let c = Infinity;
  let d = (a + 1) / (a * (slope + 1));
  let value = d;
  for (let n = 1; ; n++) {
    const odd = a + 2 * n - 1;
    const pull = (n * (b - n) * x) / odd;
    const numerator = (((a + n - 1) * x) / odd) * (a + b + n - 1) * pull;
    const denominator = n + pull + ((a + n) / (odd + 2)) * (slope + 1 + n * (1 + y));
    d = 1 / (denominator + numerator * d);
    c = denominator + numerator / c;
    const step = c * d;
    value *= step;
    if (!(Math.abs(step - 1) >= 4e-16)) return a * value;
  }
}

/**
 * The same quantity as (1 + r₁ + r₁r₂ + …)/y, r_j = (b−j)x/((a+j)y), up to the last positive term (DLMF 8.17.19
 * repeated): the binomial tail summed from its mode outward. What is left out is below e^{-b} of the sum.
 */
function binomialSum(x: number, y: number, a: number, b: number): number {
  let sum = 1;
  let term = 1;
  for (let j = 1; j < b; j++) {
    const ratio = ((b - j) * x) / ((a + j) * y);
    term *= ratio;
    sum += term;
    if (!(term >= 1e-17 * sum * (1 - ratio))) break;
  }
  return sum / y;
}

function exact(value: number): Split {
  return { high: value, low: 0 };
}

function requireDomain(name: string, x: number, a: number, b: number): void {
  if (!(x >= 0 && x <= 1)) throw new RangeError(`${name}: x must lie in [0, 1], got ${x}`);
  if (!(a > 0 && a < Infinity)) throw new RangeError(`${name}: a must be positive and finite, got ${a}`);
  if (!(b > 0 && b < Infinity)) throw new RangeError(`${name}: b must be positive and finite, got ${b}`);
}
