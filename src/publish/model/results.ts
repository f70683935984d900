import type { CorpReliability } from "../../evaluation/calibration/corp-reliability.ts";
import type { Regime } from "../../evaluation/calibration/strata.ts";
import type { StratumGain } from "../../evaluation/comparison/stratified-gain.ts";
import type { DetectableDeparture } from "../../evaluation/power/detectable-departure.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import type { ModelRole } from "../model.ts";

/** Interval of a mean with its sample size. */
export interface GainView {
  /** Nats per earthquake. */
  readonly gain: number;
  readonly lower: number;
  readonly upper: number;
  readonly level: number;
  readonly events: number;
  readonly t: number;
  readonly pValueW: number | null;
  /** gain = scale + shape. */
  readonly scale: number;
  readonly shape: number;
}

/** Model against reference over all settled windows in which both were scored. */
export interface ComparisonView {
  readonly model: string;
  readonly reference: string;
  readonly windows: number;
  readonly events: number;
  readonly totalGainNats: number;
  readonly perWindowNats: number;
  readonly full: GainView;
  /** The gains of the strata of one division add up to the total gain. */
  readonly strata: readonly StratumGainView[];
  /** The same gain with an interval by each method; none while there are no earthquakes. */
  readonly inferences: readonly GainInference[];
  /** One point a window: running sum of the gain, and the T interval of the gain per earthquake so far (null until two events); `events` is the window's own number. */
  readonly series: readonly {
    readonly index: number;
    readonly end: EpochMs;
    readonly events: number;
    readonly gainNats: number;
    readonly cumulativeNats: number;
    readonly perEarthquake: number | null;
    readonly lower: number | null;
    readonly upper: number | null;
  }[];
}

/** What the windows, or the bins of every window, are divided by. */
export type StratumDivision = "activity" | "place" | "magnitude";

export interface StratumGainView extends StratumGain {
  readonly by: StratumDivision;
}

/** The gain per earthquake by one method of inference. */
export interface GainInference {
  readonly method: string;
  /** What it takes as independent, and what not. */
  readonly assumes: string;
  /** Null with `upper` and `pValue` where the method cannot judge so few windows. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** Two-sided, of no gain. */
  readonly pValue: number | null;
}

/** Reliability of P(at least one event) per cell over some windows. */
export interface ReliabilityView extends CorpReliability {
  /** Cold starts are the quiet windows: a few active weeks would otherwise outweigh them. */
  readonly stratum: "all" | Regime;
  readonly windows: number;
}

export interface CalibrationView {
  readonly model: string;
  readonly windows: number;
  /** Non-randomised PIT histogram: heights that are 1 each under calibration. */
  readonly histogram: readonly number[];
  /** A calibrated forecast's whole histogram lies within the band with probability `level`; one value a bin. */
  readonly band: { readonly level: number; readonly low: readonly number[]; readonly high: readonly number[] };
  readonly statistic: number;
  readonly pValue: number;
  readonly rejected: boolean;
  /** The same question put otherwise: randomised PIT of the windows, and PIT of the cells of all windows together. */
  readonly otherPits: readonly { readonly name: string; readonly says: string; readonly statistic: number; readonly pValue: number; readonly n: number }[];
  /** Of all windows first, then of each stratum that has any. */
  readonly reliability: readonly ReliabilityView[];
}

/** What a test that did not reject would have found at the present number of earthquakes. */
export interface PowerView {
  /** "Would have seen with 80 % probability: …". */
  readonly words: string;
  readonly departures: readonly DetectableDeparture[];
}

/** One consistency test over the counted windows. */
export interface TogetherView {
  /** Windows in which the test could speak, and those of them in which it rejected. */
  readonly informative: number;
  readonly rejected: number;
  /** Of all windows together; null without events. */
  readonly cumulativePValue: number | null;
  readonly cumulativeRejected: boolean;
  /** What stands beside "not rejected"; null when rejected or without events. */
  readonly power: PowerView | null;
}

/** A window in which the Poisson N-test rejected, and its negative binomial twin. */
export interface ClusteredNumberView {
  readonly model: string;
  readonly index: number;
  readonly observed: number;
  readonly expected: number;
  /** Two-sided, Poisson. */
  readonly pValue: number;
  /** By the law that the forecast itself has for the number; null where that is Poisson. */
  readonly ownLaw: { readonly test: "catalog-N" | "NBD-N"; readonly pValue: number } | null;
  /** Windows before it, to which the scatter is fitted; with too few variance and p-value are null. */
  readonly earlierWindows: number;
  readonly variance: number | null;
  readonly clusteredPValue: number | null;
}

export interface LeaderboardRow {
  readonly model: string;
  readonly role: ModelRole;
  readonly state: string;
  readonly rankLow: number;
  readonly rankHigh: number;
  readonly couldBeBest: boolean;
  readonly windows: number;
  readonly coverage: number;
  readonly events: number;
  readonly expected: number;
  readonly meanLogScore: number;
  /** Per reference id. */
  readonly gains: Readonly<Record<string, GainView | null>>;
  /** Per test. */
  readonly consistency: Readonly<Record<string, TogetherView>>;
  readonly calibrationPValue: number | null;
  /** By id of the score, all but the joint log score: mean over the scored windows in which it is defined. */
  readonly meanScores: Readonly<Record<string, number>>;
}
