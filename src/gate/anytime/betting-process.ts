import { logMixture } from "./mixture.ts";
import type { StakeGrid } from "./stakes.ts";

/** All that a fixed-stake bet remembers; plain numbers, so that it can be stored (infinite ones by `encodeNumbers`) and taken up again. */
export interface BettingState {
  /** Windows so far. */
  readonly windows: number;
  /** Σ X_t, in units of the floor. */
  readonly scaledGain: number;
  /** ln Π (1 + λ_k X_t) for each stake. */
  readonly logWealths: readonly number[];
}

/** The state before the first window: every wealth 1. */
export function startBetting({ stakes }: StakeGrid): BettingState {
  return { windows: 0, scaledGain: 0, logWealths: stakes.map(() => 0) };
}

/**
 * One window of the mixture of fixed stakes, E_n = Σ_k w_k Π_{t≤n} (1 + λ_k X_t), in logarithms. X_t = D'_t/B_t ≥ −1.
 *
 * Why it may be looked at every week: with Δ_t = E[X_t | past], Π (1 + λX_t) = M_n Π (1 + λΔ_t) where M_n ≥ 0 is a
 * martingale from 1, and Π (1 + λΔ_t) ≤ exp(λ Σ Δ_t). So if Δ_1 + … + Δ_n ≤ 0 for every n, E_n lies below one martingale
 * and reaches 1/α with probability at most α, ever (Ville 1939). A pass therefore says that at some time up to now the
 * shipped forecast has been better on average than the baseline; it does not say that it will stay so.
 *
 * @throws RangeError for an X below −1 or NaN.
 */
export function bet(grid: StakeGrid, state: BettingState, scaledGain: number): BettingState {
  if (!(scaledGain >= -1)) throw new RangeError(`a bet can lose its stake and no more: expected a scaled gain of at least −1, got ${scaledGain}`);
  return {
    windows: state.windows + 1,
    scaledGain: state.scaledGain + scaledGain,
    logWealths: state.logWealths.map((logWealth, k) => logWealth + Math.log1p(grid.stakes[k] * scaledGain)),
  };
}

/** ln E_n. */
export function logEValue(grid: StakeGrid, state: BettingState): number {
  return logMixture(state.logWealths, grid.weights);
}
