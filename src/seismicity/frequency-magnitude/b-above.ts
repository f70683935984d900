import type { FrequencyMagnitude } from "./distribution.ts";

/** b for each bin taken as the lowest complete one. All arrays have one element a bin; NaN where there is no estimate. */
export interface BAbove {
  /** Events in the bin and above. */
  readonly counts: Float64Array;
  readonly b: Float64Array;
  /** Standard error after Shi & Bolt (1982). */
  readonly standardErrors: Float64Array;
}

/**
 * Maximum-likelihood b (Tinti & Mulargia 1987) and its error (Shi & Bolt 1982) above every bin of a distribution, as
 * `bValueTintiMulargia` for each, from sums over bins: exact in the counts, in one pass.
 */
export function bAbove({ counts, binWidth }: FrequencyMagnitude): BAbove {
  const bins = counts.length;
  const result = { counts: new Float64Array(bins), b: new Float64Array(bins), standardErrors: new Float64Array(bins) };
  // Sums of 1, steps and squared steps, counted from the bin itself: moving down one bin adds one step to each event.
  let n = 0;
  let steps = 0;
  let squares = 0;
  for (let bin = bins - 1; bin >= 0; bin--) {
    squares += 2 * steps + n;
    steps += n;
    n += counts[bin]!;
    const mean = steps / n;
    const b = Math.log1p(1 / mean) / (binWidth * Math.LN10);
    result.counts[bin] = n;
    result.b[bin] = steps > 0 ? b : NaN;
    result.standardErrors[bin] = steps > 0 && n > 1 ? Math.LN10 * b * b * binWidth * Math.sqrt(Math.max(0, squares - n * mean * mean) / (n * (n - 1))) : NaN;
  }
  return result;
}
