const golden = 0.3819660112501051518;

/**
 * The minimum of a unimodal f over [lo, hi] by golden-section search (Kiefer 1953), located to `tolerance`; a minimum
 * at an end of the interval is found too. Below about 1e-8 of |x| a smooth f is flat to rounding.
 *
 * @throws RangeError unless lo < hi and tolerance > 0.
 */
export function goldenSection(
  f: (x: number) => number,
  lo: number,
  hi: number,
  tolerance: number,
): { readonly x: number; readonly value: number } {
  if (!(lo < hi && tolerance > 0)) {
    throw new RangeError(`goldenSection: expected lo < hi and tolerance > 0, got [${lo}, ${hi}] and ${tolerance}`);
  }
  let a = lo;
  let b = hi;
  let left = a + golden * (b - a);
  let right = b - golden * (b - a);
  let atLeft = f(left);
  let atRight = f(right);
  while (b - a > tolerance && left > a && right < b && left < right) {
    if (atLeft <= atRight) {
      b = right;
      right = left;
      atRight = atLeft;
      left = a + golden * (b - a);
      atLeft = f(left);
    } else {
      a = left;
      left = right;
      atLeft = atRight;
      right = b - golden * (b - a);
      atRight = f(right);
    }
  }
  return best([a, left, right, b], f);
}

function best(candidates: readonly number[], f: (x: number) => number): { x: number; value: number } {
  return candidates.map((x) => ({ x, value: f(x) })).reduce((a, b) => (b.value < a.value ? b : a));
}
