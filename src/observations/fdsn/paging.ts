import { InputError } from "../../seismicity/input-error.ts";
import type { BoundingBox } from "../../seismicity/region.ts";
import { type EpochMs, formatInstant } from "../../seismicity/time.ts";
import { type EventQuery, pageAddress, type PageCell } from "./event-request.ts";
import type { FetchState, FetchStore, PageRecord, SplitRecord } from "./fetch-state.ts";
import type { HttpAnswer } from "./http-exchange.ts";
import type { FdsnFormat, NodeProfile } from "./node-profiles.ts";
import { type PageEvents, readCount, readPage } from "./page-reading.ts";
import type { PoliteRequests } from "./polite-requests.ts";

/** Everything that pages are fetched with. */
export interface Paging {
  readonly service: URL;
  readonly node: NodeProfile;
  readonly format: FdsnFormat;
  readonly requests: PoliteRequests;
  readonly store: FetchStore;
  /** Grows by a record with each answer and is saved at once. */
  state: FetchState;
  /** Told after each page. */
  onPage(): void;
}

export interface FetchedPage extends PageEvents {
  readonly cell: PageCell;
  readonly query: EventQuery;
  readonly address: string;
  readonly date: EpochMs;
  /** True when the body was there before this run. */
  readonly reused: boolean;
}

/**
 * All pages of a query, in order of time. Where the service counts, a page is fetched only when its count is within the limit, and is taken
 * only when it holds as many events; where it does not, a page that is as long as the limit may have been cut off and is cut in two.
 * Spans are halved in time at borders that hang on the calendar and not on the query, so that the addresses of old pages stay the same; one
 * second that is still too full is halved in space. Results are never paged by offset, as they shift between two requests.
 *
 * @throws InputError when the service fails, its counts do not fit its answers twice, or a place has more events in one second than an answer holds
 */
export async function fetchPages(paging: Paging, query: EventQuery): Promise<FetchedPage[]> {
  const [startSecond, endSecond] = [Math.floor(query.from / 1000), Math.floor(query.to / 1000) + 1];
  const pages: FetchedPage[] = [];
  for (const box of query.boxes ?? [undefined]) await fetchCell(paging, query, { startSecond, endSecond, box }, pages);
  return pages;
}

/** The pages whose number of events is now another than when they were fetched, fetched anew. For services that count but do not say what changed. */
export async function refetchChanged(paging: Paging, pages: readonly FetchedPage[]): Promise<FetchedPage[]> {
  const current: FetchedPage[] = [];
  for (const page of pages) {
    if ((await countOf(paging, page.query, page.cell)).count === page.total) current.push(page);
    else {
      forget(paging, page.address);
      await fetchCell(paging, page.query, page.cell, current);
    }
  }
  return current;
}

async function fetchCell(paging: Paging, query: EventQuery, cell: PageCell, into: FetchedPage[]): Promise<void> {
  const address = pageAddress(paging.service, "query", paging.node, paging.format, query, cell);
  const known = paging.state.pages[address];
  const stored = known?.state === "page" ? storedEvents(paging, known) : undefined;
  if (known?.state === "page" && stored !== undefined) {
    into.push({ ...stored, cell, query, address, date: known.date, reused: true });
    paging.onPage();
    return;
  }
  const page = known?.state === "split" ? undefined : await fetchPage(paging, query, cell, address);
  if (page === undefined) {
    const halves = halvesOf(paging, cell);
    record(paging, address, { state: "split" });
    for (const half of halves) await fetchCell(paging, query, half, into);
    return;
  }
  into.push({ ...page, cell, query, address });
  paging.onPage();
}

/** Undefined when the page holds more events than an answer may. */
async function fetchPage(paging: Paging, query: EventQuery, cell: PageCell, address: string): Promise<Omit<FetchedPage, "cell" | "query" | "address"> | undefined> {
  const { node, format } = paging;
  let mismatch = "";
  for (let attempt = 1; attempt <= 2; attempt++) {
    const { count, allowed } = node.count ? await countOf(paging, query, cell) : { count: undefined, allowed: node.limit };
    if (count !== undefined && count > Math.min(node.limit, allowed)) return undefined;
    // A page that did not fit its count is asked for without conditions, in case it is the validator that is wrong.
    const earlier = attempt === 1 ? earlierPage(paging, address) : undefined;
    const answer = await paging.requests.ask(address, earlier === undefined ? {} : validators(earlier.record), (reply) => {
      if (reply.status === 304 && earlier === undefined) throw new InputError("not modified since nothing", { value: 304 });
      return reply.status === 413 ? "too much" : { reply, events: reply.status === 304 ? earlier!.events : readPage(reply, format) };
    });
    if (answer === "too much") return undefined;
    const { reply, events } = answer;
    if (count === undefined ? events.total < node.limit && !(await isCutOff(paging, query, cell, events)) : events.total === count) {
      record(paging, address, reply.status === 304 ? { ...earlier!.record, date: reply.date } : pageRecord(paging, reply, events));
      return { ...events, date: reply.date, reused: reply.status === 304 };
    }
    if (count === undefined) return undefined;
    mismatch = `${count} counted, ${events.total} sent`;
  }
  throw new InputError("the service did not send as many events as it counted, twice", { field: address, value: mismatch, expected: "the same number; nothing was imported" });
}

/** No service's answers are known to be cut off below this. */
const LEAST_CUT = 50;

/**
 * Whether a service that does not count has more events before the first or after the last of a page: it may hold fewer events in an answer
 * than it says. An event that came in just now counts too, and does no harm.
 */
async function isCutOff(paging: Paging, query: EventQuery, cell: PageCell, { rows, total }: PageEvents): Promise<boolean> {
  if (total < LEAST_CUT || rows.length === 0 || cell.endSecond - cell.startSecond <= 1) return false;
  const seconds = rows.map(({ event }) => Math.floor(event.time / 1000));
  const first = seconds.reduce((a, b) => Math.min(a, b));
  const last = seconds.reduce((a, b) => Math.max(a, b));
  const listed = new Set(rows.map(({ event }) => event.id));
  for (const part of [{ ...cell, endSecond: first }, { ...cell, startSecond: last + 1 }]) {
    if (part.endSecond <= part.startSecond) continue;
    const address = pageAddress(paging.service, "query", paging.node, paging.format, query, part);
    const isMore = await paging.requests.ask(address, {}, (reply) => reply.status === 413 || readPage(reply, paging.format).rows.some(({ event }) => !listed.has(event.id)));
    if (isMore) return true;
  }
  return false;
}

function countOf({ service, node, format, requests }: Paging, query: EventQuery, cell: PageCell): Promise<{ readonly count: number; readonly allowed: number }> {
  return requests.ask(pageAddress(service, "count", node, format, query, cell), {}, (reply) => {
    if (reply.status !== 200) throw new InputError("no count", { field: "HTTP status", value: reply.status, expected: "200" });
    return readCount(reply);
  });
}

function earlierPage(paging: Paging, address: string): { readonly record: PageRecord; readonly events: PageEvents } | undefined {
  const found = paging.store.finished()?.pages[address];
  if (found?.state !== "page" || (found.etag === null && found.lastModified === null)) return undefined;
  const events = storedEvents(paging, found);
  return events === undefined ? undefined : { record: found, events };
}

function validators({ etag, lastModified }: PageRecord): Record<string, string> {
  return { ...(etag === null ? {} : { "if-none-match": etag }), ...(lastModified === null ? {} : { "if-modified-since": lastModified }) };
}

function storedEvents({ store, format }: Paging, { digest, status, contentType }: PageRecord): PageEvents | undefined {
  const body = store.body(digest);
  return body === undefined ? undefined : readPage({ status, contentType, body }, format);
}

function pageRecord({ store }: Paging, { status, contentType, date, etag, lastModified, body }: HttpAnswer, { total }: PageEvents): PageRecord {
  return { state: "page", status, contentType, digest: store.keep(body), total, date, etag, lastModified };
}

function record(paging: Paging, address: string, entry: PageRecord | SplitRecord): void {
  paging.state = { ...paging.state, pages: { ...paging.state.pages, [address]: entry } };
  paging.store.save(paging.state);
}

function forget(paging: Paging, address: string): void {
  const { [address]: _, ...pages } = paging.state.pages;
  paging.state = { ...paging.state, pages };
}

/** Below this a box is one place for every catalog. */
const SMALLEST_DEGREES = 1e-4;

function halvesOf({ node }: Paging, cell: PageCell): [PageCell, PageCell] {
  const { startSecond, endSecond } = cell;
  if (endSecond - startSecond > 1) {
    const middle = roundestBetween(startSecond, endSecond);
    return [{ ...cell, endSecond: middle }, { ...cell, startSecond: middle }];
  }
  const box = cell.box ?? { west: -180, east: 180, south: -90, north: 90 };
  const [width, height] = [box.east - box.west, box.north - box.south];
  if (Math.max(width, height) < SMALLEST_DEGREES) {
    throw new InputError(`more than ${node.limit} events in one second at one place`, { field: formatInstant(1000 * startSecond), value: box, expected: `at most ${node.limit}, which is what one answer of ${node.title} holds` });
  }
  const middle = (low: number, high: number): number => Math.round(1e6 * (low + high) / 2) / 1e6;
  const halves: [BoundingBox, BoundingBox] = width >= height
    ? [{ ...box, east: middle(box.west, box.east) }, { ...box, west: middle(box.west, box.east) }]
    : [{ ...box, north: middle(box.south, box.north) }, { ...box, south: middle(box.south, box.north) }];
  return [{ ...cell, box: halves[0] }, { ...cell, box: halves[1] }];
}

/** Seconds from the year 0 to 1970: with them all times are positive. */
const YEAR_ZERO = 62_167_219_200;

/** The whole number strictly between two that is divisible by the highest power of two, counted in seconds from the year 0. */
export function roundestBetween(start: number, end: number): number {
  for (let step = 2 ** 37; ; step /= 2) {
    const place = (Math.floor((start + YEAR_ZERO) / step) + 1) * step - YEAR_ZERO;
    if (place < end) return place;
  }
}
