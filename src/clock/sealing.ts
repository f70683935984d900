import type { EpochMs } from "../seismicity/time.ts";
import type { EvidenceClass, Window } from "../seismicity/window.ts";

/**
 * The two ways time passes. `live`: the wall clock. `replay`: a past period is stepped through and each window is handled
 * as if it were its own issue time. Everything after this choice is one code path.
 */
export type ClockMode = "live" | "replay";

export interface SealingTime {
  readonly sealedAt: EpochMs;
  /** `late`: sealed after `commitBy`; kept and shown, never in the gate. */
  readonly status: "on-time" | "late";
  readonly evidenceClass: EvidenceClass;
}

/**
 * When and as what a forecast of `window` is sealed. In a replay nothing can be late, and nothing is prospective: the
 * outcome already lies in the store.
 */
export function sealingTime(window: Window, mode: ClockMode, wallClock: EpochMs): SealingTime {
  if (mode === "replay") return { sealedAt: window.issueAt, status: "on-time", evidenceClass: "pseudo-prospective" };
  return wallClock <= window.commitBy
    ? { sealedAt: wallClock, status: "on-time", evidenceClass: "prospective" }
    : { sealedAt: wallClock, status: "late", evidenceClass: "retrospective" };
}
