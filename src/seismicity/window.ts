import type { Days, EpochMs } from "./time.ts";

/** One forecast window `[start, end)` of one horizon's series. */
export interface Window {
  /** Gap-free index in its horizon's series, from 0. */
  readonly index: number;
  readonly horizonDays: Days;
  readonly start: EpochMs;
  readonly end: EpochMs;
  /** The instant up to which a forecaster may know anything; `<= start`. */
  readonly issueAt: EpochMs;
  /** The forecast must be sealed by then; `<= start`. */
  readonly commitBy: EpochMs;
  /** The observed catalog is frozen then; `>= end`. */
  readonly settlesAt: EpochMs;
}

/** Stable name of a window, such as `7d-0042`. */
export function windowId(window: Pick<Window, "index" | "horizonDays">): string {
  return `${window.horizonDays}d-${String(window.index).padStart(4, "0")}`;
}

/** What a window's name says; undefined when it is not one that {@link windowId} gives. */
export function parseWindowId(id: string): Pick<Window, "index" | "horizonDays"> | undefined {
  const [days, digits] = id.split("d-");
  const window = { horizonDays: Number(days), index: Number(digits) };
  return window.horizonDays > 0 && Number.isInteger(window.index) && window.index >= 0 && windowId(window) === id ? window : undefined;
}

/** How strong a result is as evidence (design §2). */
export type EvidenceClass = "prospective" | "pseudo-prospective" | "retrospective";
