const halfLogTwoPi = 0.91893853320467274178;

/**
 * log Γ(x) for x > 0, accurate relative to the value also beside its zeros at 1 and 2.
 * Stirling's series (DLMF 5.11.1) from 16 upward; below, recurrence to [1.5, 2.5] and the zeta series (DLMF 5.7.3).
 *
 * @throws RangeError unless x > 0.
 */
export function logGamma(x: number): number {
  if (!(x > 0)) throw new RangeError(`logGamma: x must be positive, got ${x}`);
  if (x >= 16) return x === Infinity ? Infinity : (x - 0.5) * Math.log(x) - x + halfLogTwoPi + stirlingSeries(x);
  if (x < 0.5) return logGammaNearTwo(x) - Math.log(x) - Math.log1p(x);
  if (x < 1.5) return logGammaNearTwo(x - 1) - Math.log1p(x - 1);
  let product = 1;
  let y = x;
  while (y > 2.5) product *= --y;
  return logGammaNearTwo(y - 2) + Math.log(product);
}

/**
 * log n!, from a table of compensated sums below 1024, Stirling's series above.
 *
 * @throws RangeError unless n is a non-negative integer.
 */
export function logFactorial(n: number): number {
  if (!(n >= 0) || Math.floor(n) !== n) throw new RangeError(`logFactorial: n must be a non-negative integer, got ${n}`);
  return n < logFactorials.length ? logFactorials[n] : logGamma(n + 1);
}

/**
 * δ(n) = log Γ(n+1) − (n + ½) log n + n − ½ log 2π, the error of Stirling's formula, for real n > 0.
 * Loader 2000, section 4; the recurrence δ(n) − δ(n+1) = Σ v^{2j}/(2j+1), v = 1/(2n+1), has no cancellation.
 */
export function stirlingError(n: number): number {
  if (n < stirlingErrors.length && Math.floor(n) === n) return stirlingErrors[n];
  return stirlingErrorByRecurrence(n);
}

function stirlingErrorByRecurrence(n: number): number {
  let sum = 0;
  let y = n;
  for (; y < 16; y++) sum += stirlingStep(y);
  return sum + stirlingSeries(y);
}

/** (n + ½) log((n+1)/n) − 1. */
function stirlingStep(n: number): number {
  if (n < 1) return (n + 0.5) * (Math.log1p(n) - Math.log(n)) - 1;
  const v = 1 / (2 * n + 1);
  let power = v * v;
  let sum = power / 3;
  for (let j = 5; ; j += 2) {
    power *= v * v;
    const next = sum + power / j;
    if (!(Math.abs(next - sum) > 0)) return next;
    sum = next;
  }
}

/** Σ B_{2k} / (2k(2k−1) x^{2k−1}), to full precision for x ≥ 16. */
function stirlingSeries(x: number): number {
  const s = 1 / (x * x);
  return (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - (s * 691) / 360360))))) / x;
}

/** log Γ(2 + z) for |z| ≤ ½: z(1 − γ) + Σ (−z)^k (ζ(k) − 1)/k. */
function logGammaNearTwo(z: number): number {
  let sum = 0;
  for (let k = zetaTerms.length - 1; k >= 0; k--) sum = zetaTerms[k] + z * sum;
  return z * (0.42278433509846713939 + z * sum);
}

/** (−1)^k (ζ(k) − 1)/k for k = 2, 3, … */
const zetaTerms = [
  0.32246703342411321824, -0.067352301053198095133, 0.020580808427784547879, -0.0073855510286739852663,
  0.0028905103307415232858, -0.0011927539117032609771, 5.0966952474304242234e-4, -2.2315475845357937976e-4,
  9.9457512781808533715e-5, -4.49262367381331417e-5, 2.0507212775670691553e-5, -9.439488275268395904e-6,
  4.3748667899074878042e-6, -2.0392157538013662368e-6, 9.5514121304074198329e-7, -4.4924691987645660433e-7,
  2.1207184805554665869e-7, -1.0043224823968099609e-7, 4.7698101693639805658e-8, -2.271109460894316491e-8,
  1.0838659214896954091e-8, -5.1834750419700466551e-9, 2.4836745438024783172e-9, -1.1921401405860912074e-9,
  5.7313672416788620133e-10, -2.7595228851242331452e-10, 1.3304764374244489481e-10,
];

const logFactorials = tabulateLogFactorials(1024);
const stirlingErrors = Float64Array.from({ length: 128 }, (_, n) => stirlingErrorByRecurrence(n));

function tabulateLogFactorials(length: number): Float64Array {
  const table = new Float64Array(length);
  let sum = 0;
  let lost = 0;
  for (let n = 2; n < length; n++) {
    const term = Math.log(n);
    const next = sum + term;
    lost += sum > term ? sum - next + term : term - next + sum;
    sum = next;
    table[n] = sum + lost;
  }
  return table;
}
