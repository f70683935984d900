import { InputError } from "../../seismicity/input-error.ts";
import { type EpochMs, formatInstant } from "../../seismicity/time.ts";

/** What of a log entry tells when it was written. */
export interface TimedEntry {
  readonly entry: number;
  readonly kind: string;
  readonly at: EpochMs;
  readonly subject?: string;
}

/**
 * Kinds of log entries that carry a time which had come when they were written: at which something happened, or at which the command began that wrote
 * them. The others carry instants of the schedule, which may lie ahead.
 */
const TIMED_KINDS: ReadonlySet<string> = new Set([
  "submission", "commitment", "reveal", "key", "forecast", "model", "import", "settlement", "result", "heartbeat", "site",
  "ship", "decline", "override", "withdrawal", "restart", "objection", "answer", "fault", "demotion",
]);

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
 * Entries that are dated before something that stands earlier in the log: the clock was set back between them, or they are backdated.
 *
 * @param entries the log from its first entry on
 * @param bearsClock whether an entry, at its place in the list, bears what the clock said when it was written; only these are looked at
 * @returns each with the newest-dated entry before it
 */
export function backwardsEntries<T extends TimedEntry>(entries: readonly T[], bearsClock: (entry: T, place: number) => boolean): readonly { readonly entry: T; readonly earlier: T }[] {
  const found: { readonly entry: T; readonly earlier: T }[] = [];
  let newest: T | undefined;
  entries.forEach((entry, place) => {
    if (newest !== undefined && entry.at < newest.at && bearsClock(entry, place)) found.push({ entry, earlier: newest });
    if (TIMED_KINDS.has(entry.kind) && !isByAnotherClock(entry, entries[place + 1]) && (newest === undefined || entry.at > newest.at)) newest = entry;
  });
  return found;
}

/**
 * The forecasts among {@link backwardsEntries}. One that was committed to counts from its commitment, and may be revealed later.
 *
 * @param entries the log from its first entry on
 * @returns each with the newest-dated entry before it
 */
export function backwardsForecasts(entries: readonly TimedEntry[]): readonly { readonly entry: number; readonly earlier: number }[] {
  const nameOf = ({ subject, at }: TimedEntry): string => `${subject} ${at}`;
  const commitments = new Map<string, number>();
  for (const entry of entries) if (entry.kind === "commitment" && !commitments.has(nameOf(entry))) commitments.set(nameOf(entry), entry.entry);
  const bearsClock = (entry: TimedEntry): boolean => entry.kind === "forecast" && !((commitments.get(nameOf(entry)) ?? Infinity) < entry.entry);
  return backwardsEntries(entries, bearsClock).map(({ entry, earlier }) => ({ entry: entry.entry, earlier: earlier.entry }));
}

/** What an event service sent is recorded by the service's clock, which may run ahead of ours; the entry of the fetch follows it. */
function isByAnotherClock({ kind, subject, at }: TimedEntry, next: TimedEntry | undefined): boolean {
  return kind === "import" && next?.kind === "fetch" && next.subject === subject && next.at === at;
}
