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
   * `listing`: the file is everything the source says about the span from its first to its last origin time (or to
   * `coversTo`, if later) above its smallest magnitude, so an event of that span that it no longer lists has been withdrawn.
   * `increment`: only new and changed events.
   */
  readonly mode: "listing" | "increment";
  /** The file is known to hold no events; without this an empty file is refused. */
  readonly declaredEmpty: boolean;
  /** Share of the known events of the span that may vanish before the listing is refused as cut short. */
  readonly shrinkTolerance: number;
  /** Until when the file is complete; by default the last origin time in it. */
  readonly coversTo?: EpochMs;
  /** Rows of the file that could not be read: any of them may be an event that seems to be missing. Default 0. */
  readonly unreadableRows?: number;
  /** Magnitude types that may stand side by side; undefined: any. */
  readonly acceptedMagnitudeTypes?: readonly string[];
}

export interface ImportPlan {
  readonly revisions: readonly EventRevision[];
  readonly added: number;
  readonly revised: number;
  readonly deleted: number;
  readonly unchanged: number;
  /** Known events that a listing with unreadable rows does not list: they stay, as one of those rows may be theirs. */
  readonly unlistedKept: number;
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
 * @throws InputError for an empty file that was not declared empty, a listing that shrank by more than the tolerance, a
 * `recordedAt` before an event's origin or before a version already stored, or a `coversTo` after `recordedAt` or before the
 * first event.
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
  let deleted = 0;
  let unchanged = 0;
  for (const row of accepted) {
    const previous = known.get(row.event.id);
    checkRecordedAt(request, row, previous);
    const revision: EventRevision = { source: request.source, recordedAt: request.recordedAt, deleted: row.deleted ?? false, event: row.event };
    if (previous !== undefined && sameVersion(previous, revision)) {
      unchanged++;
      continue;
    }
    revisions.push(revision);
    if (revision.deleted) deleted++;
    else if (previous === undefined) added++;
    else revised++;
  }
  const unlisted = request.mode === "listing" ? withdrawnEvents(request, accepted, known) : [];
  refuseShrunkListing(request, accepted, unlisted, known);
  const withdrawn = (request.unreadableRows ?? 0) > 0 ? [] : unlisted;
  for (const previous of withdrawn) revisions.push({ ...previous, recordedAt: request.recordedAt, deleted: true });
  return {
    revisions, added, revised, unchanged, deleted: deleted + withdrawn.length, unlistedKept: unlisted.length - withdrawn.length, duplicates, rejected,
    coverage: coverageOf(request, accepted),
  };
}

function coverageOf({ file, coversTo, recordedAt }: ImportRequest, rows: readonly ListedEvent[]): ImportPlan["coverage"] {
  if (coversTo !== undefined && coversTo > recordedAt) {
    throw new InputError("a file cannot be complete to a time after it was recorded", { file, field: "--covers-to", value: formatInstant(coversTo), expected: `up to --recorded-at ${formatInstant(recordedAt)}` });
  }
  if (rows.length === 0) return coversTo === undefined ? null : { from: coversTo, to: coversTo };
  const { from, to } = spanOf(rows);
  if (coversTo !== undefined && coversTo < from) {
    throw new InputError("the file is complete to a time before its first event", { file, field: "--covers-to", value: formatInstant(coversTo), expected: `${formatInstant(from)} or later` });
  }
  return { from, to: coversTo ?? to };
}

function spanOf(rows: readonly ListedEvent[]): { from: EpochMs; to: EpochMs } {
  let from = Infinity;
  let to = -Infinity;
  for (const { event } of rows) {
    from = Math.min(from, event.time);
    to = Math.max(to, event.time);
  }
  return { from, to };
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
    const identical = sameEvent(row.event, other.event) && row.deleted === other.deleted;
    duplicates.push({ id: row.event.id, keptLine: newer.line, droppedLine: older.line, reason: identical ? "the same row twice" : "an older version of the same event" });
  }
  return { rows: [...byId.values()], duplicates };
}

function splitByMagnitudeType(rows: readonly ListedEvent[], request: ImportRequest): { accepted: ListedEvent[]; rejected: { line: number; reason: string }[] } {
  const accept = request.acceptedMagnitudeTypes?.map((type) => type.toLowerCase());
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
  return a.deleted === b.deleted && sameEvent(a.event, b.event);
}

/** Whether two versions of an event say the same. */
export function sameEvent(a: EarthquakeEvent, b: EarthquakeEvent): boolean {
  return (
    a.id === b.id && a.time === b.time && a.longitude === b.longitude && a.latitude === b.latitude && a.magnitude === b.magnitude &&
    a.magnitudeType === b.magnitudeType && (a.depthKm === b.depthKm || (Number.isNaN(a.depthKm) && Number.isNaN(b.depthKm)))
  );
}

/** Known events that a listing should hold and does not. A row that was rejected still lists its event, and a listing says nothing of versions recorded after it. */
function withdrawnEvents(request: ImportRequest, accepted: readonly ListedEvent[], known: ReadonlyMap<string, EventRevision>): EventRevision[] {
  const span = spanOf(accepted);
  const to = Math.max(span.to, request.coversTo ?? -Infinity);
  const smallest = accepted.reduce((magnitude, row) => Math.min(magnitude, row.event.magnitude), Infinity);
  const listed = new Set(request.rows.map((row) => row.event.id));
  return [...known.values()].filter(
    ({ event, deleted, recordedAt }) =>
      !deleted && recordedAt <= request.recordedAt && event.time >= span.from && event.time <= to && event.magnitude >= smallest && !listed.has(event.id),
  );
}

function refuseShrunkListing(request: ImportRequest, rows: readonly ListedEvent[], withdrawn: readonly EventRevision[], known: ReadonlyMap<string, EventRevision>): void {
  const stillListed = rows.filter((row) => known.get(row.event.id)?.deleted === false).length;
  const before = stillListed + withdrawn.length;
  // A quotient of counts is the very double that a decimal tolerance is; a product may lie an ulp below the count.
  if (withdrawn.length / before > request.shrinkTolerance) {
    throw new InputError(`the catalog shrank: ${withdrawn.length} of ${before} known events of this span are no longer listed`, {
      file: request.file,
      expected: `at most ${(100 * request.shrinkTolerance).toFixed(1)} % fewer; a listing cut short is refused. Import it with --increment, or raise shrinkTolerance of the source in experiment.yaml if the events really were withdrawn`,
    });
  }
}
