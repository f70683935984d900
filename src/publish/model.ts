import type { Catalog } from "../seismicity/catalog.ts";
import type { BoundingBox } from "../seismicity/region.ts";
import type { EpochMs } from "../seismicity/time.ts";
import type { EvidenceClass } from "../seismicity/window.ts";

/*
 * What the pages show, derived from the ledger by `site-model.ts` and rendered by `pages/`. Plain data: every number on a
 * page is a field here, and the same object is written as JSON beside the page.
 */

/** What stands on every page. */
export interface SiteHead {
  readonly experiment: string;
  readonly description: string;
  /** True when the catalog was made by a simulator: every page then says so at its top. */
  readonly simulated: boolean;
  readonly evidenceClass: EvidenceClass;
  readonly regionTitle: string;
  readonly targetMagnitude: number;
  readonly depthRangeKm: { readonly min: number; readonly max: number };
  readonly horizonsDays: readonly number[];
  /** Attribution and terms of the catalogs, one line each. */
  readonly attribution: readonly string[];
  /** Statements about the data that a reader must know, such as "frozen catalog: final magnitudes, not those known then". */
  readonly caveats: readonly string[];
  readonly settledThrough: EpochMs | null;
  readonly nextIssueAt: EpochMs | null;
  readonly policy: PolicyView;
  readonly ledger: { readonly entries: number; readonly headDigest: string };
}

export interface PolicyView {
  readonly id: string;
  readonly digest: string;
  readonly effectiveFromWindow: number;
  readonly alpha: number;
  readonly tests: readonly string[];
  readonly minimumWindows: number;
  readonly minimumEvents: number;
  /** Index of the window after whose settlement the pre-registered look takes place, per horizon. */
  readonly lookAfterWindow: number;
  /** The rule in words, one step a line. */
  readonly steps: readonly string[];
}

export type ModelRole = "null" | "reference" | "challenger";

export interface ModelView {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly role: ModelRole;
  /** CSS colour, the same on every page (reference/pages.md). */
  readonly colour: string;
  readonly method: string;
  readonly authors: readonly string[];
  readonly citations: readonly string[];
  readonly dataUsed: string;
  readonly licence: string;
}

export interface EventView {
  readonly id: string;
  readonly time: EpochMs;
  readonly longitude: number;
  readonly latitude: number;
  readonly depthKm: number;
  readonly magnitude: number;
}

/** One consistency test of one forecast in one window. `quantile` is the tail that the verdict looks at. */
export interface TestView {
  readonly test: string;
  readonly observed: number;
  /** N: delta1 and delta2; others: share of simulations at or below the observed. */
  readonly quantiles: Readonly<Record<string, number>>;
  /** The p-value on which the verdict rests (two-sided for N: 2·min(delta1, delta2), at most 1). */
  readonly pValue: number;
  /** False: the test cannot say anything here (no events). Shown as "no events", never as passed. */
  readonly informative: boolean;
  readonly rejected: boolean;
}

export interface ScoreView {
  readonly model: string;
  readonly status: "on-time" | "late" | "missing" | "failed";
  readonly forecastDigest: string | null;
  readonly expected: number;
  /** Central 95 % interval of the Poisson count law with this mean. */
  readonly expectedLow: number;
  readonly expectedHigh: number;
  /** Probability of at least one target event in the region during the window. */
  readonly probability: number;
  /** Joint log-likelihood of the window, nats; −Infinity when an event fell where the model said zero. */
  readonly logScore: number;
  readonly infiniteAt: readonly { readonly longitude: number; readonly latitude: number; readonly magnitude: number }[];
  readonly tests: readonly TestView[];
}

export interface WindowView {
  readonly id: string;
  readonly index: number;
  readonly horizonDays: number;
  readonly start: EpochMs;
  readonly end: EpochMs;
  readonly issueAt: EpochMs;
  readonly settlesAt: EpochMs;
  readonly settled: boolean;
  /** ISO week of the window's start, such as `2026-W30`. */
  readonly week: string;
  /** Pre-declared stratum of the window. */
  readonly stratum: "active" | "quiet";
  /** Target events observed; empty and meaningless while not settled. */
  readonly events: readonly EventView[];
  readonly snapshotDigest: string | null;
  readonly scores: readonly ScoreView[];
}

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

export interface CalibrationView {
  readonly model: string;
  readonly windows: number;
  /** Non-randomised PIT histogram, heights sum to the number of bins times 1/bins each under calibration. */
  readonly histogram: readonly number[];
  readonly bandLow: number;
  readonly bandHigh: number;
  readonly statistic: number;
  readonly pValue: number;
  readonly rejected: boolean;
  /** Reliability of P(at least one event) per cell, log-spaced bins. */
  readonly reliability: readonly { readonly from: number; readonly to: number; readonly cells: number; readonly meanForecast: number; readonly observedShare: number; readonly low: number; readonly high: number }[];
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
  /** Per test: windows in which the test could speak, and in how many it rejected. */
  readonly consistency: Readonly<Record<string, { readonly informative: number; readonly rejected: number; readonly cumulativePValue: number | null }>>;
  readonly calibrationPValue: number | null;
}

export interface ReasonView {
  readonly code: string;
  readonly meaning: string;
  readonly detail: string;
}

export interface DecisionView {
  readonly id: string;
  readonly challenger: string;
  readonly challengerVersion: string;
  readonly reference: string;
  readonly horizonDays: number;
  readonly decidedAt: EpochMs;
  /** Windows [from, through] on which it rests. */
  readonly fromWindow: number;
  readonly throughWindow: number;
  readonly verdict: "PASS" | "HOLD" | "FAIL" | "INDETERMINATE";
  /** `eligible` or `behind the flag`, … */
  readonly state: string;
  readonly reasons: readonly ReasonView[];
  /** What would change this, one sentence. */
  readonly wouldChange: string;
  readonly policyId: string;
  readonly policyDigest: string;
  readonly evidenceDigest: string;
  readonly decisionDigest: string;
  readonly evidenceClass: EvidenceClass;
  readonly figures: { readonly windows: number; readonly events: number; readonly gain: number | null; readonly lower: number | null; readonly upper: number | null; readonly scale: number | null; readonly shape: number | null };
}

/** A gridded field for the map: expected counts per cell over the window. */
export interface MapView {
  readonly model: string;
  readonly windowId: string;
  readonly cellSizeDegrees: number;
  readonly bounds: BoundingBox;
  readonly west: Float64Array;
  readonly south: Float64Array;
  /** Expected number of target events in the cell during the window. */
  readonly expected: Float64Array;
  /** The long-term baseline (the null's expected number) of the same cells and window. */
  readonly baseline: Float64Array;
  readonly events: readonly EventView[];
}

/** One horizon's results. */
export interface SeriesView {
  readonly horizonDays: number;
  readonly windows: readonly WindowView[];
  readonly comparisons: readonly ComparisonView[];
  readonly calibration: readonly CalibrationView[];
  readonly leaderboard: readonly LeaderboardRow[];
  readonly decisions: readonly DecisionView[];
}

export interface SiteModel {
  readonly head: SiteHead;
  readonly models: readonly ModelView[];
  readonly series: readonly SeriesView[];
  /** The whole settled target catalog of the experiment, for timelines. */
  readonly targets: Catalog;
  /** Expected counts of a model in a window, read on demand because it is large; null when the forecast is missing. */
  map(horizonDays: number, windowIndex: number, modelId: string): MapView | null;
  /** Ledger entries of one window, for the provenance section. */
  provenance(windowId: string): readonly { readonly kind: string; readonly index: number; readonly digest: string; readonly at: EpochMs }[];
  /** Import history: what entered the store. */
  readonly imports: readonly { readonly source: string; readonly file: string; readonly digest: string; readonly format: string; readonly recordedAt: EpochMs; readonly added: number; readonly revised: number; readonly deleted: number; readonly rejected: number; readonly duplicates: number }[];
}
