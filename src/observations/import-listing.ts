import type { EarthquakeEvent, EventRevision } from "../seismicity/catalog.ts";
import { InputError } from "../seismicity/input-error.ts";
import { type EpochMs, formatInstant } from "../seismicity/time.ts";

/** One row of a file that was read well. */
export interface ListedEvent {
  readonly line: number;
  readonly event: EarthquakeEvent;
  /** The source's own time of last change, where the file has it. */
  readonly updatedAt?: EpochMs;
  readonly deleted?: boolean;
}

export interface ImportRequest {
  readonly source: string;
  readonly file: string;
  readonly rows: readonly ListedEvent[];
  readonly recordedAt: EpochMs;
  /**
   * `listing`: the file is everything the source says about the span from its first to its last origin time, so an event of
   * that span that it no longer lists has been withdrawn. `increment`: only new and changed events.
   */
  readonly mode: "listing" | "increment";
  /** The file is known to hold no events; without this an empty file is refused. */
  readonly declaredEmpty: boolean;
  /** Share of the known events of the span that may vanish before the listing is refused as cut short. */
  readonly shrinkTolerance: number;
  /** Until when the file is complete; by default the last origin time in it. */
  readonly coversTo?: EpochMs;
  /** Magnitude types that may stand side by side; undefined: any. */
  readonly acceptedMagnitudeTypes?: readonly string[];
}

export interface ImportPlan {
  readonly revisions: readonly EventRevision[];
  readonly added: number;
  readonly revised: number;
  readonly deleted: number;
  readonly unchanged: number;
  /** The same id twice in the file: which line was kept. Listed, never silent. */
  readonly duplicates: readonly { readonly id: string; readonly keptLine: number; readonly droppedLine: number; readonly reason: string }[];
  readonly rejected: readonly { readonly line: number; readonly reason: string }[];
  readonly coverage: { readonly from: EpochMs; readonly to: EpochMs } | null;
}

/**
 * Turns a file's rows into revisions against what the store already holds of that source (`known`: newest version by id).
 * Pure; nothing is written.
 *
 * Rule for one id twice in a file: the row with the later `updatedAt` is kept, else the later row; both lines are listed.
 *
 * @throws InputError for an empty file that was not declared empty, a listing that shrank by more than the tolerance, or
 * a `recordedAt` before an event's origin or before a version already stored.
 */
export function planImport(request: ImportRequest, known: ReadonlyMap<string, EventRevision>): ImportPlan {
  const { rows, duplicates } = oneRowPerEvent(request.rows);
  const { accepted, rejected } = splitByMagnitudeType(rows, request);
  if (accepted.length === 0 && !request.declaredEmpty) {
    throw new InputError("no events in the file: missing data is not zero earthquakes", {
      file: request.file,
      value: `${request.rows.length} readable rows`,
      expected: "at least one event, or --declare-empty to state that there were none",
    });
  }
  const revisions: EventRevision[] = [];
  let added = 0;
  let revised = 0;
  let unchanged = 0;
  for (const row of accepted) {
    const previous = known.get(row.event.id);
    checkRecordedAt(request, row, previous);
    const revision: EventRevision = { source: request.source, recordedAt: request.recordedAt, deleted: row.deleted ?? false, event: row.event };
    if (previous !== undefined && sameVersion(previous, revision)) unchanged++;
    else {
      revisions.push(revision);
      if (previous === undefined) added++;
      else revised++;
    }
  }
  const withdrawn = request.mode === "listing" ? withdrawnEvents(accepted, known) : [];
  refuseShrunkListing(request, accepted, withdrawn, known);
  for (const previous of withdrawn) revisions.push({ ...previous, recordedAt: request.recordedAt, deleted: true });
  const times = accepted.map((row) => row.event.time);
  const last = times.reduce((a, b) => Math.max(a, b), -Infinity);
  return {
    revisions, added, revised, unchanged, deleted: withdrawn.length, duplicates, rejected,
    coverage: accepted.length === 0
      ? request.coversTo === undefined ? null : { from: request.coversTo, to: request.coversTo }
      : { from: times.reduce((a, b) => Math.min(a, b), Infinity), to: request.coversTo ?? last },
  };
}

function oneRowPerEvent(rows: readonly ListedEvent[]): { rows: ListedEvent[]; duplicates: ImportPlan["duplicates"] } {
  const byId = new Map<string, ListedEvent>();
  const duplicates: { id: string; keptLine: number; droppedLine: number; reason: string }[] = [];
  for (const row of rows) {
    const other = byId.get(row.event.id);
    if (other === undefined) {
      byId.set(row.event.id, row);
      continue;
    }
    const newer = (row.updatedAt ?? 0) >= (other.updatedAt ?? 0) ? row : other;
    const older = newer === row ? other : row;
    byId.set(row.event.id, newer);
    const identical = JSON.stringify(row.event) === JSON.stringify(other.event);
    duplicates.push({ id: row.event.id, keptLine: newer.line, droppedLine: older.line, reason: identical ? "the same row twice" : "an older version of the same event" });
  }
  return { rows: [...byId.values()], duplicates };
}

function splitByMagnitudeType(rows: readonly ListedEvent[], request: ImportRequest): { accepted: ListedEvent[]; rejected: { line: number; reason: string }[] } {
  const accept = request.acceptedMagnitudeTypes;
  if (accept === undefined) return { accepted: [...rows], rejected: [] };
  const accepted: ListedEvent[] = [];
  const rejected: { line: number; reason: string }[] = [];
  for (const row of rows) {
    if (accept.includes(row.event.magnitudeType)) accepted.push(row);
    else rejected.push({ line: row.line, reason: `magnitude type "${row.event.magnitudeType}" has no rule; expected one of ${accept.map((type) => `"${type}"`).join(", ")}` });
  }
  return { accepted, rejected };
}

function checkRecordedAt(request: ImportRequest, row: ListedEvent, previous: EventRevision | undefined): void {
  if (request.recordedAt < row.event.time) {
    throw new InputError("event lies after the time at which it is said to have been recorded", {
      file: request.file, line: row.line, field: "time", value: formatInstant(row.event.time), expected: `before --recorded-at ${formatInstant(request.recordedAt)}`,
    });
  }
  if (previous !== undefined && request.recordedAt < previous.recordedAt) {
    throw new InputError("the store already holds a later version of this event", {
      file: request.file, line: row.line, field: row.event.id, value: formatInstant(request.recordedAt), expected: `--recorded-at ${formatInstant(previous.recordedAt)} or later`,
    });
  }
}

function sameVersion(a: EventRevision, b: EventRevision): boolean {
  return a.deleted === b.deleted && JSON.stringify(a.event) === JSON.stringify(b.event);
}

function withdrawnEvents(rows: readonly ListedEvent[], known: ReadonlyMap<string, EventRevision>): EventRevision[] {
  let from = Infinity;
  let to = -Infinity;
  let smallest = Infinity;
  const listed = new Set<string>();
  for (const { event } of rows) {
    from = Math.min(from, event.time);
    to = Math.max(to, event.time);
    smallest = Math.min(smallest, event.magnitude);
    listed.add(event.id);
  }
  return [...known.values()].filter(
    ({ event, deleted }) => !deleted && event.time >= from && event.time <= to && event.magnitude >= smallest && !listed.has(event.id),
  );
}

function refuseShrunkListing(request: ImportRequest, rows: readonly ListedEvent[], withdrawn: readonly EventRevision[], known: ReadonlyMap<string, EventRevision>): void {
  const stillListed = rows.filter((row) => known.get(row.event.id)?.deleted === false).length;
  const before = stillListed + withdrawn.length;
  if (withdrawn.length > request.shrinkTolerance * before) {
    throw new InputError(`the catalog shrank: ${withdrawn.length} of ${before} known events of this span are no longer listed`, {
      file: request.file,
      expected: `at most ${(100 * request.shrinkTolerance).toFixed(1)} % fewer; a listing cut short is refused. Import it as an increment, or raise --shrink-tolerance if the events really were withdrawn`,
    });
  }
}
