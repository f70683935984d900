import { bet, type BettingState, logEValue, startBetting } from "../anytime/betting-process.ts";
import { insuredGain } from "../anytime/insured-gain.ts";
import { lowerLimit } from "../anytime/lower-limit.ts";
import { DEFAULT_STAKES, type StakeGrid } from "../anytime/stakes.ts";
import { sum } from "../../numerics/sums.ts";

/** Joint log scores of one model by window, nats; null where it had no forecast in time. */
export interface ModelScores {
  readonly id: string;
  readonly scores: readonly (number | null)[];
}

/** Row against column, over the windows that both have. */
export interface PairwiseEvidence {
  readonly windows: number;
  /** Mean gain, nats a window; antisymmetric. NaN without common windows. */
  readonly gain: number;
  /** Anytime-valid limits of the mean gain of the insured row, and of minus that of the insured column, nats a window. */
  readonly lower: number;
  readonly upper: number;
  /** ln of the present e-value that the insured row is better on average than the column. */
  readonly logEValue: number;
}

export interface PairwiseOptions {
  /** B, nats. */
  readonly floor: number;
  /** Level of each limit. */
  readonly alpha: number;
  readonly grid?: StakeGrid;
}

/**
 * Every model against every other: cells[row][column]; null on the diagonal. A window that one of the two lacks is no bet.
 * The e-value is about the insured row, (1 − ε) row + ε column, as everywhere in the gate. Both directions can hold at once,
 * when each model is a good insurance of the other; see `shownBetter`.
 *
 * @throws RangeError for models with different numbers of windows, or a pair that gave the same observation probability zero.
 */
export function pairwiseEvidence(models: readonly ModelScores[], { floor, alpha, grid = DEFAULT_STAKES }: PairwiseOptions): (PairwiseEvidence | null)[][] {
  const odd = models.find(({ scores }) => scores.length !== models[0].scores.length);
  if (odd !== undefined) throw new RangeError(`pairwise evidence: ${odd.id} has ${odd.scores.length} windows, ${models[0].id} ${models[0].scores.length}`);
  const gains = models.map((row) => models.map((column) => commonGains(row, column)));
  const states = gains.map((row) => row.map((cell) => betOn(cell, floor, grid)));
  return models.map((_, i) =>
    models.map((__, j) => {
      if (i === j) return null;
      const windows = gains[i][j].length;
      return {
        windows,
        gain: windows === 0 ? NaN : sum(gains[i][j]) / windows,
        lower: floor * lowerLimit(grid, states[i][j], alpha),
        upper: -floor * lowerLimit(grid, states[j][i], alpha),
        logEValue: logEValue(grid, states[i][j]),
      };
    }),
  );
}

/**
 * Value of each model, mean over the others of its pairwise mean gain, less that of the baseline: the additive twin of the
 * geometric mean of relative skills. With complete scores it is the mean gain over the baseline.
 */
export function pairwiseValues(cells: readonly (readonly (PairwiseEvidence | null)[])[], baseline: number): number[] {
  const means = cells.map((row) => {
    const gains = row.flatMap((cell) => (cell === null || Number.isNaN(cell.gain) ? [] : [cell.gain]));
    // The model against itself is a gain of zero; with it the values of complete scores are exact differences.
    return sum(gains) / (gains.length + 1);
  });
  return means.map((value) => value - means[baseline]);
}

function commonGains(row: ModelScores, column: ModelScores): number[] {
  if (row === column) return [];
  return row.scores.flatMap((score, t) => {
    const other = column.scores[t];
    if (score === null || other === null) return [];
    if (Number.isNaN(score - other)) throw new RangeError(`window ${t}: ${row.id} and ${column.id} both gave the observation probability zero`);
    return [score - other];
  });
}

function betOn(gains: readonly number[], floor: number, grid: StakeGrid): BettingState {
  return gains.reduce((state, gain) => bet(grid, state, insuredGain(gain, floor) / floor), startBetting(grid));
}
