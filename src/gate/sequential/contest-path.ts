import { bet, type BettingState, logEValue, startBetting } from "../anytime/betting-process.ts";
import { insuredGain, reverseGain } from "../anytime/insured-gain.ts";
import { loudnessLogEValue, loudnessLost, loudnessStep, startLoudness } from "../anytime/loudness.ts";
import { lowerLimit } from "../anytime/lower-limit.ts";
import { natsNeeded, windowsNeeded } from "../anytime/nats-needed.ts";
import { controlSigns, swappedGain } from "../anytime/negative-control.ts";
import { skillStep, startSkill } from "../anytime/skill-process.ts";
import { type StakeGrid, stakeGrid } from "../anytime/stakes.ts";
import type { WindowStatus } from "../leaderboard/missing-windows.ts";
import type { AnytimeRules } from "../policies/anytime.ts";
import { harmPaths } from "../strata/harm.ts";
import type { ContestEvidence } from "./evidence.ts";
import type { RowForecast, WindowRow } from "./window-rows.ts";

export interface ContestPathOptions {
  readonly policy: AnytimeRules;
  readonly reference: string;
  readonly place: number;
  /** Of a model in service: the window in which it came. */
  readonly inServiceFrom?: number;
  /** Names of the random stream of the negative control. */
  readonly seed: string;
  readonly contest: string;
}

/** The running contest of the challenger with one reference, window by window. */
export interface ContestPath {
  step(row: WindowRow, status: WindowStatus): void;
  /** As of the last window. @param level of the lower limit and of the bar */
  evidence(level: number): ContestEvidence;
}

export function contestPath({ policy, reference, place, inServiceFrom, seed, contest }: ContestPathOptions): ContestPath {
  const grid = stakeGrid(policy.stakes);
  const floor = policy.floorNats;
  let skill = startSkill(grid);
  let loudness = startLoudness(grid);
  let futility = runningMaximum(grid);
  let control = runningMaximum(grid);
  const harm = harmPaths(policy.strata, grid, floor);
  const tally = { fallbacks: 0, penalised: 0, unrevealed: 0, referenceMissing: 0, bothSaidZero: 0, events: 0, ownGain: 0, ownExpected: 0, referenceExpected: 0, largest: 0 };

  const step = (row: WindowRow, status: WindowStatus): void => {
    if (inServiceFrom !== undefined && row.window.index < inServiceFrom) return;
    const other = row.references[place]!;
    if (other.state === "missing") {
      tally.referenceMissing++;
      return;
    }
    if (row.own.state === "unscored" || other.state === "unscored") return;
    const sign = controlSigns(seed, contest, [row.window.index])[0]!;
    if (row.own.state === "missing") {
      const penalised = status === "penalised";
      skill = skillStep(grid, skill, { gain: 0, floor, penalised });
      tally[penalised ? "penalised" : "fallbacks"]++;
      control = control.step(penalised ? -sign : 0);
      if (row.own.unrevealed === true) {
        tally.unrevealed++;
        tally.ownGain -= floor;
        loudness = loudnessLost(grid, loudness);
      }
    } else {
      const gain = gainOf(row.own, other);
      if (Number.isNaN(gain)) tally.bothSaidZero++;
      // Where both said zero no score exists; as the challenger said zero, what happened counts against it.
      const bare = Number.isNaN(gain) ? -Infinity : gain;
      const shipped = insuredGain(bare, floor);
      const { events, expected } = row.own.result;
      skill = skillStep(grid, skill, { gain: bare, floor });
      loudness = loudnessStep(grid, loudness, { gain: bare, events, baselineExpected: other.result.expected, baselineLouderBy: other.louderBy, floor });
      const reversed = reverseGain(shipped, floor) / floor;
      futility = futility.step(reversed);
      harm.step(row.own.result, other.result, row.active);
      control = control.step(swappedGain(sign, shipped, floor) / floor);
      tally.events += events;
      tally.ownGain += bare;
      tally.ownExpected += expected;
      tally.referenceExpected += other.result.expected;
    }
    tally.largest = Math.max(tally.largest, logEValue(grid, skill.betting));
  };

  const evidence = (level: number): ContestEvidence => {
    const { betting } = skill;
    const { events, ownGain, ownExpected, referenceExpected } = tally;
    const scale = (events === 0 ? 0 : events * Math.log(ownExpected / referenceExpected)) - (ownExpected - referenceExpected);
    return {
      reference, inService: inServiceFrom !== undefined, windows: betting.windows, fallbacks: tally.fallbacks, penalised: tally.penalised, ...(policy.unrevealed === undefined ? {} : { unrevealed: tally.unrevealed }), referenceMissing: tally.referenceMissing, events,
      rawGainNats: skill.rawGain, insuredGainNats: skill.insuredGain, scaleGainNats: scale, shapeGainNats: ownGain - scale,
      lowerNatsPerWindow: floor * lowerLimit(grid, betting, level), logEValue: logEValue(grid, betting), largestLogEValue: tally.largest, natsNeeded: natsNeeded(grid, betting, floor, level), windowsNeeded: windowsNeeded(grid, betting, betting.windows === 0 ? 0 : skill.insuredGain / betting.windows, floor, level),
      floorTouches: skill.floorTouches - tally.penalised, bothSaidZero: tally.bothSaidZero, largestLossNats: skill.largestLoss, loudnessLogEValue: loudnessLogEValue(grid, loudness),
      harm: harm.evidence(),
      futilityLogEValue: futility.largest, controlLogEValue: control.largest,
    };
  };
  return { step, evidence };
}

/** Gain of one scored forecast over another, joint log scores, nats; NaN where both said zero. */
export function gainOf(own: Extract<RowForecast, { state: "scored" }>, other: Extract<RowForecast, { state: "scored" }>): number {
  return own.result.logScore - other.result.logScore;
}

interface RunningMaximum {
  readonly largest: number;
  step(scaledGain: number): RunningMaximum;
}

/** A bet that remembers ln of its largest e-value. */
function runningMaximum(grid: StakeGrid, state: BettingState = startBetting(grid), largest = 0): RunningMaximum {
  return {
    largest,
    step(scaledGain) {
      const next = bet(grid, state, scaledGain);
      return runningMaximum(grid, next, Math.max(largest, logEValue(grid, next)));
    },
  };
}
