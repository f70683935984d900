import { InputError } from "../../seismicity/input-error.ts";
import { type EpochMs, formatInstant } from "../../seismicity/time.ts";

/** What of a log entry tells when it was written. */
export interface TimedEntry {
  readonly entry: number;
  readonly kind: string;
  readonly at: EpochMs;
  readonly subject?: string;
}

/** Kinds of log entries that carry the time at which something happened; the others carry instants of the schedule, which may lie ahead. */
const TIMED_KINDS: ReadonlySet<string> = new Set(["submission", "commitment", "reveal", "key", "forecast", "model", "import", "settlement", "result", "heartbeat"]);

/**
 * Refuses to go on when the wall clock stands before something that the log says has happened: a clock that was set back
 * would make late submissions punctual.
 *
 * @throws InputError naming both times and the entry
 */
export function checkWallClock(entries: readonly TimedEntry[], wallClock: EpochMs): void {
  steadyClock(entries)(wallClock);
}

/** The same for work that reads the clock again and again: each time it reads must not be before the log's, nor before one it has read. */
export function steadyClock(entries: readonly TimedEntry[]): (wallClock: EpochMs) => EpochMs {
  let newest: TimedEntry | undefined;
  entries.forEach((entry, place) => {
    if (TIMED_KINDS.has(entry.kind) && !isByAnotherClock(entry, entries[place + 1]) && (newest === undefined || entry.at > newest.at)) newest = entry;
  });
  let latest = newest?.at ?? -Infinity;
  return (wallClock) => {
    if (wallClock < latest) {
      const what = latest === newest?.at ? `log entry ${newest.entry}` : "read a moment ago";
      throw new InputError("the clock of this machine stands before the newest entry of the log: it was set back, or the entry was written by a clock that ran ahead", {
        field: "wall clock", value: formatInstant(wallClock), expected: `${formatInstant(latest)} (${what}) or later; set the clock right, then the same command again`,
      });
    }
    return (latest = wallClock);
  };
}

/**
 * Forecasts that are dated before something that stands earlier in the log: the clock was set back between them, or they are backdated. One that was
 * committed to counts from its commitment, and may be revealed later.
 *
 * @param entries the log from its first entry on
 * @returns each with the newest-dated entry before it
 */
export function backwardsForecasts(entries: readonly TimedEntry[]): readonly { readonly entry: number; readonly earlier: number }[] {
  const found: { readonly entry: number; readonly earlier: number }[] = [];
  const commitments = new Set<string>();
  let newest: TimedEntry | undefined;
  entries.forEach((entry, place) => {
    const { kind, subject, at } = entry;
    const name = `${subject} ${at}`;
    if (kind === "commitment") commitments.add(name);
    if (kind === "forecast" && newest !== undefined && at < newest.at && !commitments.has(name)) found.push({ entry: entry.entry, earlier: newest.entry });
    if (TIMED_KINDS.has(kind) && !isByAnotherClock(entry, entries[place + 1]) && (newest === undefined || at > newest.at)) newest = entry;
  });
  return found;
}

/** What an event service sent is recorded by the service's clock, which may run ahead of ours; the entry of the fetch follows it. */
function isByAnotherClock({ kind, subject, at }: TimedEntry, next: TimedEntry | undefined): boolean {
  return kind === "import" && next?.kind === "fetch" && next.subject === subject && next.at === at;
}
