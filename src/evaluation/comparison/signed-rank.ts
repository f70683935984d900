import { normalUpperTail } from "../../numerics/distributions/normal.ts";

/** Wilcoxon's signed-rank statistic in its normal approximation. */
export interface SignedRank {
  /** Standardised smaller rank sum: never positive. NaN without non-zero differences. */
  readonly z: number;
  /** Two-sided. */
  readonly pValue: number;
  /** Sum of the ranks of positive differences. */
  readonly positiveRanks: number;
  readonly negativeRanks: number;
  /** Number of non-zero differences. */
  readonly n: number;
}

/**
 * Wilcoxon signed-rank test that the differences are symmetric about zero: zeros dropped, ranks of |d| averaged over
 * ties, variance corrected for ties, no continuity correction (as SciPy 1.10 `wilcoxon` in its normal approximation).
 * Infinite differences rank highest; one NaN makes z and p NaN.
 */
export function signedRank(differences: ArrayLike<number>): SignedRank {
  const nonZero = Float64Array.from(differences).filter((difference) => difference !== 0);
  const n = nonZero.length;
  const byMagnitude = nonZero.slice().sort((a, b) => Math.abs(a) - Math.abs(b) || 0);
  let positiveRanks = 0;
  let negativeRanks = 0;
  let tieTerm = 0;
  for (let from = 0; from < n; ) {
    let to = from + 1;
    while (to < n && Math.abs(byMagnitude[to]) === Math.abs(byMagnitude[from])) to++;
    const rank = (from + 1 + to) / 2;
    for (let place = from; place < to; place++) {
      if (byMagnitude[place] > 0) positiveRanks += rank;
      else negativeRanks += rank;
    }
    const ties = to - from;
    tieTerm += ties * ties * ties - ties;
    from = to;
  }
  const variance = (n * (n + 1) * (2 * n + 1) - 0.5 * tieTerm) / 24;
  const usable = n > 0 && !nonZero.some(Number.isNaN);
  const z = usable ? (Math.min(positiveRanks, negativeRanks) - (n * (n + 1)) / 4) / Math.sqrt(variance) : NaN;
  return { z, pValue: usable ? 2 * normalUpperTail(Math.abs(z)) : NaN, positiveRanks, negativeRanks, n };
}
