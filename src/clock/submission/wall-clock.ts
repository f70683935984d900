import { InputError } from "../../seismicity/input-error.ts";
import { type EpochMs, formatInstant } from "../../seismicity/time.ts";

/** Kinds of log entries that carry the time at which something happened; the others carry instants of the schedule, which may lie ahead. */
const TIMED_KINDS: ReadonlySet<string> = new Set(["submission", "commitment", "reveal", "key", "forecast", "model", "import", "settlement", "result", "heartbeat"]);

/**
 * Refuses to go on when the wall clock stands before something that the log says has happened: a clock that was set back
 * would make late submissions punctual.
 *
 * @throws InputError naming both times and the entry
 */
export function checkWallClock(entries: readonly { readonly entry: number; readonly kind: string; readonly at: EpochMs }[], wallClock: EpochMs): void {
  let newest: { readonly entry: number; readonly at: EpochMs } | undefined;
  for (const entry of entries) if (TIMED_KINDS.has(entry.kind) && (newest === undefined || entry.at > newest.at)) newest = entry;
  if (newest === undefined || newest.at <= wallClock) return;
  throw new InputError("the clock of this machine stands before the newest entry of the log: it was set back, or the entry was written by a clock that ran ahead", {
    field: "wall clock", value: formatInstant(wallClock), expected: `${formatInstant(newest.at)} (log entry ${newest.entry}) or later; set the clock right and submit again`,
  });
}
