import { bet, type BettingState, startBetting } from "./betting-process.ts";
import { insuredGain } from "./insured-gain.ts";
import type { StakeGrid } from "./stakes.ts";

/** One settled, non-overlapping window of a contest, as the missing-window rule has left it. */
export interface SkillWindow {
  /** Gain D of the bare challenger over the baseline, nats; 0 where the baseline stood in for it. */
  readonly gain: number;
  /** Floor B_t, nats, fixed before the window opened. */
  readonly floor: number;
  /** A missing window beyond the grace: the whole stake is lost, and −B_t counted as its gain. */
  readonly penalised?: boolean;
}

/** The e-process of a contest and the figures that are shown beside it. */
export interface SkillState {
  readonly betting: BettingState;
  /** Σ D_t, nats; −Infinity once the challenger alone said zero. */
  readonly rawGain: number;
  /** Σ D'_t, nats. */
  readonly insuredGain: number;
  /** Windows whose loss is beyond the floor (D < −B), where the insurance carries what is shipped. */
  readonly floorTouches: number;
  /** Largest loss of the bare challenger in one window, nats, ≥ 0. */
  readonly largestLoss: number;
}

export function startSkill(grid: StakeGrid): SkillState {
  return { betting: startBetting(grid), rawGain: 0, insuredGain: 0, floorTouches: 0, largestLoss: 0 };
}

/** The state one window later. A gain of 0 multiplies every bet by exactly 1. @throws RangeError as `insuredGain`. */
export function skillStep(grid: StakeGrid, state: SkillState, { gain, floor, penalised = false }: SkillWindow): SkillState {
  const raw = penalised ? -floor : gain;
  const shipped = penalised ? -floor : insuredGain(gain, floor);
  return {
    betting: bet(grid, state.betting, shipped / floor),
    rawGain: state.rawGain + raw,
    insuredGain: state.insuredGain + shipped,
    floorTouches: state.floorTouches + (penalised || gain < -floor ? 1 : 0),
    largestLoss: Math.max(state.largestLoss, -raw),
  };
}
