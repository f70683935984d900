import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll } from "vitest";
import type { Fetch } from "../../src/observations/fdsn/http-exchange.ts";

/** An event as a service holds it. */
export interface ServedEvent {
  readonly id: string;
  readonly time: number;
  readonly longitude: number;
  readonly latitude: number;
  readonly depthKm: number;
  readonly magnitude: number;
  readonly updated: number;
  readonly type?: string;
  readonly deleted?: boolean;
  /** Every id it has had. */
  readonly ids?: readonly string[];
}

export interface ServiceOptions {
  readonly format: "geojson" | "text" | "xml";
  readonly limit: number;
  /** What it does with more events than the limit. */
  readonly over: "refuse-400" | "refuse-413" | "cut";
  readonly hasCount: boolean;
  /** Origin times and borders are cut to whole steps of this before they are compared. */
  readonly resolutionMs: number;
  readonly inclusive: { readonly start: boolean; readonly end: boolean; readonly magnitude: boolean };
  /** Sends ETag and answers 304. */
  readonly etags: boolean;
  /** The server's clock. */
  readonly now: () => number;
}

export const SERVICE: ServiceOptions = {
  format: "geojson", limit: 20_000, over: "refuse-400", hasCount: true, resolutionMs: 1, inclusive: { start: true, end: true, magnitude: true }, etags: false, now: () => Date.UTC(2020, 0, 1),
};

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface FdsnService {
  readonly options: ServiceOptions;
  /** By id; a test edits it as the network would. */
  readonly events: Map<string, ServedEvent>;
  /** Paths that were asked for, with their parameters. */
  readonly asked: URL[];
  reply(address: string, headers: Readonly<Record<string, string | undefined>>): Reply;
}

/** A service that speaks the protocol over a catalog in memory. */
export function fdsnService(events: Iterable<ServedEvent>, changed: Partial<ServiceOptions> = {}): FdsnService {
  const options = { ...SERVICE, ...changed };
  const held = new Map([...events].map((event) => [event.id, event]));
  const asked: URL[] = [];
  return {
    options,
    events: held,
    asked,
    reply(address, headers) {
      const url = new URL(address, "http://service.test");
      asked.push(url);
      return answer(url, headers, held, options);
    },
  };
}

function answer(url: URL, headers: Readonly<Record<string, string | undefined>>, events: ReadonlyMap<string, ServedEvent>, options: ServiceOptions): Reply {
  const date = new Date(options.now()).toUTCString();
  const reply = (status: number, contentType: string, body: string, more: Record<string, string> = {}): Reply => ({ status, headers: { date, ...(body === "" ? {} : { "content-type": contentType }), ...more }, body });
  const method = url.pathname.split("/").at(-1);
  if (method === "version") return reply(200, "text/plain", "1.2.0\n");
  if (method !== "query" && !(method === "count" && options.hasCount)) return reply(404, "text/plain", "no such method");
  if (url.searchParams.has("offset")) return reply(400, "text/plain", "offset is not for us");
  const found = select(url.searchParams, events, options);
  if (method === "count") return url.searchParams.get("format") === "geojson" ? reply(200, "application/json", JSON.stringify({ count: found.length, maxAllowed: options.limit })) : reply(200, "text/plain", String(found.length));
  const limit = Math.min(options.limit, Number(url.searchParams.get("limit") ?? Infinity));
  if (found.length > options.limit && options.over !== "cut") return reply(options.over === "refuse-413" ? 413 : 400, "text/plain", `${found.length} matching events exceeds search limit of ${options.limit}`);
  const sent = found.slice(0, limit);
  if (sent.length === 0) return options.format === "geojson" ? reply(200, "application/json", document([], "geojson")) : reply(204, "", "");
  const body = document(sent, options.format);
  if (!options.etags) return reply(200, CONTENT_TYPES[options.format], body);
  const etag = `"${sent.map(({ id, updated }) => `${id}-${updated}`).join("/")}"`;
  return headers["if-none-match"] === etag ? reply(304, "", "", { etag }) : reply(200, CONTENT_TYPES[options.format], body, { etag });
}

const CONTENT_TYPES = { geojson: "application/json; charset=utf-8", text: "text/plain", xml: "application/xml" };

function select(parameters: URLSearchParams, events: ReadonlyMap<string, ServedEvent>, { resolutionMs, inclusive }: ServiceOptions): ServedEvent[] {
  const number = (name: string, otherwise: number): number => Number(parameters.get(name) ?? otherwise);
  const step = (time: number): number => Math.floor(time / resolutionMs);
  const instant = (name: string, otherwise: number): number => (parameters.has(name) ? Date.parse(`${parameters.get(name)!}Z`) : otherwise);
  const [start, end, updatedAfter] = [step(instant("starttime", -8e15)), step(instant("endtime", 8e15)), instant("updatedafter", -8e15)];
  const deletedOnly = parameters.get("includedeleted") === "only";
  const kinds = parameters.get("eventtype")?.split(",");
  const [south, north, west, east, magnitude] = [number("minlatitude", -90), number("maxlatitude", 90), number("minlongitude", -180), number("maxlongitude", 180), number("minmagnitude", -99)];
  return [...events.values()]
    .filter((event) => {
      const time = step(event.time);
      return (
        (event.deleted === true) === deletedOnly && (inclusive.start ? time >= start : time > start) && (inclusive.end ? time <= end : time < end) && event.updated >= updatedAfter &&
        event.latitude >= south && event.latitude <= north && event.longitude >= west && event.longitude <= east && (inclusive.magnitude ? event.magnitude >= magnitude : event.magnitude > magnitude) &&
        (kinds === undefined || kinds.includes(event.type ?? "earthquake"))
      );
    })
    .sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
}

function document(events: readonly ServedEvent[], format: ServiceOptions["format"]): string {
  if (format === "geojson") return JSON.stringify({ type: "FeatureCollection", metadata: { count: events.length }, features: events.map(feature) });
  if (format === "text") return ["#EventID|Time|Latitude|Longitude|Depth/km|Author|Catalog|Contributor|ContributorID|MagType|Magnitude|MagAuthor|EventLocationName|EventType", ...events.map(textLine), ""].join("\n");
  return `<?xml version="1.0"?>\n<q:quakeml xmlns:q="http://quakeml.org/xmlns/quakeml/1.2" xmlns="http://quakeml.org/xmlns/bed/1.2"><eventParameters publicID="smi:test/p">\n${events.map(quakeml).join("\n")}\n</eventParameters></q:quakeml>\n`;
}

/** Deleted events come without size, type and place, as some of ComCat do. */
function feature({ id, time, longitude, latitude, depthKm, magnitude, updated, type = "earthquake", deleted, ids = [id] }: ServedEvent): unknown {
  const properties = deleted === true ? { mag: null, time, updated, type: null, status: "deleted" } : { mag: magnitude, time, updated, magType: "mw", type, status: "reviewed", ids: `,${ids.join(",")},` };
  return { type: "Feature", id, properties, geometry: deleted === true ? null : { type: "Point", coordinates: [longitude, latitude, depthKm] } };
}

function textLine({ id, time, longitude, latitude, depthKm, magnitude, type = "earthquake" }: ServedEvent): string {
  return [id, `${new Date(time).toISOString().slice(0, -1)}000`, latitude, longitude, depthKm, "me", "", "", "", "mw", magnitude, "me", "somewhere", type].join("|");
}

function quakeml({ id, time, longitude, latitude, depthKm, magnitude, type = "earthquake" }: ServedEvent): string {
  return `<event publicID="smi:test/event/${id}"><type>${type}</type><origin publicID="o"><time><value>${new Date(time).toISOString()}</value></time><latitude><value>${latitude}</value></latitude><longitude><value>${longitude}</value></longitude><depth><value>${depthKm * 1000}</value></depth></origin><magnitude publicID="m"><mag><value>${magnitude}</value></mag><type>mw</type></magnitude></event>`;
}

/** The service without a network. */
export function directFetch(service: FdsnService): Fetch {
  return async (url, { headers }) => {
    const reply = service.reply(url, headers);
    return new Response(reply.body === "" ? null : reply.body, { status: reply.status, headers: reply.headers });
  };
}

/** What goes wrong with one request. */
export type Fault =
  | { readonly kind: "reply"; readonly reply: Reply }
  /** Hangs up without an answer. */
  | { readonly kind: "reset" }
  /** Sends half of the body: with its full length announced, in chunks that never end, or as if it were whole. */
  | { readonly kind: "truncate"; readonly as: "length" | "chunked" | "whole" }
  /** Sends the body a byte at a time, half of it and then nothing more, or nothing at all. */
  | { readonly kind: "drip" }
  | { readonly kind: "stall" }
  | { readonly kind: "silence" }
  /** Does something else first, and then answers. */
  | { readonly kind: "before"; readonly act: () => void };

export interface LoopbackServer {
  /** Address of the service. */
  readonly url: string;
  readonly requests: readonly string[];
  close(): Promise<void>;
}

const open: Server[] = [];
afterAll(() => Promise.all(open.splice(0).map((server) => closed(server))));

/** The service on a port of this machine; `script` says what goes wrong with the n-th request (from 0). */
export async function loopbackServer(service: FdsnService, script: (request: number, path: string) => Fault | undefined = () => undefined): Promise<LoopbackServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url!);
    serve(service, script(requests.length - 1, request.url!), request, response);
  });
  server.keepAliveTimeout = 1000;
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/fdsnws/event/1/`, requests, close: () => closed(server) };
}

function serve(service: FdsnService, fault: Fault | undefined, request: IncomingMessage, response: ServerResponse): void {
  if (fault?.kind === "reset") {
    request.socket.resetAndDestroy();
    return;
  }
  if (fault?.kind === "silence") return;
  if (fault?.kind === "before") fault.act();
  const { status, headers, body } = fault?.kind === "reply" ? fault.reply : service.reply(request.url!, request.headers as Record<string, string>);
  response.sendDate = false;
  const bytes = Buffer.from(body);
  if (fault?.kind === "drip") {
    response.writeHead(status, headers);
    let sent = 0;
    const timer = setInterval(() => {
      if (response.destroyed) clearInterval(timer);
      else response.write(bytes.subarray(sent, ++sent));
    }, 20);
    response.on("close", () => clearInterval(timer));
  } else if (fault?.kind === "stall") {
    response.writeHead(status, headers);
    response.write(bytes.subarray(0, bytes.length / 2));
  } else if (fault?.kind === "truncate") {
    const half = bytes.subarray(0, bytes.length / 2);
    response.writeHead(status, fault.as === "length" ? { ...headers, "content-length": bytes.length } : headers);
    if (fault.as === "whole") response.end(half);
    else response.write(half, () => request.socket.destroy());
  } else {
    response.writeHead(status, status === 204 || status === 304 ? headers : { ...headers, "content-length": bytes.length });
    response.end(bytes);
  }
}

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
