import { findRoot } from "../../numerics/root.ts";
import { type BettingState, logEValue } from "./betting-process.ts";
import { logMixture } from "./mixture.ts";
import type { StakeGrid } from "./stakes.ts";

/** How far a bet is from its bar. All in nats of insured gain, 0 once the bar is reached. */
export interface NatsNeeded {
  /** From the total so far alone: what is missing to B ln(1/α)/λ_max, below which no path can pass. */
  readonly byPlainRule: number;
  /** At the present weights: no future whatever passes with less, and gains in ever smaller, even steps come arbitrarily close. */
  readonly atLeast: number;
  /** Enough if it all came in one window. */
  readonly inOneWindow: number;
}

/** The plain-language rule: the insured gain, nats, without which no challenger passes, B ln(1/α)/λ_max. */
export function plainRuleNats({ stakes }: StakeGrid, floor: number, alpha: number): number {
  return (-floor * Math.log(alpha)) / Math.max(...stakes);
}

/**
 * Nats still needed at a floor B that stays as it is. As 1 + x ≤ e^x, further windows with gains of S nats in all raise the
 * e-value to at most Σ_k w_k W_k e^{λ_k S/B}; `atLeast` is the S at which that equals 1/α.
 */
export function natsNeeded(grid: StakeGrid, state: BettingState, floor: number, alpha: number): NatsNeeded {
  const bar = -Math.log(alpha);
  const missing = bar - logEValue(grid, state);
  if (missing <= 0) return { byPlainRule: 0, atLeast: 0, inOneWindow: 0 };
  const { stakes, weights } = grid;
  const { logWealths } = state;
  const byPlainRule = Math.max(0, plainRuleNats(grid, floor, alpha) - floor * state.scaledGain);
  const shortfall = (gain: number): number => logMixture(logWealths.map((logWealth, k) => logWealth + stakes[k] * gain), weights) - bar;
  const atLeast = floor * findRoot(shortfall, missing / Math.max(...stakes) - 1e-9, missing / Math.min(...stakes) + 1e-9, 1e-12);
  const inOneWindow = floor * Math.exp(logStakeWeighted(grid, logWealths, bar)) * -Math.expm1(-missing);
  return { byPlainRule, atLeast, inOneWindow };
}

/** Windows still needed if every one brought the same insured gain, nats a window, without scatter; Infinity for none. */
export function windowsNeeded(grid: StakeGrid, state: BettingState, gainPerWindow: number, floor: number, alpha: number): number {
  const bar = -Math.log(alpha);
  if (logEValue(grid, state) >= bar) return 0;
  if (!(gainPerWindow > 0)) return Infinity;
  const after = (windows: number): number => logMixture(state.logWealths.map((logWealth, k) => logWealth + windows * Math.log1p((grid.stakes[k] * gainPerWindow) / floor)), grid.weights);
  let high = 1;
  while (after(high) < bar) high *= 2;
  for (let low = high / 2; high - low > 1; ) {
    const middle = Math.floor((low + high) / 2);
    if (after(middle) < bar) low = middle;
    else high = middle;
  }
  return high;
}

/** ln of (1/α) / Σ_k w_k λ_k W_k. */
function logStakeWeighted({ stakes, weights }: StakeGrid, logWealths: readonly number[], bar: number): number {
  return bar - logMixture(logWealths.map((logWealth, k) => logWealth + Math.log(stakes[k])), weights);
}
