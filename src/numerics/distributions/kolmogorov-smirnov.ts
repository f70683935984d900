import { exactSum } from "../error-free.ts";
import { logBinomialTerm } from "../special-functions/saddle-point.ts";

/**
 * Two-sided Kolmogorov–Smirnov test of a sample against the uniform law on [0, 1]. `statistic` is
 * D = sup |F_n − F| in (0, 1], `pValue` is P(D_n ≥ D) in [0, 1].
 *
 * @throws RangeError for an empty sample or a value outside [0, 1].
 */
export function ksUniform(sample: ArrayLike<number>): { readonly statistic: number; readonly pValue: number } {
  const sorted = Float64Array.from(sample).sort();
  const n = sorted.length;
  if (n === 0) throw new RangeError("ksUniform: the sample is empty");
  let statistic = 0;
  for (let i = 0; i < n; i++) {
    const value = sorted[i];
    if (!(value >= 0 && value <= 1)) throw new RangeError(`ksUniform: values must lie in [0, 1], got ${value}`);
    statistic = Math.max(statistic, (i + 1) / n - value, value - i / n);
  }
  return { statistic, pValue: ksPValue(n, statistic) };
}

/**
 * P(D_n ≥ d) of the two-sided statistic of n ≥ 1 independent values. For n ≤ 140 exact: Marsaglia, Tsang & Wang (2003)
 * in the body; where n d² > 4.7 twice the one-sided tail of Birnbaum & Tingey (1951), short by a share of e^{-6nd²}
 * < 1e-12 and free of cancellation. For larger n that tail serves from n d² > 2 (share 6e-6), and Kolmogorov's series
 * at Vrbik's (2018) argument below, within 1e-4.
 */
export function ksPValue(n: number, d: number): number {
  if (d <= 0) return 1;
  if (d >= 1) return 0;
  const exact = n <= 140;
  if (n * d * d > (exact ? 4.7 : 2)) return 2 * oneSidedTail(n, d);
  return exact ? Math.max(0, 1 - exactCdf(n, d)) : asymptoticTail(n, d);
}

/** P(D_n⁺ ≥ d) = d Σ_j C(n, j) (d + j/n)^{j−1} (1 − d − j/n)^{n−j}, all terms positive (Birnbaum & Tingey, eq. 3.0). */
function oneSidedTail(n: number, d: number): number {
  let sum = Math.exp(n * Math.log1p(-d)) / d;
  for (let j = 1; j < n; j++) {
    const x = exactSum(d, j / n);
    const y = exactSum(1, -x.high);
    if (y.high <= 0) break;
    const term = logBinomialTerm({ high: j, low: 0 }, { high: n - j, low: 0 }, x, { high: y.high, low: y.low - x.low });
    sum += Math.exp(term) / x.high;
  }
  return d * sum;
}

/** P(D_n < d) = n!/n^n (Hⁿ)_{kk}, H the (2k−1)² matrix of Marsaglia, Tsang & Wang, k = ⌊nd⌋ + 1. */
function exactCdf(n: number, d: number): number {
  const k = Math.floor(n * d) + 1;
  const size = 2 * k - 1;
  const { matrix, exponent } = power(transitionMatrix(size, k - n * d), size, n);
  let value = matrix[(k - 1) * size + k - 1];
  let scale = exponent;
  for (let i = 1; i <= n; i++) {
    value *= i / n;
    if (value < 1e-140) {
      value *= 1e140;
      scale -= 140;
    }
  }
  return value === 0 ? 0 : value * Number(`1e${scale}`);
}

function transitionMatrix(size: number, h: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < Math.min(size, i + 2); j++) matrix[i * size + j] = 1;
  }
  let hPower = 1;
  for (let i = 0; i < size; i++) {
    hPower *= h;
    matrix[i * size] -= hPower;
    matrix[(size - 1) * size + size - 1 - i] -= hPower;
  }
  if (2 * h > 1) matrix[(size - 1) * size] += integerPower(2 * h - 1, size);
  for (let i = 0; i < size; i++) {
    let factorial = 1;
    for (let j = i; j >= 0; j--) {
      factorial *= i - j + 1;
      matrix[i * size + j] /= factorial;
    }
  }
  return matrix;
}

interface Scaled {
  readonly matrix: Float64Array;
  /** The true matrix is `matrix` · 10^exponent. */
  readonly exponent: number;
}

/** Matrix power by repeated squaring, rescaled before it can overflow. */
function power(base: Float64Array, size: number, n: number): Scaled {
  if (n === 1) return { matrix: base, exponent: 0 };
  const root = power(base, size, Math.floor(n / 2));
  const square = multiply(root.matrix, root.matrix, size);
  const matrix = n % 2 === 0 ? square : multiply(base, square, size);
  let exponent = 2 * root.exponent;
  const centre = ((size - 1) / 2) * (size + 1);
  if (matrix[centre] > 1e140) {
    for (let i = 0; i < matrix.length; i++) matrix[i] *= 1e-140;
    exponent += 140;
  }
  return { matrix, exponent };
}

function multiply(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const product = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k];
      for (let j = 0; j < size; j++) product[i * size + j] += factor * b[k * size + j];
    }
  }
  return product;
}

function integerPower(base: number, exponent: number): number {
  let value = 1;
  for (let i = 0; i < exponent; i++) value *= base;
  return value;
}

/** Kolmogorov's limit at λ = √n d + 1/(6√n) + (√n d − 1)/(4n), by whichever of its two theta series converges faster. */
function asymptoticTail(n: number, d: number): number {
  const root = Math.sqrt(n);
  const lambda = root * d + 1 / (6 * root) + (root * d - 1) / (4 * n);
  if (lambda < 1) {
    let cdf = 0;
    for (let j = 1; j < 20; j += 2) cdf += Math.exp(-(j * j * Math.PI * Math.PI) / (8 * lambda * lambda));
    return 1 - (Math.sqrt(2 * Math.PI) / lambda) * cdf;
  }
  let tail = 0;
  for (let j = 5; j >= 1; j--) tail = Math.exp(-2 * j * j * lambda * lambda) - tail;
  return Math.min(1, 2 * tail);
}
