import { findRoot } from "../../numerics/root.ts";
import { logMixture } from "./mixture.ts";
import type { BettingState } from "./betting-process.ts";
import type { StakeGrid } from "./stakes.ts";

const TOLERANCE = 1e-12;

/**
 * Lower confidence limit of the running mean (1/n) Σ E[X_t | past] of a bet, in units of the floor (times B it is nats a
 * window): sup{m ≥ −1 : Σ_k w_k Π (1 + λ_k X_t)/(1 + λ_k m)^n ≥ 1/α}, to 1e-12. With probability at least 1 − α it is right
 * at every n at once, also for means that change from window to window: Π (1 + λΔ_t) ≤ (1 + λΔ̄_n)^n, so that at m = Δ̄_n
 * the sum lies below one martingale. It is above 0 exactly when the e-process has reached 1/α, and needs no more than the
 * running state. −1 when nothing can be said.
 *
 * The inversion proposed in gate.md b4, Σ_k w_k Π (1 + λ_k (X_t − m)/(1 + m)), uses another martingale for every m and therefore
 * has that guarantee for a constant mean only.
 */
export function lowerLimit(grid: StakeGrid, state: BettingState, alpha: number): number {
  const bar = logBar(alpha);
  const { windows, logWealths } = state;
  if (windows === 0) return -1;
  const excess = (m: number): number => logMixture(logWealths.map((logWealth, k) => logWealth - windows * Math.log1p(grid.stakes[k] * m)), grid.weights) - bar;
  return fallingRoot(excess, state.scaledGain / windows);
}

/** Root of a falling function in (−1, mean]: by Jensen's inequality the mixture is at most 1 at the sample mean. */
function fallingRoot(excess: (m: number) => number, mean: number): number {
  if (mean === Infinity) return Infinity;
  const lowest = -1 + TOLERANCE;
  if (mean <= lowest || excess(lowest) <= 0) return -1;
  return findRoot(excess, lowest, mean, TOLERANCE);
}

function logBar(alpha: number): number {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`alpha must lie in (0, 1), got ${alpha}`);
  return -Math.log(alpha);
}
