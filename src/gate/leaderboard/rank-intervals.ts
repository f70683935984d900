import { closedLogEValues } from "./closed-e-values.ts";
import type { PairwiseEvidence } from "./pairwise-evidence.ts";

/** Ranks that a model may truly have, 1 best. */
export interface RankInterval {
  readonly best: number;
  readonly worst: number;
}

type Cells = readonly (readonly (Pick<PairwiseEvidence, "logEValue"> | null)[])[];

/**
 * Which models are shown better than which: shown[i][j]. With probability at least 1 − α every one of these is right at once,
 * at whichever look: closure over the K(K−1) one-sided hypotheses, which needs at most e-values of K(K−1)/α. A pair shown
 * both ways round (each insured by the other is better than the other alone) has no order, and counts as neither.
 */
export function shownBetter(cells: Cells, alpha: number): boolean[][] {
  const pairs = cells.flatMap((row, i) => row.flatMap((cell, j) => (cell === null ? [] : [{ i, j, logEValue: cell.logEValue }])));
  const closed = closedLogEValues(pairs.map(({ logEValue }) => logEValue));
  const rejected = cells.map((row) => row.map(() => false));
  pairs.forEach(({ i, j }, k) => (rejected[i][j] = closed[k] >= -Math.log(alpha)));
  return rejected.map((row, i) => row.map((shown, j) => shown && !rejected[j][i]));
}

/** From one more than the number of models shown better, to the number of models less those shown worse. */
export function rankIntervals(cells: Cells, alpha: number): RankInterval[] {
  const shown = shownBetter(cells, alpha);
  return cells.map((_, i) => ({
    best: 1 + shown.filter((row) => row[i]).length,
    worst: cells.length - shown[i].filter(Boolean).length,
  }));
}
