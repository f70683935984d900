import type { EpochMs } from "../../seismicity/time.ts";

/** A forecast of a window by a fit and a catalog file. */
export interface ForecastEtasRequest {
  /** What `fit etas --json` printed. */
  readonly fit: string;
  /** Events before the window; those that the fit was made of and what came since. */
  readonly catalog: string;
  /** The window begins, and what is known ends, here. */
  readonly from: EpochMs;
  /** At least a minute; rounded to milliseconds. */
  readonly days: number;
  /** Lowest edges of the first and the last bin, and their width; undefined: from the fit's lowest to its largest magnitude in steps of 0.1. */
  readonly magnitudes: readonly [first: number, last: number, width: number] | undefined;
  /** Magnitudes from which on the probability of an event is wanted, ascending; undefined: the lowest and the whole ones. */
  readonly exceed: readonly number[] | undefined;
  readonly catalogs: number;
  readonly parameterUncertainty: boolean;
  /** Past events are as productive as their aftershocks show, the magnitude counting for as many expected ones; undefined: as their magnitude says. */
  readonly sequencesCountAs: number | undefined;
  readonly seed: string;
  /** Takes times without a zone for UTC. */
  readonly assumeUtc: boolean;
}
