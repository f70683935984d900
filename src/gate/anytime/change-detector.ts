import { logMixture } from "./mixture.ts";
import type { StakeGrid } from "./stakes.ts";

/** State of a Shiryaev–Roberts e-detector; plain numbers. */
export interface DetectorState {
  readonly windows: number;
  /** ln(1 + R_k) for each stake. */
  readonly logOnePlus: readonly number[];
}

export function startDetector({ stakes }: StakeGrid): DetectorState {
  return { windows: 0, logOnePlus: stakes.map(() => 0) };
}

/**
 * One window of R_n = Σ_k w_k R_{k,n}, R_{k,n} = (R_{k,n−1} + 1)(1 + λ_k X_n): evidence that somewhere in the past the shipped
 * model began to be worse than the alternative, X = `reverseGain`/B (Shin, Ramdas & Rinaldo 2024). As long as
 * E[X_n | past] ≤ 0 in every window, R_n − n is a supermartingale, so the alarm R ≥ A takes at least A windows on average
 * when nothing is wrong. Unlike the e-process it is not valid for a model that is merely no worse on average: each of the
 * starting points is a bet of its own, and a bad season ahead of a good one is rightly an alarm.
 *
 * @throws RangeError for an X below −1 or NaN.
 */
export function detect(grid: StakeGrid, state: DetectorState, scaledGain: number): DetectorState {
  if (!(scaledGain >= -1)) throw new RangeError(`a bet can lose its stake and no more: expected a scaled gain of at least −1, got ${scaledGain}`);
  return { windows: state.windows + 1, logOnePlus: state.logOnePlus.map((before, k) => softplus(before + Math.log1p(grid.stakes[k] * scaledGain))) };
}

/** ln R_n; −Infinity before the first window. */
export function logDetector(grid: StakeGrid, state: DetectorState): number {
  return logMixture(state.logOnePlus.map((q) => (q > 40 ? q : Math.log(Math.expm1(q)))), grid.weights);
}

/** ln(1 + e^x). */
function softplus(x: number): number {
  return x > 0 ? x + Math.log1p(Math.exp(-x)) : Math.log1p(Math.exp(x));
}
