import type { EpochMs } from "../../seismicity/time.ts";
import type { Window } from "../../seismicity/window.ts";
import { type ClockMode, type SealingTime, sealingTime } from "../sealing.ts";

/**
 * When and as what a submission that arrives at `wallClock` is sealed.
 *
 * Live: on time and prospective up to `commitBy`, after it late. In a replay the wall clock is not the window's: what its
 * authors knew cannot be told from when the file came, and the outcome lies in the store. Such a submission takes the
 * replay's own clock, on time at `issueAt` like every forecast of a replay, and its evidence is retrospective. (A forecast that
 * the harness makes in a replay is pseudo-prospective because the harness decides what the forecaster sees; here nobody does.)
 */
export function arrivalOf(window: Window, mode: ClockMode, wallClock: EpochMs): SealingTime {
  const sealing = sealingTime(window, mode, wallClock);
  return mode === "replay" ? { ...sealing, evidenceClass: "retrospective" } : sealing;
}

/** Whether a forecast is scored: what came after the window had opened is kept and shown, and scored in no window. */
export function isScoredArrival(window: Pick<Window, "start">, { status, sealedAt }: Pick<SealingTime, "status" | "sealedAt">): boolean {
  return status === "on-time" || sealedAt < window.start;
}
