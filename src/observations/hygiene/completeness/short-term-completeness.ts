import { InputError } from "../../../seismicity/input-error.ts";
import { MS_PER_DAY, type EpochMs } from "../../../seismicity/time.ts";

/** Completeness magnitude t days after an event of magnitude M: slope · M − offset − recovery · log10 t, at most M. */
export interface ShortTermRule {
  readonly title: string;
  readonly citation: string;
  readonly magnitudeSlope: number;
  readonly offset: number;
  readonly recovery: number;
}

export const SHORT_TERM_RULES = {
  helmstetter: {
    title: "M − 4.5 − 0.75 log10 t",
    citation: "Helmstetter, Kagan & Jackson (2006), BSSA 96, 90–106, doi:10.1785/0120050067 (southern California)",
    magnitudeSlope: 1, offset: 4.5, recovery: 0.75,
  },
  "usgs-world": {
    title: "M/2 − 0.25 − log10 t",
    citation: "Page et al. (2016), BSSA 106, 2290–2301, doi:10.1785/0120160073 (world, USGS aftershock forecasts)",
    magnitudeSlope: 0.5, offset: 0.25, recovery: 1,
  },
} as const satisfies Readonly<Record<string, ShortTermRule>>;

export type ShortTermRuleName = keyof typeof SHORT_TERM_RULES;

/** A large event, after which smaller ones go unrecorded for a while. */
export interface LargeEvent {
  readonly timeMs: EpochMs;
  readonly magnitude: number;
}

/** A stretch of time [startMs, endMs). */
export interface TimeInterval {
  readonly startMs: EpochMs;
  readonly endMs: EpochMs;
}

export interface CompletenessStep extends TimeInterval {
  /** Holds throughout the interval: the highest in it. */
  readonly completenessMagnitude: number;
}

/** Completeness magnitude as it changes with time. */
export interface ShortTermCompleteness {
  readonly floor: number;
  /** The largest over all events **before** that time, at least the floor. An event does not raise the completeness at its own time. */
  completenessAt(timeMs: EpochMs): number;
  /** Milliseconds after an event of `magnitude` until events of `target` are recorded again; 0 for a target as large as the event. */
  recoveryMs(magnitude: number, target: number): number;
  /** Where within [startMs, endMs) events of `target` may be missed: ascending, without overlaps. */
  incompleteIntervals(target: number, startMs: EpochMs, endMs: EpochMs): TimeInterval[];
  /** [startMs, endMs) as a step function that is never below {@link completenessAt}: levels floor, floor + width, … */
  steps(startMs: EpochMs, endMs: EpochMs, width: number): CompletenessStep[];
}

/**
 * Short-term incompleteness by a fixed rule: max(floor, rule of each earlier event). Needs nothing but the events before the
 * time asked for, so that it never looks ahead.
 *
 * @param events in any order
 * @throws InputError when a time or magnitude is not a number
 */
export function shortTermCompleteness(events: readonly LargeEvent[], floor: number, rule: ShortTermRule = SHORT_TERM_RULES.helmstetter): ShortTermCompleteness {
  const bad = events.findIndex(({ timeMs, magnitude }) => !(Number.isFinite(timeMs) && Number.isFinite(magnitude)));
  if (bad >= 0) throw new InputError("large event without time or magnitude", { field: `event ${bad}`, value: events[bad] });
  if (!Number.isFinite(floor)) throw new InputError("completeness floor is not a number", { field: "floor", value: floor });
  const { magnitudeSlope, offset, recovery } = rule;

  // The logarithm grows without bound towards the event; one as large as the event itself is not missed.
  const after = (magnitude: number, days: number): number => Math.min(magnitude, magnitudeSlope * magnitude - offset - (recovery * Math.log(days)) / Math.LN10);
  const recoveryMs = (magnitude: number, target: number): number =>
    target >= magnitude ? 0 : MS_PER_DAY * Math.exp((Math.LN10 * (magnitudeSlope * magnitude - offset - target)) / recovery);
  const sorted = events.filter(({ magnitude }) => recoveryMs(magnitude, floor) > 0).sort((a, b) => a.timeMs - b.timeMs);
  const longest = sorted.reduce((most, { magnitude }) => Math.max(most, recoveryMs(magnitude, floor)), 0);

  function completenessAt(timeMs: EpochMs): number {
    let completeness = floor;
    for (let i = countBefore(sorted, timeMs) - 1; i >= 0 && sorted[i]!.timeMs + longest > timeMs; i--) {
      completeness = Math.max(completeness, after(sorted[i]!.magnitude, (timeMs - sorted[i]!.timeMs) / MS_PER_DAY));
    }
    return completeness;
  }

  function incompleteIntervals(target: number, startMs: EpochMs, endMs: EpochMs): TimeInterval[] {
    const merged: { startMs: EpochMs; endMs: EpochMs }[] = [];
    for (const { timeMs, magnitude } of sorted) {
      const from = Math.max(startMs, timeMs);
      const to = Math.min(endMs, timeMs + recoveryMs(magnitude, target));
      if (!(from < to)) continue;
      const last = merged.at(-1);
      if (last !== undefined && from <= last.endMs) last.endMs = Math.max(last.endMs, to);
      else merged.push({ startMs: from, endMs: to });
    }
    return merged;
  }

  function steps(startMs: EpochMs, endMs: EpochMs, width: number): CompletenessStep[] {
    if (!(width > 0)) throw new InputError("step of completeness must be positive", { field: "width", value: width });
    // Levels are laid over each other from the floor up, until none is missed.
    let parts: CompletenessStep[] = startMs < endMs ? [{ startMs, endMs, completenessMagnitude: floor }] : [];
    for (let level = 0; ; level++) {
      const missed = incompleteIntervals(floor + level * width, startMs, endMs);
      if (missed.length === 0) return parts;
      parts = parts.flatMap((part) => raise(part, missed, Math.round((floor + (level + 1) * width) * 1e9) / 1e9));
    }
  }

  return { floor, completenessAt, recoveryMs, incompleteIntervals, steps };
}

/** The part cut at the ends of the intervals, with the new completeness inside them. */
function raise(part: CompletenessStep, intervals: readonly TimeInterval[], completenessMagnitude: number): CompletenessStep[] {
  const pieces: CompletenessStep[] = [];
  let from = part.startMs;
  for (const { startMs, endMs } of intervals) {
    const [start, end] = [Math.max(from, startMs), Math.min(part.endMs, endMs)];
    if (start >= end) continue;
    if (from < start) pieces.push({ ...part, startMs: from, endMs: start });
    pieces.push({ startMs: start, endMs: end, completenessMagnitude });
    from = end;
  }
  if (from < part.endMs) pieces.push({ ...part, startMs: from });
  return pieces;
}

/** Events strictly before a time. */
function countBefore(sorted: readonly LargeEvent[], timeMs: EpochMs): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]!.timeMs < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
