import type { EarthquakeEvent, EventRevision } from "../../seismicity/catalog.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { type EpochMs, formatInstant } from "../../seismicity/time.ts";
import { sameEvent } from "../import-listing.ts";
import { refuseShrunkMoment, type VersionChange } from "./refuse-shrunk-moment.ts";

/** One row of a log of revisions. */
export interface LoggedRevision {
  readonly line: number;
  readonly asOf: EpochMs;
  readonly operation: "init" | "new" | "upd" | "del";
  readonly id: string;
  /** Undefined when its values cannot be used; `unusable` says why. */
  readonly event: EarthquakeEvent | undefined;
  readonly unusable: string;
  /** Lower case; empty when the row says nothing. */
  readonly eventType: string;
}

export interface RevisionImportRequest {
  readonly source: string;
  readonly file: string;
  /** In order of `asOf`. */
  readonly rows: readonly LoggedRevision[];
  /** Moments at which the source was looked at, ascending; those without a row found it unchanged. */
  readonly snapshots: readonly EpochMs[];
  /** Share of the known events of a span that may vanish at once before the log is refused as one of listings cut short. */
  readonly shrinkTolerance: number;
  /** Magnitude types that may stand side by side; undefined: any. */
  readonly acceptedMagnitudeTypes?: readonly string[];
}

/** What the store learns at one moment. */
export interface SnapshotPlan {
  readonly recordedAt: EpochMs;
  readonly revisions: readonly EventRevision[];
  readonly added: number;
  readonly revised: number;
  readonly deleted: number;
  /** Known events of which the moment says nothing new. */
  readonly unchanged: number;
  readonly rejected: readonly { readonly line: number; readonly reason: string }[];
}

export interface RevisionImportPlan {
  readonly snapshots: readonly SnapshotPlan[];
  /** Moments that the store holds already. */
  readonly alreadyKnown: number;
  /** First origin time of the log; null for a log without usable events. */
  readonly coversFrom: EpochMs | null;
}

/** Codes for earthquakes: the common words, and local and regional earthquake in SCEDC listings before 2015-09. */
const EARTHQUAKE_TYPES: readonly string[] = ["", "earthquake", "eq", "le", "re"];

/**
 * Turns a log of revisions into what the store learns at each moment. Pure; nothing is written.
 *
 * An event that becomes no earthquake (a quarry blast, by the source's word), or whose values cannot be used any more, is
 * withdrawn from then on and its row listed; a row without a word for the kind of event leaves the last one standing. Moments
 * up to the newest that the store holds must say what the store holds.
 *
 * @param history what the store holds of the source, in order of recording
 * @throws InputError when a deletion names an event that is not there, an event lies after the moment that lists it, the log
 *   contradicts the store, or more than `shrinkTolerance` of the known events of a span vanish at one moment
 */
export function planRevisionImport(request: RevisionImportRequest, history: readonly EventRevision[]): RevisionImportPlan {
  const newestKnown = history.reduce((newest, revision) => Math.max(newest, revision.recordedAt), -Infinity);
  const start = request.rows[0]?.asOf ?? Infinity;
  const unconfirmed = new Map(history.filter((revision) => revision.recordedAt >= start).map((revision) => [versionKey(revision), revision]));
  const state: State = { newest: new Map(), eventTypes: new Map(), listed: new Map(), live: 0 };
  for (const revision of history) if (revision.recordedAt < start) remember(state, revision);
  const plans: SnapshotPlan[] = [];
  let alreadyKnown = 0;
  for (const { asOf, rows } of moments(request)) {
    const plan = planMoment(request, asOf, rows, state);
    if (asOf > newestKnown) plans.push(plan);
    else {
      for (const revision of plan.revisions) {
        requireStored(request, revision, unconfirmed.get(versionKey(revision)));
        unconfirmed.delete(versionKey(revision));
      }
      alreadyKnown++;
    }
  }
  const [foreign] = unconfirmed.values();
  if (foreign !== undefined) {
    throw new InputError("the store holds a revision that the log has not", { file: request.file, field: foreign.event.id, value: formatInstant(foreign.recordedAt), expected: "a source whose revisions of that time all come from this log" });
  }
  return { snapshots: plans, alreadyKnown, coversFrom: request.rows.reduce<EpochMs | null>((from, { event }) => (event === undefined ? from : Math.min(from ?? Infinity, event.time)), null) };
}

interface State {
  /** Newest version of every event that the store holds. */
  readonly newest: Map<string, EventRevision>;
  readonly eventTypes: Map<string, string>;
  /** Ids that the source lists, usable or not. */
  readonly listed: Map<string, boolean>;
  live: number;
}

/** Rows by moment, together with the moments that have none, from the first row on. */
function* moments({ rows, snapshots }: RevisionImportRequest): Generator<{ asOf: EpochMs; rows: readonly LoggedRevision[] }> {
  const [first] = rows;
  if (first === undefined) return;
  const byMoment = new Map<EpochMs, LoggedRevision[]>(snapshots.filter((asOf) => asOf >= first.asOf).map((asOf) => [asOf, []]));
  for (const row of rows) {
    const group = byMoment.get(row.asOf);
    if (group === undefined) byMoment.set(row.asOf, [row]);
    else group.push(row);
  }
  for (const asOf of [...byMoment.keys()].sort((a, b) => a - b)) yield { asOf, rows: byMoment.get(asOf)! };
}

function planMoment(request: RevisionImportRequest, asOf: EpochMs, rows: readonly LoggedRevision[], state: State): SnapshotPlan {
  const before = state.live;
  const rejected: { line: number; reason: string }[] = [];
  const revisions = new Map<string, VersionChange>();
  for (const row of rows) {
    checkRow(request, row, state);
    const type = row.eventType === "" ? (state.eventTypes.get(row.id) ?? "") : row.eventType;
    state.eventTypes.set(row.id, type);
    const reason = whyUnusable(row, type, request.acceptedMagnitudeTypes);
    if (reason !== "" && row.operation !== "del") rejected.push({ line: row.line, reason });
    const previous = state.newest.get(row.id);
    const revision = versionOf(request.source, row, reason !== "", previous);
    if (revision === undefined) continue;
    revisions.set(row.id, { revision, previous: revisions.has(row.id) ? revisions.get(row.id)!.previous : previous });
    remember(state, revision);
  }
  const changes = [...revisions.values()];
  refuseShrunkMoment(request, asOf, changes, state.newest.values());
  const count = (of: (was: boolean, is: boolean) => boolean): number => changes.filter(({ revision, previous }) => of(previous !== undefined && !previous.deleted, !revision.deleted)).length;
  const revised = count((was, is) => was && is);
  const deleted = count((was, is) => was && !is);
  return { recordedAt: asOf, revisions: changes.map(({ revision }) => revision), added: count((was, is) => !was && is), revised, deleted, unchanged: before - revised - deleted, rejected };
}

function checkRow({ file }: RevisionImportRequest, { line, id, operation, asOf, event }: LoggedRevision, { listed }: State): void {
  const isListed = listed.get(id) ?? false;
  if (operation === "del" && !isListed) throw new InputError("the log deletes an event that it does not hold", { file, line, field: "op", value: `del ${id}`, expected: "the event's init or new before" });
  if (operation === "new" && isListed) throw new InputError("the log adds an event that it holds already", { file, line, field: "op", value: `new ${id}`, expected: "upd, or its del before" });
  if (operation === "upd" && !isListed) throw new InputError("the log changes an event that it does not hold", { file, line, field: "op", value: `upd ${id}`, expected: "the event's init or new before" });
  if (event !== undefined && event.time > asOf) {
    throw new InputError("event lies after the time at which it is said to have been recorded", { file, line, field: "time", value: formatInstant(event.time), expected: `before as_of ${formatInstant(asOf)}` });
  }
  listed.set(id, operation !== "del");
}

function whyUnusable({ event, unusable }: LoggedRevision, type: string, acceptedTypes: readonly string[] | undefined): string {
  if (event === undefined) return unusable;
  if (!EARTHQUAKE_TYPES.includes(type)) return `not an earthquake; got ${JSON.stringify(type)}`;
  if (acceptedTypes !== undefined && !acceptedTypes.some((accepted) => accepted.toLowerCase() === event.magnitudeType)) {
    return `magnitude type "${event.magnitudeType}" has no rule; expected one of ${acceptedTypes.map((accepted) => `"${accepted}"`).join(", ")}`;
  }
  return "";
}

/** The version that the store gains; undefined when there is nothing to say: an event that it never held and still does not, or one listed again as it was. */
function versionOf(source: string, row: LoggedRevision, unusable: boolean, previous: EventRevision | undefined): EventRevision | undefined {
  if (row.operation !== "del" && !unusable) {
    const known = row.operation === "init" && previous?.deleted === false && sameEvent(previous.event, row.event!);
    return known ? undefined : { source, recordedAt: row.asOf, deleted: false, event: row.event! };
  }
  return previous === undefined || previous.deleted ? undefined : { ...previous, recordedAt: row.asOf, deleted: true };
}

function remember(state: State, revision: EventRevision): void {
  const wasLive = state.newest.get(revision.event.id)?.deleted === false;
  state.live += (revision.deleted ? 0 : 1) - (wasLive ? 1 : 0);
  state.newest.set(revision.event.id, revision);
  if (!state.listed.has(revision.event.id)) state.listed.set(revision.event.id, !revision.deleted);
}

function requireStored({ file }: RevisionImportRequest, revision: EventRevision, held: EventRevision | undefined): void {
  if (held !== undefined && held.deleted === revision.deleted && sameEvent(held.event, revision.event)) return;
  throw new InputError("the log says something else of the past than the store holds", {
    file, field: revision.event.id, value: `${revision.deleted ? "withdrawn" : "listed"} at ${formatInstant(revision.recordedAt)}`,
    expected: held === undefined ? "no revision at that moment; logs are imported in order of time" : "the version that was imported",
  });
}

function versionKey({ event, recordedAt }: EventRevision): string {
  return `${recordedAt} ${event.id}`;
}
