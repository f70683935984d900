import type { CompletenessRow, CompletenessTable } from "../../observations/hygiene/completeness/completeness-table.ts";
import type { DeclusteringSummary } from "../../observations/hygiene/declustering/summary.ts";
import type { EarthquakeEvent } from "../../seismicity/catalog.ts";
import type { FrequencyMagnitude } from "../../seismicity/frequency-magnitude/distribution.ts";
import type { RoundingReport } from "../../seismicity/frequency-magnitude/rounding-report.ts";
import type { BoundingBox } from "../../seismicity/region.ts";
import type { EpochMs } from "../../seismicity/time.ts";

/** Rows of a file that were left out for one reason. */
export interface RejectedRows {
  /** Without the values, which differ from row to row. */
  readonly reason: string;
  readonly count: number;
  /** 1-based; of the first ones. */
  readonly lines: readonly number[];
  /** The whole reason of the first. */
  readonly example: string;
}

/** One catalog file as it was read. */
export interface CatalogSource {
  readonly file: string;
  readonly format: string;
  /** Of the bytes on disk. */
  readonly sha256: string;
  /** Rows that give an event. */
  readonly rows: number;
  readonly rejected: readonly RejectedRows[];
  /** Events that the source withdrew. */
  readonly withdrawn: number;
  /** Ids that several rows have; the last row counts. */
  readonly repeatedIds: readonly { readonly id: string; readonly keptLine: number; readonly droppedLine: number }[];
  /** Events inside the span asked for, above the magnitude asked for. */
  readonly events: number;
  /** Of these events, first and last origin time. */
  readonly first: EpochMs;
  readonly last: EpochMs;
  readonly notes: readonly string[];
}

/** Two listings that look like one earthquake. */
export interface SuspectedDuplicate {
  readonly firstId: string;
  readonly secondId: string;
  readonly time: EpochMs;
  readonly seconds: number;
  readonly km: number;
  readonly magnitudeDifference: number;
}

/** A span without a single event that the rate before it makes implausible. */
export interface SuspectedGap {
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly days: number;
}

/** What stands in a catalog, and what in it looks wrong. */
export interface CatalogInspection {
  readonly source: CatalogSource;
  readonly bounds: BoundingBox;
  readonly magnitude: { readonly lowest: number; readonly highest: number };
  /** Most frequent first; an empty type is one that the file does not say. */
  readonly magnitudeTypes: readonly { readonly type: string; readonly count: number }[];
  /** NaN where no event has a depth. */
  readonly depthKm: { readonly shallowest: number; readonly deepest: number; readonly missing: number; readonly commonest: number; readonly commonestShare: number };
  readonly rounding: RoundingReport;
  readonly duplicates: readonly SuspectedDuplicate[];
  readonly gaps: readonly SuspectedGap[];
  /** Every calendar year (UTC) from the first event to the last. `largest` is NaN in a year without events. */
  readonly years: readonly { readonly year: number; readonly count: number; readonly largest: number }[];
  /** Events by hour of the day (UTC), 24 counts. */
  readonly hours: readonly number[];
  /** Largest first, then earlier first. */
  readonly largest: readonly EarthquakeEvent[];
}

/** Completeness of a catalog by several methods. */
export interface CompletenessReport {
  readonly source: CatalogSource;
  readonly binWidth: number;
  readonly binOrigin: number;
  /** Step of the magnitudes in the bins: bins are about their magnitudes where it is their width, else start there. */
  readonly binStep: number;
  readonly resamples: number;
  readonly seed: string;
  readonly rounding: RoundingReport;
  readonly distribution: FrequencyMagnitude;
  /** The whole catalog, a row a method. */
  readonly methods: readonly CompletenessRow[];
  /** By cell and rolling window, when asked for. */
  readonly table: CompletenessTable | null;
  /** The whole area by rolling window; undefined where the span is too short. */
  readonly course: CompletenessTable | null;
  /** What was known of completeness at a time, when asked for: the rows of the latest windows that had ended. */
  readonly heldAt: { readonly time: EpochMs; readonly rows: readonly CompletenessRow[] } | null;
  /** After large events, when asked for. */
  readonly afterLarge: AfterLargeReport | null;
}

/** Completeness that is worse for a while after large events, by a fixed rule. */
export interface AfterLargeReport {
  readonly rule: string;
  readonly citation: string;
  /** Completeness magnitude in quiet times. */
  readonly floor: number;
  /** Of the span, with completeness above the floor, and the events listed then. */
  readonly daysAbove: number;
  readonly spanDays: number;
  readonly eventsMeanwhile: number;
  /** Days at each level of completeness, ascending; the first is the floor. */
  readonly levels: readonly { readonly completenessMagnitude: number; readonly days: number }[];
  /** The events after which it takes longest until the floor is reached again. */
  readonly longest: readonly { readonly id: string; readonly time: EpochMs; readonly magnitude: number; readonly days: number }[];
}

/** b by one method. Numbers are NaN where there is no estimate. */
export interface BValueRow {
  readonly method: string;
  readonly title: string;
  readonly citation: string;
  readonly b: number;
  readonly standardError: number;
  /** b ± 1.96 standard errors. */
  readonly low: number;
  readonly high: number;
  /** log10 of the number of events a year at or above magnitude 0, on the line. */
  readonly a: number;
  readonly count: number;
  /** What was counted. */
  readonly countOf: "events" | "differences";
  /** Why there is no estimate; empty when there is one. */
  readonly reason: string;
}

export interface BValueReport {
  readonly source: CatalogSource;
  readonly binWidth: number;
  readonly binOrigin: number;
  /** Step of the magnitudes in the bins: bins are about their magnitudes where it is their width, else start there. */
  readonly binStep: number;
  readonly rounding: RoundingReport;
  readonly completeness: {
    /** The lowest magnitude used: the magnitude of a bin, see `binMagnitude`. */
    readonly magnitude: number;
    /** The magnitude that was given; null for one that was estimated. */
    readonly given: number | null;
    /** `given`, or the method it was estimated with. */
    readonly by: string;
    /** By bootstrap; NaN for one that was given. */
    readonly standardError: number;
    readonly low: number;
    readonly high: number;
    /** Standard deviation of b over the resamples, each above its own completeness magnitude; NaN for one that was given. */
    readonly bStandardError: number;
  };
  /** What misleads in how the bins and the completeness magnitude fit each other; empty when nothing does. */
  readonly warnings: readonly string[];
  readonly estimates: readonly BValueRow[];
  readonly distribution: FrequencyMagnitude;
  /** b (Tinti & Mulargia) above each magnitude that has at least 50 events. */
  readonly stability: readonly { readonly completenessMagnitude: number; readonly count: number; readonly b: number; readonly standardError: number }[];
}

export interface DeclusterReport {
  readonly source: CatalogSource;
  readonly method: string;
  readonly title: string;
  readonly citation: string;
  /** With the defaults of what was not given. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly summary: DeclusteringSummary;
  /** What the method says of its work, such as its threshold. */
  readonly values: Readonly<Record<string, number | string>>;
  /** File of the independent events; null when none was asked for. */
  readonly output: string | null;
}
