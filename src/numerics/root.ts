/**
 * A root of a continuous f in [lo, hi], where f(lo) and f(hi) differ in sign, by Brent's method (1973, chapter 4):
 * inverse quadratic or linear interpolation, halving when that does not close in. Within `tolerance` of a sign change.
 *
 * @throws RangeError when the interval does not bracket a root.
 */
export function findRoot(f: (x: number) => number, lo: number, hi: number, tolerance: number): number {
  let a = lo;
  let b = hi;
  let fa = f(a);
  let fb = f(b);
  if (fa === 0) return a;
  if (fb === 0) return b;
  requireBracket("findRoot", lo, hi, fa, fb);
  let c = a;
  let fc = fa;
  let step = b - a;
  let before = step;
  for (;;) {
    if (Math.abs(fc) < Math.abs(fb)) {
      [a, b, c] = [b, c, b];
      [fa, fb, fc] = [fb, fc, fb];
    }
    const limit = 2 * Number.EPSILON * Math.abs(b) + 0.5 * tolerance;
    const half = 0.5 * (c - b);
    if (Math.abs(half) <= limit || fb === 0) return b;
    const guess = Math.abs(before) >= limit && Math.abs(fa) > Math.abs(fb) ? interpolate(a, b, c, fa, fb, fc) : NaN;
    if (guess * Math.sign(half) > 0 && Math.abs(guess) < Math.min(1.5 * Math.abs(half) - 0.5 * limit, 0.5 * Math.abs(before))) {
      before = step;
      step = guess;
    } else {
      before = half;
      step = half;
    }
    a = b;
    fa = fb;
    b += Math.abs(step) > limit ? step : Math.sign(half) * limit;
    fb = f(b);
    if (fb > 0 === fc > 0) {
      c = a;
      fc = fa;
      step = b - a;
      before = step;
    }
  }
}

/** A root of f in [lo, hi] by halving: slower than {@link findRoot}, and needs only the sign of f. @throws RangeError without a sign change. */
export function bisect(f: (x: number) => number, lo: number, hi: number, tolerance: number): number {
  let a = lo;
  let b = hi;
  const fa = f(a);
  const fb = f(b);
  if (fa === 0) return a;
  if (fb === 0) return b;
  requireBracket("bisect", lo, hi, fa, fb);
  for (;;) {
    const middle = a + 0.5 * (b - a);
    if (Math.abs(b - a) <= tolerance || middle === a || middle === b) return middle;
    if (f(middle) > 0 === fa > 0) a = middle;
    else b = middle;
  }
}

/** Step from b to the interpolated root. */
function interpolate(a: number, b: number, c: number, fa: number, fb: number, fc: number): number {
  const s = fb / fa;
  if (a === c) return ((c - b) * s) / (s - 1);
  const q = fa / fc;
  const r = fb / fc;
  return (s * ((c - b) * q * (q - r) - (b - a) * (r - 1))) / -((q - 1) * (r - 1) * (s - 1));
}

function requireBracket(name: string, lo: number, hi: number, atLo: number, atHi: number): void {
  if (!(atLo * atHi < 0 || (atLo > 0 && atHi < 0) || (atLo < 0 && atHi > 0))) {
    throw new RangeError(`${name}: f must change sign over [${lo}, ${hi}], got ${atLo} and ${atHi}`);
  }
}
