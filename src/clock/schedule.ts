import { InputError } from "../seismicity/input-error.ts";
import { type Days, type EpochMs, formatInstant, MS_PER_DAY } from "../seismicity/time.ts";
import type { Window } from "../seismicity/window.ts";

/** How windows of one horizon follow each other. */
export interface Schedule {
  readonly horizonDays: Days;
  /** Start of window 0. */
  readonly firstStart: EpochMs;
  /** From one window's start to the next. Shorter than the horizon: windows overlap. */
  readonly everyDays: Days;
  /** A forecaster knows nothing later than this long before the window opens. */
  readonly issueLeadMs: number;
  /** The observed catalog is frozen this long after the window closes. */
  readonly settlementLagDays: Days;
}

/**
 * The window with a given index; indices are gap-free from 0. Horizon and step are rounded to a millisecond before they are
 * multiplied: windows as long as their step then tile time exactly, whatever fraction of a day they last.
 */
export function windowAt(schedule: Schedule, index: number): Window {
  if (!(Number.isInteger(index) && index >= 0)) throw new InputError("no such window", { field: "index", value: index, expected: "an integer >= 0" });
  const start = schedule.firstStart + index * milliseconds(schedule.everyDays);
  const end = start + milliseconds(schedule.horizonDays);
  return {
    index,
    horizonDays: schedule.horizonDays,
    start,
    end,
    issueAt: start - schedule.issueLeadMs,
    commitBy: start,
    settlesAt: end + milliseconds(schedule.settlementLagDays),
  };
}

/** All windows with `from <= start` and `end <= to`, in order. */
export function windowsBetween(schedule: Schedule, from: EpochMs, to: EpochMs): Window[] {
  if (!(to > from)) throw new InputError("the period is empty", { field: "to", value: formatInstant(to), expected: `later than ${formatInstant(from)}` });
  const windows: Window[] = [];
  for (let index = Math.max(0, Math.ceil((from - schedule.firstStart) / milliseconds(schedule.everyDays))); ; index++) {
    const window = windowAt(schedule, index);
    if (!(window.end <= to)) return windows;
    windows.push(window);
  }
}

/** The window whose forecast can be issued at `now`: `issueAt <= now`, and the next one is not yet due. Undefined before the first. */
export function windowDueAt(schedule: Schedule, now: EpochMs): Window | undefined {
  const index = Math.floor((now + schedule.issueLeadMs - schedule.firstStart) / milliseconds(schedule.everyDays));
  return index < 0 ? undefined : windowAt(schedule, index);
}

/** Index of the first window that opens after an instant: of it nothing can have happened by then. */
export function firstWindowAfter(schedule: Schedule, instant: EpochMs): number {
  return Math.max(0, Math.floor((instant - schedule.firstStart) / milliseconds(schedule.everyDays)) + 1);
}

/**
 * Every how many windows one is taken so that those taken do not overlap: 1 when the step is at least the horizon. The gate
 * and every cumulative figure use only these (one fixed phase: indices divisible by this number).
 */
export function nonOverlappingStride(schedule: Pick<Schedule, "horizonDays" | "everyDays">): number {
  return Math.max(1, Math.ceil(milliseconds(schedule.horizonDays) / milliseconds(schedule.everyDays)));
}

function milliseconds(days: Days): number {
  return Math.round(days * MS_PER_DAY);
}
