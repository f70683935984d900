import type { RankInterval } from "./rank-intervals.ts";

/**
 * Ranks by mean gain, 1 best, that each model could have whatever its missing windows had brought: its own at the best value
 * allowed and everybody else's at the worst, and the reverse. Equal means share the better rank in `best`, the worse in `worst`.
 *
 * @param gains by model and window, nats over the baseline; null where missing.
 * @param allowed least and largest value of a missing window, nats: −B, and for instance the largest gain anyone had in it.
 * @throws RangeError unless there are windows and least ≤ largest.
 */
export function missingnessRankBounds(gains: readonly (readonly (number | null)[])[], allowed: (window: number) => { readonly least: number; readonly largest: number }): RankInterval[] {
  const windows = gains[0]?.length ?? 0;
  if (windows === 0) throw new RangeError("rank bounds: no windows");
  const bounds = Array.from({ length: windows }, (_, t) => allowed(t));
  const bad = bounds.find(({ least, largest }) => !(least <= largest));
  if (bad !== undefined) throw new RangeError(`rank bounds: expected least ≤ largest, got ${bad.least} and ${bad.largest}`);
  const total = (row: readonly (number | null)[], end: "least" | "largest"): number => row.reduce<number>((sum, gain, t) => sum + (gain ?? bounds[t][end]), 0);
  const lowest = gains.map((row) => total(row, "least"));
  const highest = gains.map((row) => total(row, "largest"));
  return gains.map((_, i) => ({
    best: 1 + lowest.filter((other, j) => j !== i && other > highest[i]).length,
    worst: highest.filter((other, j) => j === i || other >= lowest[i]).length,
  }));
}
