import { forecastKey } from "../ledger/forecast-key.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Window } from "../seismicity/window.ts";

/** What evidence is gathered from: a ledger, or a part of one that an auditor was given. Of the log it needs what people did and the policies. */
export type EvidenceSource = Pick<Ledger, "settlements" | "forecasts" | "results" | "simulatedScores" | "log">;

export interface ModelVersion {
  readonly id: string;
  readonly version: string;
}

export function sameVersion(a: ModelVersion, b: ModelVersion): boolean {
  return a.id === b.id && a.version === b.version;
}

/** By what the ledger knows the forecast of a model version in a window, and its result. */
export function forecastKeyOf(windowId: string, { id, version }: ModelVersion): string {
  return forecastKey({ windowId, forecaster: id, version });
}

export interface Contest {
  readonly challenger: ModelVersion;
  /** The baseline last. */
  readonly references: readonly ModelVersion[];
  /** Non-overlapping windows of one horizon, in order. */
  readonly windows: readonly Window[];
  readonly seed: string;
  readonly simulations: number;
  /** For questions what would have been: as if a second process had scored everything again. */
  readonly assumeReproduced?: true;
}
