import type { EpochMs } from "../../seismicity/time.ts";
import type { CatalogSource } from "./report.ts";

/** A fitted parameter. */
export interface EtasEstimate {
  /** As the fit names it. */
  readonly name: string;
  readonly value: number;
  /** NaN where the observed information is not positive definite. */
  readonly standardError: number;
  readonly low: number;
  readonly high: number;
}

/** What a fit should satisfy before forecasts are made from it. */
export interface EtasGate {
  readonly name: string;
  readonly passed: boolean;
}

/** A curve with the ends of its 95 % interval, which are NaN where errors are not known. */
export interface BandPoint {
  readonly x: number;
  readonly y: number;
  readonly low: number;
  readonly high: number;
}

/** Ogata's residual analysis in time, on the events that were explained. */
export interface EtasResidualView {
  /** Origin times of the explained events, epoch ms, ascending. */
  readonly times: Float64Array;
  /** Expected number of events from the start of the fit to each of them. */
  readonly transformedTimes: Float64Array;
  /** Expected number in the whole fit. */
  readonly total: number;
  readonly uniform: { readonly statistic: number; readonly pValue: number };
  readonly gaps: { readonly statistic: number; readonly pValue: number };
}

/** An ETAS fit as its page shows it. */
export interface EtasFitView {
  readonly source: CatalogSource;
  readonly start: EpochMs;
  readonly fitFrom: EpochMs;
  readonly until: EpochMs;
  /** M0, from which on the catalog was taken for complete. */
  readonly completenessMagnitude: number;
  readonly magnitudeBinWidth: number;
  readonly shortTermIncompleteness: "helmstetter" | "blind-time" | "none";
  /** Events expected to have gone unseen in the blind time; 0 without one. */
  readonly unseen: number;
  /** Events that were left out because smaller ones at their time are not all known. */
  readonly belowShortTermThreshold: number;
  readonly sources: number;
  readonly targets: number;
  readonly maximumMagnitude: number;
  readonly estimates: readonly EtasEstimate[];
  /** Between the estimates, in their order; empty without errors. */
  readonly correlation: readonly (readonly number[])[];
  /** b and its standard error, NaN for a b that was given. */
  readonly b: { readonly value: number; readonly standardError: number };
  readonly branchingRatio: number;
  readonly logLikelihood: number;
  readonly gates: readonly EtasGate[];
  readonly atBound: readonly string[];
  readonly expected: { readonly total: number; readonly background: number; readonly triggered: number };
  /** Whether K counts aftershocks in all time or in the fitted days. */
  readonly kIsOfAllTime: boolean;
  /** Absent where the productivity is not finite. */
  readonly residuals: EtasResidualView | null;
  /** Direct aftershocks of magnitude M0 or more by the magnitude of their parent. */
  readonly productivity: readonly BandPoint[];
  /** Direct aftershocks a day of an event of magnitude `omoriMagnitude`, by days since it. */
  readonly omori: readonly BandPoint[];
  readonly omoriMagnitude: number;
  readonly background: {
    readonly regionId: string;
    readonly cellSizeDegrees: number;
    readonly bounds: { readonly west: number; readonly east: number; readonly south: number; readonly north: number };
    readonly west: Float64Array;
    readonly south: Float64Array;
    /** Events a year per 1000 km². */
    readonly ratePerYear: Float64Array;
    /** The same of all explained events. */
    readonly observedPerYear: Float64Array;
  };
  readonly notes: readonly string[];
}
