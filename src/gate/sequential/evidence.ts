import type { EvidenceClass } from "../../seismicity/window.ts";
import type { ReasonCode } from "../reason-codes.ts";
import type { CalibrationStatistic, Stratum } from "../policies/anytime.ts";

/** The challenger against one reference. Logarithms are natural. */
export interface ContestEvidence {
  readonly reference: string;
  /** It was in service, and is met from the window on in which it came. */
  readonly inService: boolean;
  /** Windows with a bet, those of them in which the reference stood in for the challenger, and those scored as a loss of B. */
  readonly windows: number;
  readonly fallbacks: number;
  readonly penalised: number;
  /** Windows without a bet because the reference had no forecast on time. */
  readonly referenceMissing: number;
  readonly events: number;
  /** Of the bare challenger: −Infinity when it alone said zero. */
  readonly rawGainNats: number;
  /** Of what would ship. */
  readonly insuredGainNats: number;
  /** Part of the raw gain from the expected total alone, all windows together, and the rest: where, how large, when. */
  readonly scaleGainNats: number;
  readonly shapeGainNats: number;
  /** Lower confidence limit of the mean insured gain, nats a window, right at every look at once at the level of this variant. */
  readonly lowerNatsPerWindow: number;
  readonly logEValue: number;
  readonly largestLogEValue: number;
  /** What is missing to the bar, nats: no path passes with less than `atLeast`; `inOneWindow` is enough. */
  readonly natsNeeded: { readonly byPlainRule: number; readonly atLeast: number; readonly inOneWindow: number };
  /** Windows with a larger loss than the floor, and those in which both said zero. */
  readonly floorTouches: number;
  readonly bothSaidZero: number;
  readonly largestLossNats: number;
  /** Over the reference at any constant loudness. */
  readonly loudnessLogEValue: number;
  /** Reverse evidence by stratum, now. */
  readonly harm: readonly { readonly stratum: Stratum; readonly windows: number; readonly logEValue: number }[];
  /** Reverse evidence over all windows, at its largest. */
  readonly futilityLogEValue: number;
  /** Largest e-value of the same bets, changed over at random. */
  readonly controlLogEValue: number;
}

export interface CalibrationEvidence {
  readonly statistic: CalibrationStatistic;
  /** Windows in which it could speak. */
  readonly windows: number;
  readonly logEValue: number;
  readonly largestLogEValue: number;
}

/** An act that has to do with the windows of the evidence. */
export interface ActEvidence {
  readonly kind: string;
  readonly fromWindow: number;
  readonly entry: number;
  readonly reason: string;
  readonly effect?: "ship" | "demote";
  readonly code?: ReasonCode;
  readonly signers: readonly string[];
}

/** Everything an anytime decision rests on; nothing else may influence it. */
export interface AnytimeEvidence {
  readonly policy: "anytime";
  readonly challenger: string;
  readonly challengerVersion: string;
  readonly horizonDays: number;
  /** First and last window (index) that were counted. */
  readonly fromWindow: number;
  readonly throughWindow: number;
  /** When the last of them had settled; null without any. */
  readonly throughSettlesAt: number | null;
  /** Number among all variants ever registered, and the level that is left for it; 0 and null while it has no forecast. */
  readonly registration: number;
  readonly level: number | null;
  readonly scoredWindows: number;
  readonly activeWindows: number;
  readonly unscorableWindows: number;
  readonly forecastsOnTime: number;
  readonly forecastsDue: number;
  readonly activeOnTime: number;
  /** Windows with forecasts on time of which a result is missing; must be 0. */
  readonly resultsMissing: number;
  readonly evidenceClasses: readonly EvidenceClass[];
  readonly events: number;
  readonly expected: number;
  readonly skill: readonly ContestEvidence[];
  readonly calibration: readonly CalibrationEvidence[];
  /** First window at which everything held; null when there was none before this one. */
  readonly passedAtWindow: number | null;
  readonly passedAt: number | null;
  /** First window at which a reference was shown better; null when none was before this one. */
  readonly closedAtWindow: number | null;
  readonly acts: readonly ActEvidence[];
  /** In service: against what it replaced, since it came; null when it is not. */
  readonly service: null | { readonly fromWindow: number; readonly against: string; readonly logDetector: number; readonly largestLogDetector: number; readonly calibration: readonly CalibrationEvidence[] };
  /** SHA-256 over the digests of the results used, in window order, the challenger's first. */
  readonly resultsDigest: string;
}
