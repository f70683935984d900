import { InputError } from "../../seismicity/input-error.ts";
import type { BoundingBox } from "../../seismicity/region.ts";
import { type EpochMs, formatInstant, MS_PER_DAY } from "../../seismicity/time.ts";
import { boxesOf, type EventQuery, refuseUnanswerable } from "./event-request.ts";
import type { FetchState, FetchStore } from "./fetch-state.ts";
import { EXCHANGE_LIMITS, type ExchangeLimits } from "./http-exchange.ts";
import { mergePages, type MergedPages } from "./merge-pages.ts";
import type { FdsnFormat, NodeProfile } from "./node-profiles.ts";
import { fetchPages, type FetchedPage, type Paging, refetchChanged } from "./paging.ts";
import { type Outside, politeRequests } from "./polite-requests.ts";

/** What of a service makes the catalog of an experiment. */
export interface Selection {
  readonly box: BoundingBox;
  readonly minimumMagnitude: number;
  readonly eventTypes?: readonly string[] | undefined;
  readonly catalog?: string | undefined;
  readonly contributor?: string | undefined;
}

/**
 * `listing`: every event with an origin in `[from, to]`; without `to`, until now.
 * `increment`: what the service changed after `changedAfter` and, whatever it says of changes, every event from `recentFrom` on.
 */
export type FetchPlan =
  | { readonly kind: "listing"; readonly from: EpochMs; readonly to?: EpochMs }
  | { readonly kind: "increment"; readonly from: EpochMs; readonly changedAfter: EpochMs; readonly recentFrom: EpochMs };

export interface FetchedEvents extends MergedPages {
  /** The server's clock before the first page: the events are complete up to here. */
  readonly startedAt: EpochMs;
  /** The server's clock at the last page. */
  readonly finishedAt: EpochMs;
  readonly clockSkewMs: number;
  readonly pages: number;
  /** Pages that were not sent anew: left by an interrupted run, or not modified. */
  readonly reusedPages: number;
  readonly requests: number;
  readonly state: FetchState;
}

export interface FetchOptions {
  readonly service: URL;
  readonly node: NodeProfile;
  readonly format: FdsnFormat;
  readonly outside: Outside;
  readonly store: FetchStore;
  /** Names the fetch among those of the store: only an interrupted one of the same name is gone on with. */
  readonly name: string;
  /** How far before an instant the service may have stamped what it published after it. */
  readonly updateOverlapMs: number;
  /** The service's clock and this one may differ by so much; revisions are recorded by the service's. */
  readonly maximumClockSkewMs: number;
  readonly limits?: ExchangeLimits;
  readonly onPage?: () => void;
}

/** An interrupted fetch is gone on with for this long by the server's clock; later it is begun anew. */
const RESUMABLE_MS = MS_PER_DAY;
/** Changes are looked for this far beyond the box and below the magnitude, so that an event that left by a little is seen to have left. */
const MARGIN = { degrees: 1, magnitude: 1 };

/**
 * Fetches the events of a plan from an FDSN event service. Pages that an interrupted run left are not asked for again. What the service
 * changes while pages are fetched is caught by closing queries (changes since the beginning, and deletions), or where it has none by
 * counting again.
 *
 * @throws InputError for any failure; all pages so far stay in the store. There is no way from a failure to an empty catalog.
 */
export async function fetchEvents(plan: FetchPlan, selection: Selection, options: FetchOptions): Promise<FetchedEvents> {
  const { node } = options;
  const requests = politeRequests(options.outside, options.limits ?? EXCHANGE_LIMITS, node.requestIntervalMs);
  const ask = (from: EpochMs, to: EpochMs, more: Partial<EventQuery> = {}): EventQuery => ({
    from, to, boxes: boxesOf(selection.box), minimumMagnitude: selection.minimumMagnitude, eventTypes: selection.eventTypes, catalog: selection.catalog, contributor: selection.contributor, ...more,
  });
  refuseUnanswerable(node, ask(0, 0));
  const { now, clockSkewMs } = await serverClock(options, requests);
  const identity = JSON.stringify({ name: options.name, service: options.service.href, format: options.format, plan, selection });
  const left = options.store.unfinished();
  const state: FetchState = left?.plan === identity && now >= left.startedAt && now - left.startedAt <= RESUMABLE_MS ? left : { plan: identity, startedAt: now, pages: {} };
  options.store.save(state);
  const paging: Paging = { service: options.service, node, format: options.format, requests, store: options.store, state, onPage: options.onPage ?? (() => undefined) };
  // No event is lost to a clock that is behind that of the seismometers.
  const end = state.startedAt + MS_PER_DAY;
  const pages = plan.kind === "listing" ? await listing(paging, ask, { from: plan.from, to: plan.to ?? end }, selection, options) : await increment(paging, ask, plan, end, selection);
  return {
    ...mergePages(pages),
    startedAt: state.startedAt, finishedAt: pages.reduce((latest, page) => Math.max(latest, page.date), state.startedAt), clockSkewMs,
    pages: pages.length, reusedPages: pages.filter((page) => page.reused).length, requests: requests.sent, state: paging.state,
  };
}

type Ask = (from: EpochMs, to: EpochMs, more?: Partial<EventQuery>) => EventQuery;

async function listing(paging: Paging, ask: Ask, { from, to }: { readonly from: EpochMs; readonly to: EpochMs }, selection: Selection, { updateOverlapMs }: FetchOptions): Promise<FetchedPage[]> {
  const { node, state } = paging;
  const pages = await fetchPages(paging, ask(from, to));
  if (node.updatedAfter) return [...pages, ...(await changes(paging, ask, from, to, state.startedAt - updateOverlapMs, selection))];
  return node.count && pages.length > 1 ? refetchChanged(paging, pages) : pages;
}

async function increment(paging: Paging, ask: Ask, plan: FetchPlan & { kind: "increment" }, end: EpochMs, selection: Selection): Promise<FetchedPage[]> {
  if (!paging.node.updatedAfter) throw new InputError(`${paging.node.title} does not say what it changed`, { field: "updatedafter", expected: "a listing of everything" });
  const recent = await fetchPages(paging, ask(plan.recentFrom, end));
  return [...recent, ...(await changes(paging, ask, plan.from, end, plan.changedAfter, selection))];
}

/** What the service changed, of whatever kind: an event that is found to be no earthquake has to be seen. */
async function changes(paging: Paging, ask: Ask, from: EpochMs, to: EpochMs, updatedAfter: EpochMs, { box, minimumMagnitude }: Selection): Promise<FetchedPage[]> {
  const wider = { west: box.west - MARGIN.degrees, east: box.east + MARGIN.degrees, south: box.south - MARGIN.degrees, north: box.north + MARGIN.degrees };
  const changed = await fetchPages(paging, ask(from, to, { updatedAfter, boxes: boxesOf(wider), minimumMagnitude: minimumMagnitude - MARGIN.magnitude, eventTypes: undefined }));
  return [...changed, ...(paging.node.deletedEvents ? await fetchPages(paging, deletions(ask(from, to, { updatedAfter }))) : [])];
}

/** Deleted events may have lost place, size and type, by which they would not be found. */
function deletions(query: EventQuery): EventQuery {
  return { ...query, boxes: undefined, minimumMagnitude: undefined, eventTypes: undefined, deletedOnly: true };
}

/** Asks for the service's version, which every service has, and reads its clock from the answer. @throws InputError for what is no such service */
async function serverClock({ service, outside, maximumClockSkewMs }: FetchOptions, requests: ReturnType<typeof politeRequests>): Promise<{ now: EpochMs; clockSkewMs: number }> {
  const reply = await requests.ask(new URL("version", service).href, {}, (answer) => {
    const text = Buffer.from(answer.body).toString("utf8").trim();
    if (!/^\d+(?:\.\d+)*[\w.+-]*$/.test(text)) throw new InputError("not the version of an event service", { value: text.slice(0, 60), expected: "such as 1.2.0" });
    return answer;
  });
  const here = outside.now();
  const clockSkewMs = Math.round((reply.date - here) / 1000) * 1000;
  if (Math.abs(clockSkewMs) > maximumClockSkewMs) {
    throw new InputError("the clock here and that of the service differ", {
      field: service.href, value: `${formatInstant(reply.date)} there, ${formatInstant(here)} here`,
      expected: `at most ${maximumClockSkewMs / 60_000} minutes; set the clock that is wrong, or fdsn.maximumClockSkewMinutes if revisions shall be recorded by the service's clock all the same`,
    });
  }
  return { now: reply.date, clockSkewMs };
}
