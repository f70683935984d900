/** Stakes fixed before the first window, and what part of the capital each is run with. */
export interface StakeGrid {
  /** Shares of the capital staked on every window, in (0, 1). */
  readonly stakes: readonly number[];
  /** Positive, sum 1. */
  readonly weights: readonly number[];
}

/**
 * A grid of fixed stakes, equally weighted unless said otherwise. They must not adapt to the outcome: adaptive stakes are
 * fair only when the challenger never has an edge, and ship one that is better in a season and no better on average.
 *
 * @throws RangeError for no stakes, one outside (0, 1), or weights that are not positive with sum 1.
 */
export function stakeGrid(stakes: readonly number[], weights: readonly number[] = stakes.map(() => 1 / stakes.length)): StakeGrid {
  if (stakes.length === 0) throw new RangeError("stakes: at least one is needed");
  const bad = stakes.find((stake) => !(stake > 0 && stake < 1));
  if (bad !== undefined) throw new RangeError(`stakes must lie in (0, 1), got ${bad}`);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (weights.length !== stakes.length || weights.some((weight) => !(weight > 0)) || Math.abs(total - 1) > 1e-12) {
    throw new RangeError(`stakes: ${stakes.length} positive weights with sum 1 expected, got ${weights.join(", ")}`);
  }
  return { stakes: [...stakes], weights: [...weights] };
}

/** Of a policy that names none, and where no policy says anything of stakes. */
export const DEFAULT_STAKES: StakeGrid = stakeGrid([0.2, 0.4, 0.6, 0.8, 0.95]);
