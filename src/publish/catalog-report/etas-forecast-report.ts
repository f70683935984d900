import type { EstimatedProbability } from "../../forecasters/etas/simulation/exceedance.ts";
import type { Region } from "../../seismicity/region.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import type { CatalogSource } from "./report.ts";

/** Probability of at least one event from a magnitude on in the region, beside what it is in the long term. */
export interface ExceedanceRow extends EstimatedProbability {
  readonly magnitude: number;
  /** By the mean rate of the catalog and the Gutenberg-Richter law, as a Poisson process. */
  readonly longTerm: number;
  /** Past windows of the same length that had such an event; their share as an estimate of the same probability. */
  readonly past: PastShare;
}

export interface PastShare extends EstimatedProbability {
  readonly windows: number;
  readonly reached: number;
}

/** The forecast of one cell. */
export interface CellForecast {
  readonly cell: number;
  /** Events from the lowest magnitude on. */
  readonly expected: number;
  readonly longTermExpected: number;
  /** Of at least one event from each of the magnitudes of the report's `exceedances` on. */
  readonly exceedances: readonly (EstimatedProbability & { readonly longTerm: number })[];
}

/** A forecast by ETAS of one window. */
export interface EtasForecastView {
  readonly source: CatalogSource;
  readonly fit: { readonly file: string; readonly sha256: string; readonly until: EpochMs; readonly targets: number; readonly failedGates: readonly string[] };
  readonly start: EpochMs;
  readonly end: EpochMs;
  readonly days: number;
  readonly region: Region;
  /** The catalog is taken as complete from here on: the first day of the past. */
  readonly pastFrom: EpochMs;
  /** Events before the window from which it is forecast. */
  readonly sources: number;
  readonly lowestMagnitude: number;
  /** Edges of the bins: the lowest of the first and of the last, which is open, and their width. */
  readonly magnitudes: { readonly first: number; readonly last: number; readonly width: number };
  /** No event of the model is larger. */
  readonly maximumMagnitude: number;
  readonly seed: string;
  readonly catalogs: number;
  readonly parameterUncertainty: boolean;
  /** What the magnitude of a past event counts for against its aftershocks so far, in expected ones; null: past events are as productive as their magnitude says. */
  readonly sequencesCountAs: number | null;
  /** Past events with the most direct aftershocks expected in the window, wherever these fall. */
  readonly leadingSources: readonly { readonly time: EpochMs; readonly magnitude: number; readonly longitude: number; readonly latitude: number; readonly directAftershocks: number; readonly productivityFactor: number }[];
  /** Draws of parameters that are no ETAS model and were thrown back. */
  readonly rejectedParameterDraws: number;
  readonly expected: {
    /** By integration; what happens because of events in the window is averaged over draws, with this error. */
    readonly total: number;
    readonly standardError: number;
    readonly background: number;
    readonly directAftershocks: number;
    readonly laterGenerations: number;
    readonly longTerm: number;
  };
  /** Numbers of events in the simulated catalogs. */
  readonly numbers: { readonly mean: number; readonly median: number; readonly lower: number; readonly upper: number };
  readonly exceedances: readonly ExceedanceRow[];
  /** The same at every magnitude bin. */
  readonly byMagnitude: readonly (EstimatedProbability & { readonly magnitude: number; readonly longTerm: number })[];
  readonly cells: readonly CellForecast[];
  readonly notes: readonly string[];
}
