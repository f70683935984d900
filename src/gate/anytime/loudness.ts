import { bet, type BettingState, logEValue, startBetting } from "./betting-process.ts";
import { insuredGain } from "./insured-gain.ts";
import type { StakeGrid } from "./stakes.ts";

/** Constant factors, 1/4 to 4 in steps of a tenth: a louder or quieter baseline between two of them differs from the nearer by at most 5 %. */
export const LOUDNESS_FACTORS: readonly number[] = Array.from({ length: 31 }, (_, k) => Math.exp((k - 15) * Math.log(1.1)));

/** One bet against the baseline at each loudness. */
export type LoudnessState = readonly BettingState[];

export interface LoudnessWindow {
  /** Gain of the challenger over the baseline, joint Poisson log scores, nats. */
  readonly gain: number;
  readonly events: number;
  /** Expected events of the baseline. */
  readonly baselineExpected: number;
  /** By how many nats the score of a baseline that is no map of Poisson rates changes when it is made louder by a factor. */
  readonly baselineLouderBy?: ((factor: number) => number) | undefined;
  /** B, nats. */
  readonly floor: number;
}

export function startLoudness(grid: StakeGrid): LoudnessState {
  return LOUDNESS_FACTORS.map(() => startBetting(grid));
}

/**
 * The contest against the baseline made louder by every constant factor c at once, c·Q with log score ln q + n ln c − (c−1)Λ_Q.
 * The smallest of the e-values is one against "no better than some rescaled baseline": a challenger that is only louder is
 * as good as one of them, and stays near 1. The shape part of the gain asks for more: it also takes away the skill of
 * knowing in which window the events come. For Poisson (gridded) forecasts, and baselines that say how they change.
 */
export function loudnessStep(grid: StakeGrid, state: LoudnessState, { gain, events, baselineExpected, baselineLouderBy, floor }: LoudnessWindow): LoudnessState {
  return state.map((betting, k) => {
    const factor = LOUDNESS_FACTORS[k];
    const overRescaled = gain - (baselineLouderBy?.(factor) ?? events * Math.log(factor) - (factor - 1) * baselineExpected);
    return bet(grid, betting, insuredGain(overRescaled, floor) / floor);
  });
}

/** The state after a window that counts as a loss of B, at whatever loudness. */
export function loudnessLost(grid: StakeGrid, state: LoudnessState): LoudnessState {
  return state.map((betting) => bet(grid, betting, -1));
}

/** ln of the e-value that the challenger is better than the baseline at any loudness. */
export function loudnessLogEValue(grid: StakeGrid, state: LoudnessState): number {
  // Where every one must hold, the smallest is an e-value against "at least one does not".
  return state.reduce((least, betting) => Math.min(least, logEValue(grid, betting)), Infinity);
}
