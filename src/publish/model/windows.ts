import type { BoundingBox } from "../../seismicity/region.ts";
import type { EpochMs } from "../../seismicity/time.ts";

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
  /** Central 95 % interval of the number by the law that the forecast itself sealed: Poisson, negative binomial, or that of its simulated catalogs. */
  readonly expectedLow: number;
  readonly expectedHigh: number;
  /** Probability of at least one target event in the region during the window, by the same law. */
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
  /** Until when every source was complete by what was known at the issue time; null before the first import of one of them. */
  readonly dataUntil: EpochMs | null;
  readonly settlesAt: EpochMs;
  readonly settled: boolean;
  /** The instant as of which the catalog of a settled window was read: the first import of every source after the lag; null while it is not settled. */
  readonly settledAt: EpochMs | null;
  /** Why the window is never scored, such as a gap in the catalog; null when it is settled or still open. */
  readonly unscorable: string | null;
  /** Why the window is still open though its lag has passed, such as a silent feed; null when it is not. */
  readonly heldOpen: string | null;
  /** ISO week of the window's start, such as `2026-W30`. */
  readonly week: string;
  /** Pre-declared stratum of the window. */
  readonly stratum: "active" | "quiet";
  /** Target events observed; empty and meaningless while not settled. */
  readonly events: readonly EventView[];
  readonly snapshotDigest: string | null;
  readonly scores: readonly ScoreView[];
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
