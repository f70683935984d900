import type { EpochMs } from "../../seismicity/time.ts";
import type { Window } from "../../seismicity/window.ts";
import type { ClockMode, SealingTime } from "../sealing.ts";

/**
 * What has become of the forecast that a submitted model owes a window: `awaited` until `commitBy`, then `on-time`, `late`
 * or `missing`. Of an embargoed one: `embargoed` from its commitment until it is revealed, `unrevealed` when it was not by
 * settlement (it is then missing), `revealed-late` when it was after.
 */
export type SubmissionState = "awaited" | "on-time" | "late" | "missing" | "embargoed" | "unrevealed" | "revealed-late";

/** What came for one window, model and version, by the log. */
export interface Arrivals {
  /** Status of the forecast itself; undefined while there is none. */
  readonly forecast: SealingTime["status"] | undefined;
  /** Whether its commitment came, which is never after `commitBy`. */
  readonly committed: boolean;
}

export function submissionState(window: Window, { forecast, committed }: Arrivals, mode: ClockMode, now: EpochMs): SubmissionState {
  if (forecast !== undefined) return forecast === "late" && committed ? "revealed-late" : forecast;
  if (committed) return now >= window.settlesAt ? "unrevealed" : "embargoed";
  return mode === "replay" || now > window.commitBy ? "missing" : "awaited";
}

/**
 * As what an embargoed forecast is sealed when it is revealed at `now`: as of its commitment, unless the window settles by
 * then. Who waits for the outcome could reveal what turned out well and let the rest lapse: that never reaches the gate.
 */
export function revealTime(window: Window, committedAt: EpochMs, now: EpochMs): SealingTime {
  return now < window.settlesAt
    ? { sealedAt: committedAt, status: "on-time", evidenceClass: "prospective" }
    : { sealedAt: now, status: "late", evidenceClass: "retrospective" };
}
