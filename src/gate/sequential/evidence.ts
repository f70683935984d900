import type { EvidenceClass } from "../../seismicity/window.ts";
import type { ReproducingProcess } from "../acts/reproduction.ts";
import type { ReasonCode } from "../reason-codes.ts";
import type { CalibrationStatistic } from "../policies/anytime.ts";
import type { HarmEvidence } from "../strata/harm.ts";

/** The challenger against one reference. Logarithms are natural. */
export interface ContestEvidence {
  readonly reference: string;
  /** It was in service, and is met from the window on in which it came. */
  readonly inService: boolean;
  /** Windows with a bet, those of them in which the reference stood in for the challenger, and those scored as a loss of B. */
  readonly windows: number;
  readonly fallbacks: number;
  readonly penalised: number;
  /** Of those scored as a loss of B the windows with a commitment that was not revealed by settlement; absent where the policy makes no difference. */
  readonly unrevealed?: number;
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
  /** Windows still needed if every one brought the mean insured gain so far, without scatter; Infinity without a gain. */
  readonly windowsNeeded: number;
  /** Windows with a larger loss than the floor, and those in which both said zero. */
  readonly floorTouches: number;
  readonly bothSaidZero: number;
  readonly largestLossNats: number;
  /** Over the reference at any constant loudness. */
  readonly loudnessLogEValue: number;
  /** Reverse evidence by stratum, now. */
  readonly harm: readonly HarmEvidence[];
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
  /** Expected numbers of what it counts, from which its detectable error follows: events of N in windows of Poisson law, occupied cells by class of probability of R and COLD. */
  readonly expected: readonly number[];
}

/** An act that has to do with the windows of the evidence. */
export interface ActEvidence {
  readonly kind: string;
  readonly fromWindow: number;
  readonly entry: number;
  readonly reason: string;
  readonly effect?: "ship" | "demote";
  readonly code?: ReasonCode;
  /** When it was made, UTC epoch ms, and of an answer the log entry of the objection. */
  readonly asOf: number;
  readonly objection?: number;
  readonly signers: readonly string[];
}

/** What came of doing evidence again at the look at which it would pass. A fault stands among the acts instead. */
export interface ReproductionEvidence {
  readonly outcome: "reproduced" | "INDETERMINATE.DATA";
  readonly process: ReproducingProcess;
  readonly detail: string;
  readonly entry: number;
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
  /** Whether these very results were scored again, with the proofs and times of all that they rest on; null when nobody has tried, as only a pass needs it. */
  readonly reproduction: ReproductionEvidence | null;
}
