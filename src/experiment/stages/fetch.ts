import type { Ledger } from "../../ledger/ledger.ts";
import { boxesOf } from "../../observations/fdsn/event-request.ts";
import { type FetchedEvents, fetchEvents, type FetchPlan, type Selection } from "../../observations/fdsn/fetch-events.ts";
import type { ExchangeLimits } from "../../observations/fdsn/http-exchange.ts";
import { type NodeProfile, nodeProfile, serviceAddress } from "../../observations/fdsn/node-profiles.ts";
import type { Outside } from "../../observations/fdsn/polite-requests.ts";
import type { EarthquakeEvent, EventRevision } from "../../seismicity/catalog.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { type BoundingBox, isInBox } from "../../seismicity/region.ts";
import { type EpochMs, MS_PER_DAY } from "../../seismicity/time.ts";
import type { Experiment } from "../load-experiment.ts";
import type { ExperimentFile } from "../schema.ts";
import { openFetchStore, type WorkspaceFetchStore } from "./fetch-store.ts";
import { fetchTable } from "./fetch-table.ts";
import { importFile, type ImportOutcome } from "./import-files.ts";

type Source = ExperimentFile["catalog"]["sources"][number];
type Fdsn = NonNullable<Source["fdsn"]>;

export interface FetchSpan {
  readonly from?: EpochMs;
  readonly to?: EpochMs;
}

/** Content of a log entry of kind `fetch`. */
interface FetchRecord {
  /** `listing`: all of the history; `increment`: what changed; `span`: a listing of one span that was asked for. */
  readonly kind: "listing" | "increment" | "span";
  readonly service: string;
  /** The server's clock when it began: the next increment asks for what changed after this. */
  readonly startedAt: EpochMs;
  readonly finishedAt: EpochMs;
  readonly clockSkewMs: number;
  readonly pages: number;
  /** SHA-256 of the table that was imported. */
  readonly table: string;
}

export interface FetchOutcome extends FetchRecord {
  readonly source: string;
  readonly reusedPages: number;
  readonly requests: number;
  readonly import: ImportOutcome;
}

/** The network and the clock of this machine. */
export function network(now: () => EpochMs): Outside {
  return { fetch: (url, init) => fetch(url, init), now, sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) };
}

/** The sources that are fetched from an event service. @throws InputError when the named one is not. */
export function fetchedSources(experiment: Experiment, name?: string): Source[] {
  const fetched = experiment.file.catalog.sources.filter((source) => source.fdsn !== undefined && (name === undefined || source.name === name));
  if (fetched.length === 0) {
    throw new InputError(name === undefined ? "no catalog source is fetched" : "no such catalog source that is fetched", { file: "experiment.yaml", field: "catalog.sources", value: name ?? "", expected: "a source with an fdsn block" });
  }
  return fetched;
}

/**
 * Fetches one source and imports what was found, as one transaction: the whole history the first time and every `relistEveryDays`, else what
 * changed since the last fetch. With a span, a listing of that span.
 *
 * @throws InputError when the service fails or the import is refused: then nothing is imported, and pages that were fetched are kept for the next run
 */
export async function fetchSource(
  experiment: Experiment,
  ledger: Ledger,
  source: Source,
  outside: Outside,
  span: FetchSpan = {},
  onPage: () => void = () => undefined,
  limits?: ExchangeLimits,
): Promise<FetchOutcome> {
  const fdsn = source.fdsn!;
  const service = serviceAddress(fdsn.url);
  const profile = nodeProfile(service, fdsn.node);
  const node = fdsn.requestIntervalSeconds === undefined ? profile : { ...profile, requestIntervalMs: 1000 * fdsn.requestIntervalSeconds };
  const store = openFetchStore(experiment.workspace, source.name);
  const earlier = fetchesOf(ledger, source.name);
  const known = newestVersions(ledger.revisions([source.name]));
  const selection = selectionOf(experiment, fdsn, node);
  const fetchPlan = (plan: FetchPlan): Promise<FetchedEvents> =>
    fetchEvents(plan, selection, {
      service, node, format: fdsn.format ?? node.format, outside, store, name: `${source.name} ${earlier.length}`, onPage,
      updateOverlapMs: fdsn.updateOverlapMinutes * 60_000, maximumClockSkewMs: fdsn.maximumClockSkewMinutes * 60_000, ...(limits === undefined ? {} : { limits }),
    });
  const listing: FetchPlan = { kind: "listing", from: experiment.historyStart };
  let plan = span.from === undefined && span.to === undefined ? nextPlan(listing, earlier, known, fdsn, node, outside.now()) : { ...listing, ...span };
  let found = await fetchPlan(plan);
  if (plan.kind === "increment" && (lostRecentEvents(found, plan, known) || clockWasSet(found, earlier, fdsn))) {
    plan = listing;
    found = await fetchPlan(plan);
  }
  const kind = plan.kind === "listing" && (span.from !== undefined || span.to !== undefined) ? "span" : plan.kind;
  const imported = importFound({ experiment, ledger, source, store, selection, known, plan, found }, (table) => ({
    kind, service: service.href, startedAt: found.startedAt, finishedAt: found.finishedAt, clockSkewMs: found.clockSkewMs, pages: found.pages, table,
  }));
  store.finish(found.state);
  return { source: source.name, ...imported.record, reusedPages: found.reusedPages, requests: found.requests, import: imported.outcome };
}

/** Fetches every source that has an event service, in order. */
export async function fetchConfigured(experiment: Experiment, ledger: Ledger, outside: Outside): Promise<FetchOutcome[]> {
  const outcomes: FetchOutcome[] = [];
  for (const source of experiment.file.catalog.sources) {
    if (source.fdsn !== undefined) outcomes.push(await fetchSource(experiment, ledger, source, outside));
  }
  return outcomes;
}

/** So many of the newest known events an increment lists again: a service that has lost all of them is not believed. */
const RECENT_EVENTS = 10;

function nextPlan(listing: FetchPlan, earlier: readonly FetchRecord[], known: ReadonlyMap<string, EventRevision>, fdsn: Fdsn, node: NodeProfile, now: EpochMs): FetchPlan {
  const regular = earlier.filter(({ kind }) => kind !== "span");
  const last = regular.at(-1);
  const lastListing = regular.findLast(({ kind }) => kind === "listing");
  const recent = recentEvents(known);
  if (!node.updatedAfter || last === undefined || lastListing === undefined || recent.length === 0) return listing;
  if (now - lastListing.startedAt >= fdsn.relistEveryDays * MS_PER_DAY) return listing;
  const recentFrom = Math.max(listing.from, Math.min(last.startedAt - MS_PER_DAY, recent.at(-1)!.time));
  return { kind: "increment", from: listing.from, changedAfter: last.startedAt - fdsn.updateOverlapMinutes * 60_000, recentFrom };
}

/** Newest first. */
function recentEvents(known: ReadonlyMap<string, EventRevision>): EarthquakeEvent[] {
  return [...known.values()].filter(({ deleted }) => !deleted).map(({ event }) => event).sort((a, b) => b.time - a.time).slice(0, RECENT_EVENTS);
}

function lostRecentEvents({ rows, withdrawn }: FetchedEvents, plan: FetchPlan & { kind: "increment" }, known: ReadonlyMap<string, EventRevision>): boolean {
  const listed = new Set(rows.map(({ event }) => event.id));
  return !recentEvents(known).some(({ id, time }) => time >= plan.recentFrom && (listed.has(id) || withdrawn.has(id)));
}

/** Changes are asked for by the server's clock: when it was set by more than the overlap, some may have been stamped before what is asked for. */
function clockWasSet({ startedAt, clockSkewMs }: FetchedEvents, earlier: readonly FetchRecord[], fdsn: Fdsn): boolean {
  const last = earlier.findLast(({ kind }) => kind !== "span")!;
  return startedAt < last.startedAt || Math.abs(clockSkewMs - last.clockSkewMs) > fdsn.updateOverlapMinutes * 60_000;
}

interface Finding {
  readonly experiment: Experiment;
  readonly ledger: Ledger;
  readonly source: Source;
  readonly store: WorkspaceFetchStore;
  readonly selection: Selection;
  readonly known: ReadonlyMap<string, EventRevision>;
  readonly plan: FetchPlan;
  readonly found: FetchedEvents;
}

/** The import and the log entry of the fetch, both or neither. */
function importFound(finding: Finding, recordOf: (table: string) => FetchRecord): { readonly record: FetchRecord; readonly outcome: ImportOutcome } {
  const { experiment, ledger, source, store, known, plan, found } = finding;
  const rows = found.rows.filter((row) => isWanted(finding, row.event));
  const withdrawn = [...found.withdrawn].sort().flatMap((id) => {
    const revision = known.get(id);
    return revision === undefined || revision.deleted ? [] : [revision.event];
  });
  const recordedAt = recordingTime(finding, rows.map(({ event }) => event.time));
  const { path, digest } = store.keepTable(fetchTable({ rows, withdrawn, unreadable: found.unreadable, fetchedAt: recordedAt }));
  const record = recordOf(digest);
  const coversTo = plan.kind === "listing" && plan.to !== undefined ? Math.min(plan.to, found.startedAt) : found.startedAt;
  const outcome = ledger.transaction((writer) => {
    const imported = importFile(experiment, ledger, path, { source: source.name, recordedAt, mode: plan.kind, declaredEmpty: false, coversTo });
    writer.note("fetch", source.name, recordedAt, record);
    return imported;
  });
  return { record, outcome };
}

/** Events in the box from the magnitude up, and whatever becomes of those that were there before. */
function isWanted({ selection: { box, minimumMagnitude }, known, plan }: Finding, { id, time, longitude, latitude, magnitude }: EarthquakeEvent): boolean {
  const inSpan = time >= plan.from && (plan.kind === "increment" || plan.to === undefined || time <= plan.to);
  if (known.get(id)?.deleted === false && plan.kind === "increment") return true;
  const boxes = boxesOf(box);
  const inBox = boxes === undefined || boxes.some((part) => isInBox(part, longitude, latitude));
  return inSpan && inBox && magnitude >= minimumMagnitude - 1e-9;
}

/**
 * The server's clock at the last answer, but never before what is recorded already, nor before an event that it lists, as far as clocks may
 * differ: an event from farther in the future is refused by the import.
 */
function recordingTime({ ledger, source, known, found }: Finding, origins: readonly EpochMs[]): EpochMs {
  const skew = source.fdsn!.maximumClockSkewMinutes * 60_000;
  const newest = origins.filter((time) => time <= found.finishedAt + skew).reduce((a, b) => Math.max(a, b), found.finishedAt);
  const imported = ledger.imports().filter((record) => record.source === source.name).reduce((latest, { recordedAt }) => Math.max(latest, recordedAt), newest);
  return [...known.values()].reduce((latest, { recordedAt }) => Math.max(latest, recordedAt), imported);
}

function selectionOf(experiment: Experiment, fdsn: Fdsn, node: NodeProfile): Selection {
  const { completenessMagnitude, collectionMarginDegrees: margin } = experiment.file.catalog;
  const { west, east, south, north } = experiment.region.bounds;
  const box: BoundingBox = { west: west - margin, east: east + margin, south: south - margin, north: north + margin };
  const eventTypes = fdsn.eventTypes ?? (node.takesEventTypes ? ["earthquake"] : undefined);
  return { box, minimumMagnitude: fdsn.minimumMagnitude ?? completenessMagnitude, eventTypes, catalog: fdsn.catalog, contributor: fdsn.contributor };
}

function fetchesOf(ledger: Ledger, source: string): FetchRecord[] {
  return ledger.log(source).filter(({ kind }) => kind === "fetch").map(({ body }) => (JSON.parse(body) as { content: FetchRecord }).content);
}

function newestVersions(revisions: readonly EventRevision[]): Map<string, EventRevision> {
  const newest = new Map<string, EventRevision>();
  for (const revision of revisions) if ((newest.get(revision.event.id)?.recordedAt ?? -Infinity) <= revision.recordedAt) newest.set(revision.event.id, revision);
  return newest;
}
