import { firstWindowAfter, type Schedule, windowAt } from "../../clock/schedule.ts";
import { isSubmitted, type SubmittedForecaster } from "../../forecasters/external/submitted.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { type EpochMs, formatInstant, MS_PER_DAY } from "../../seismicity/time.ts";
import { type Window, windowId } from "../../seismicity/window.ts";
import type { Experiment } from "../load-experiment.ts";

/** The forecast that a submitted model owes a window. */
export interface Owed {
  readonly experiment: Experiment;
  readonly window: Window;
  readonly model: string;
  readonly version: string;
  /** Whose key must sign; undefined when none must. */
  readonly team: string | undefined;
}

/**
 * What a window's name, a model and a version stand for in an experiment.
 *
 * @throws InputError when there is no such window or model, the harness runs the model itself, or the version is another
 */
export function owedForecast(experiment: Experiment, names: { readonly window: string; readonly model: string; readonly version: string }): Owed {
  const submitted = submittedModels(experiment);
  const found = submitted.find(({ id }) => id === names.model);
  if (found === undefined) {
    const own = experiment.forecasters.some(({ forecaster }) => forecaster.id === names.model);
    throw new InputError(own ? "the harness runs this model itself" : "no such model in the experiment", { field: "--model", value: names.model, expected: submitted.length === 0 ? "a forecaster of kind submitted; the experiment has none" : submitted.map(({ id }) => id).join(", ") });
  }
  if (found.version !== names.version) throw new InputError("another version than the experiment's", { field: "--version", value: names.version, expected: `${found.version}; a new version is a new model in a new experiment file, before its first window` });
  return { experiment, window: namedWindow(experiment, names.window), model: found.id, version: found.version, team: found.submission.team };
}

/** How far ahead of its window a forecast is taken, where the experiment does not say. */
const AHEAD_DAYS = 366;

/**
 * Refuses what is too far ahead: nobody can look after windows of another century. In a replay the wall clock is not the window's, and its last window bounds it.
 *
 * @throws InputError naming the last window that is taken now
 */
export function refuseFarAhead({ experiment: { file, schedules }, window }: Owed, wallClock: EpochMs): void {
  if (file.schedule.mode === "replay") return;
  const aheadDays = file.submissions?.aheadDays ?? AHEAD_DAYS;
  const latest = wallClock + aheadDays * MS_PER_DAY;
  if (window.start <= latest) return;
  const schedule = schedules.find(({ horizonDays }) => horizonDays === window.horizonDays)!;
  const next = firstWindowAfter(schedule, latest);
  const taken = next === 0 ? `none yet: window ${windowId(windowAt(schedule, 0))} opens ${formatInstant(schedule.firstStart)}` : `a window up to ${windowId(windowAt(schedule, next - 1))}`;
  throw new InputError("the window opens too far ahead", { field: "--window", value: windowId(window), expected: `${taken}; a forecast is taken within ${aheadDays} days before its window opens (submissions.aheadDays of the experiment), and it is ${formatInstant(wallClock)}` });
}

/** The models of an experiment whose forecasts are submitted. */
export function submittedModels(experiment: Experiment): readonly SubmittedForecaster[] {
  return experiment.forecasters.map(({ forecaster }) => forecaster).filter(isSubmitted);
}

/** @throws InputError when a submitted model is a reference: what others are compared with the harness must run itself, so that no window lacks it */
export function refuseSubmittedReference(experiment: Experiment): void {
  const submitted = submittedModels(experiment).map(({ id }) => id);
  for (const [role, id] of Object.entries(experiment.file.references)) {
    if (submitted.includes(id)) throw new InputError("a reference cannot be a submitted model: a window without it could not be judged", { file: "experiment.yaml", field: `references.${role}`, value: id, expected: "a forecaster that the harness runs" });
  }
}

/** The last instant that a date can name, in the year 275760. */
const LAST_INSTANT = 8.64e15;

/** The window of a name such as `7d-0042`. @throws InputError when the schedule has none of that name */
export function namedWindow({ schedules, until, file }: Experiment, name: string): Window {
  const window = schedules.flatMap((schedule) => windowOfName(schedule, name) ?? [])[0];
  if (window === undefined || window.settlesAt > LAST_INSTANT || (until !== undefined && window.end > until)) {
    throw new InputError("no such window in the experiment", { field: "--window", value: name, expected: `${schedules.map((schedule) => windowId(windowAt(schedule, 0))).join(" or ")} and those after it${until === undefined ? "" : `, ending by ${file.schedule.until}`}` });
  }
  return window;
}

function windowOfName(schedule: Schedule, name: string): Window | undefined {
  const index = Number(/-(\d{4,9})$/.exec(name)?.[1] ?? NaN);
  if (Number.isNaN(index)) return undefined;
  const window = windowAt(schedule, index);
  return windowId(window) === name ? window : undefined;
}
