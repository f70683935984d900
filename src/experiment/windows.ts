import { type Schedule, windowDueAt, windowsBetween } from "../clock/schedule.ts";
import type { EpochMs } from "../seismicity/time.ts";
import type { Window } from "../seismicity/window.ts";
import type { Experiment } from "./load-experiment.ts";

/** All windows of a horizon that are or were due: of a replay the whole period, live those with issue time up to `now`. */
export function dueWindows(experiment: Experiment, schedule: Schedule, now: EpochMs): Window[] {
  if (experiment.file.schedule.mode === "replay") return windowsBetween(schedule, schedule.firstStart, experiment.until!);
  const last = windowDueAt(schedule, now);
  if (last === undefined) return [];
  const end = experiment.until === undefined ? last.end : Math.min(last.end, experiment.until);
  return end > schedule.firstStart ? windowsBetween(schedule, schedule.firstStart, end) : [];
}
