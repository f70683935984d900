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
  readonly strata: readonly { readonly stratum: string; readonly windows: number; readonly events: number; readonly totalGainNats: number; readonly gain: number | null }[];
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

/** One group of cells with similar forecast probabilities. `low` and `high` hold 95 % of its shares if the forecast is right, each group by itself. */
export interface ReliabilityGroup {
  readonly from: number;
  readonly to: number;
  readonly cells: number;
  readonly meanForecast: number;
  readonly observedShare: number;
  readonly low: number;
  readonly high: number;
}

/** Reliability of P(at least one event) per cell over some windows, in log-spaced groups. */
export interface ReliabilityView {
  readonly windows: number;
  readonly groups: readonly ReliabilityGroup[];
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
  readonly reliability: ReliabilityView;
  /** Of the quiet windows alone: forecasts from a cold start, which a few active weeks would otherwise outweigh. */
  readonly quietReliability: ReliabilityView;
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
  /** Per test: windows in which it could speak, in how many of these it rejected, and the p-value of all windows together (null: no events). */
  readonly consistency: Readonly<Record<string, { readonly informative: number; readonly rejected: number; readonly cumulativePValue: number | null }>>;
  readonly calibrationPValue: number | null;
}
