import type { ClockMode } from "../clock/sealing.ts";
import { windowDueAt, windowsBetween } from "../clock/schedule.ts";
import { InputError } from "../seismicity/input-error.ts";
import { type EpochMs, formatInstant } from "../seismicity/time.ts";
import { type Window, windowId } from "../seismicity/window.ts";
import type { Session } from "./run.ts";

/** Which windows to issue: all that are due, the one due at an instant, or all within a period. */
export type IssueSelection =
  | { readonly kind: "due" }
  | { readonly kind: "at"; readonly at: EpochMs }
  | { readonly kind: "between"; readonly from: EpochMs; readonly to: EpochMs };

/**
 * The selected windows of every horizon, each with the clock that it is issued under. A window named by `at` or `between`
 * that had to be sealed before now is replayed: its evidence is pseudo-prospective, whatever the experiment's mode.
 *
 * @throws InputError for a selection without a window, or with one whose issue time has not come
 */
export function selectWindows(session: Session, selection: IssueSelection): { readonly mode: ClockMode; readonly windows: readonly Window[] }[] {
  const { horizons, mode, now, experiment } = session;
  if (selection.kind === "due") return horizons.map(({ windows }) => ({ mode, windows }));
  const selected = horizons.map(({ schedule }) => {
    const candidates = selection.kind === "between" ? windowsBetween(schedule, selection.from, selection.to) : [windowDueAt(schedule, selection.at)].filter((window) => window !== undefined);
    return candidates.filter((window) => experiment.until === undefined || window.end <= experiment.until);
  });
  const windows = selected.flat();
  const [field, value] = selection.kind === "at" ? ["--at", formatInstant(selection.at)] : ["--from, --to", `${formatInstant(selection.from)} to ${formatInstant(selection.to)}`];
  if (windows.length === 0) throw new InputError("no window of the schedule lies there", { field, value, expected: describeSchedule(session) });
  const early = windows.find((window) => window.issueAt > now);
  if (early !== undefined) throw new InputError("the issue time has not come: what will be known then is not known", { field, value: `${windowId(early)}, issued at ${formatInstant(early.issueAt)}`, expected: `an issue time up to ${formatInstant(now)}` });
  return selected.flatMap((ofHorizon) => {
    if (mode === "replay") return [{ mode, windows: ofHorizon }];
    return [
      { mode: "replay" as const, windows: ofHorizon.filter((window) => window.commitBy < now) },
      { mode: "live" as const, windows: ofHorizon.filter((window) => window.commitBy >= now) },
    ];
  });
}

function describeSchedule({ experiment, horizons }: Session): string {
  const every = horizons.map(({ schedule }) => `${schedule.horizonDays} d every ${schedule.everyDays} d`).join(", ");
  const { start, until } = experiment.file.schedule;
  return `a window from ${start}${until === undefined ? "" : ` to ${until}`} (${every})`;
}
