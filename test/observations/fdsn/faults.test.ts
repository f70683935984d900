import { describe, expect, it } from "vitest";
import type { ExchangeLimits } from "../../../src/observations/fdsn/http-exchange.ts";
import { readCount, readPage } from "../../../src/observations/fdsn/page-reading.ts";
import { type Fault, fdsnService, type FdsnService, loopbackServer, type Reply, type ServiceOptions } from "../../support/fdsn-server.ts";
import { NODE_PROFILES } from "../../../src/observations/fdsn/node-profiles.ts";
import { ALL, events, fetching, idsOf, LISTING, memoryStore, NOW, outside, START } from "./fetching.ts";

const LIMITS: ExchangeLimits = { answerMs: 30_000, idleMs: 30_000, totalMs: 30_000, bodyBytes: 1_000_000, redirects: 3 };
const date = new Date(NOW).toUTCString();
const replying = (status: number, headers: Record<string, string> = {}, body = ""): Fault => ({ kind: "reply", reply: { status, headers: { date, ...headers }, body } satisfies Reply });

interface Trial {
  readonly outcome: { readonly ids: string[] } | { readonly error: string };
  readonly waits: readonly number[];
  readonly requests: readonly string[];
}

/** Fetches 40 events in pages of 25 from a loopback server in which `fault` befalls requests. */
async function trial(fault: (request: number, path: string) => Fault | undefined, changed: Partial<ServiceOptions> = {}, store = memoryStore(), service: FdsnService = fdsnService(events(40), { limit: 25, ...changed }), limits: Partial<ExchangeLimits> = {}): Promise<Trial> {
  const server = await loopbackServer(service, fault);
  const world = outside(fetch);
  const node = { ...(service.options.format === "geojson" ? NODE_PROFILES.comcat : NODE_PROFILES.any), format: service.options.format, limit: service.options.limit, requestIntervalMs: 0 };
  try {
    // Each trial has a port of its own; a fetch is gone on with at the same address only.
    const found = await fetching(service, { outside: { ...world, fetch: (url, init) => fetch(url.replace("http://service.test/fdsnws/event/1/", server.url), init) }, limits: { ...LIMITS, ...limits }, store, node }, LISTING, ALL);
    return { outcome: { ids: idsOf(found) }, waits: world.waits, requests: server.requests };
  } catch (error) {
    return { outcome: { error: (error as Error).message }, waits: world.waits, requests: server.requests };
  } finally {
    await server.close();
  }
}

const ALL_IDS = { ids: events(40).map(({ id }) => id).sort() };
/** The first request for events. */
const onQuery = (fault: Fault, times = 1): ((request: number, path: string) => Fault | undefined) => {
  let left = times;
  return (_, path) => (path.includes("/query?") && left-- > 0 ? fault : undefined);
};
const HTML = replying(200, { "content-type": "text/html" }, "<!DOCTYPE html><html><body>Down for maintenance</body></html>");

describe("what passes is waited out", () => {
  it.each<[string, Fault]>([
    ["500", replying(500)],
    ["502 from a gateway", replying(502, { "content-type": "text/html" }, "<html>Bad Gateway</html>")],
    ["503", replying(503)],
    ["504", replying(504)],
    ["429", replying(429)],
    ["a reset connection", { kind: "reset" }],
    ["a body cut off before its announced length", { kind: "truncate", as: "length" }],
    ["a body cut off between chunks", { kind: "truncate", as: "chunked" }],
    ["half a document that looks whole", { kind: "truncate", as: "whole" }],
    ["an HTML page with status 200", HTML],
    ["an HTML page that says it is JSON", replying(200, { "content-type": "application/json" }, "<html><body>Sorry</body></html>")],
    ["an empty body with status 200", replying(200, { "content-type": "application/json" })],
    ["fewer events than it says", replying(200, { "content-type": "application/json" }, '{"type":"FeatureCollection","metadata":{"count":3},"features":[]}')],
  ])("%s", async (_, fault) => {
    const { outcome, waits } = await trial(onQuery(fault));
    expect(outcome).toEqual(ALL_IDS);
    expect(waits.length).toBe(1);
    expect(waits[0]!).toBeGreaterThanOrEqual(1000);
    expect(waits[0]!).toBeLessThanOrEqual(2000);
  });

  it.each(["text", "xml"] as const)("half a document that looks whole, in %s without a count", async (format) => {
    const { outcome, waits } = await trial(onQuery({ kind: "truncate", as: "whole" }), { format, hasCount: false, over: "cut" });
    expect([outcome, waits.length]).toEqual([ALL_IDS, 1]);
  });

  it("as long as Retry-After says, in seconds or by the server's clock", async () => {
    expect((await trial(onQuery(replying(429, { "retry-after": "37" })))).waits).toEqual([37_000]);
    expect((await trial(onQuery(replying(503, { "retry-after": new Date(NOW + 90_000).toUTCString() })))).waits).toEqual([90_000]);
    expect((await trial(onQuery(replying(503, { "retry-after": "soon" })))).waits[0]).toBeLessThanOrEqual(2000);
  });

  it.each<[string, Fault, Partial<ExchangeLimits>]>([
    ["a body that drips", { kind: "drip" }, { totalMs: 1200 }],
    ["a body that stops coming", { kind: "stall" }, { idleMs: 1000 }],
    ["no answer at all", { kind: "silence" }, { answerMs: 1000 }],
  ])("%s", async (_, fault, limits) => {
    expect((await trial(onQuery(fault), {}, memoryStore(), undefined, limits)).outcome).toEqual(ALL_IDS);
  });

  it("with doubling waits and some jitter", async () => {
    const { waits } = await trial(onQuery(replying(500), 5));
    expect(waits.length).toBe(5);
    waits.forEach((wait, attempt) => expect(wait >= 1000 * 2 ** attempt && wait <= 2000 * 2 ** attempt, `${wait} after attempt ${attempt}`).toBe(true));
  });
});

describe("what does not pass is an error, never an empty catalog", () => {
  it.each<[string, Fault, RegExp]>([
    ["500s", replying(500, {}, "out of memory"), /the event service failed: HTTP 500 \(out of memory\).*6 attempts/],
    ["reset connections", { kind: "reset" }, /the event service failed: fetch failed/],
    ["HTML pages", HTML, /another kind of content than was asked for.*text\/html/],
    ["truncated bodies", { kind: "truncate", as: "length" }, /the event service failed: terminated/],
    ["204 though events were counted", replying(204), /did not send as many events as it counted, twice.*\d+ counted, 0 sent/],
  ])("%s", async (_, fault, message) => {
    const { outcome } = await trial(onQuery(fault, 99));
    expect((outcome as { error: string }).error).toMatch(message);
  });

  it.each<[string, Fault, RegExp]>([
    ["400", replying(400, { "content-type": "text/plain" }, "bad minmagnitude"), /HTTP 400 \(bad minmagnitude\).*1 attempt"/],
    ["404, which nobody asked to mean no data", replying(404), /HTTP 404/],
    ["403", replying(403), /HTTP 403/],
    ["a wait of hours", replying(429, { "retry-after": "7200" }), /HTTP 429/],
    ["a body of any length", replying(200, { "content-type": "application/json" }, " ".repeat(1_000_001)), /a body of more than 1000000 bytes/],
    ["another scheme", replying(302, { location: "file:///etc/passwd" }), /redirected to file/],
    ["circles", replying(302, { location: "query?round=1" }), /more than 3 redirections/],
    ["no Date", { kind: "reply", reply: { status: 200, headers: { "content-type": "application/json" }, body: "{}" } }, /without a Date/],
  ])("at once: %s", async (_, fault, message) => {
    const { outcome, waits } = await trial(onQuery(fault, 99));
    expect((outcome as { error: string }).error).toMatch(message);
    expect(waits).toEqual([]);
  });

  it("a body shorter than announced, whatever fetches it", async () => {
    const short = async (): Promise<Response> => new Response("1.2", { headers: { date, "content-length": "6" } });
    await expect(fetching(fdsnService([]), { outside: outside(short) })).rejects.toThrow(/truncated: 3 of 6 bytes.*6 attempts/);
  });

  it("follows a redirection", async () => {
    let target = "";
    const { outcome } = await trial((_, path) => {
      if (!path.includes("/query?") || path === target) return undefined;
      if (path.includes("moved=1")) return undefined;
      target = `${path}&moved=1`;
      return replying(301, { location: target });
    });
    expect(outcome).toEqual(ALL_IDS);
  });

  it("a wrong count is asked for again, and refused when it stays wrong", async () => {
    let wrong = 1;
    const lie = (_: number, path: string): Fault | undefined => (path.includes("/count?") && wrong-- > 0 ? replying(200, { "content-type": "application/json" }, '{"count":24}') : undefined);
    expect((await trial(lie, {}, memoryStore(), fdsnService(events(20), { limit: 25 }))).outcome).toEqual({ ids: events(20).map(({ id }) => id).sort() });
    wrong = 99;
    expect((await trial(lie, {}, memoryStore(), fdsnService(events(20), { limit: 25 }))).outcome).toEqual({ error: expect.stringMatching(/as many events as it counted, twice.*24 counted, 20 sent/) as string });
  });

  it("what is no event service is found out first", async () => {
    const { outcome, requests } = await trial((request) => (request < 6 ? replying(200, { "content-type": "text/html" }, "<html>Welcome to this hotel</html>") : undefined));
    expect((outcome as { error: string }).error).toMatch(/not the version of an event service/);
    expect(requests.every((path) => path.endsWith("/version"))).toBe(true);
  });
});

describe("204", () => {
  it("for a quiet span is no events", async () => {
    for (const options of [{ format: "geojson" }, { format: "text", hasCount: false, over: "cut" }] as const) {
      const { outcome, waits } = await trial(() => undefined, options, memoryStore(), fdsnService([], { limit: 25, ...options }));
      expect([outcome, waits]).toEqual([{ ids: [] }, []]);
    }
  });
});

describe("after a failure", () => {
  it("pages that came are not sent again", async () => {
    const store = memoryStore();
    const service = fdsnService(events(40), { limit: 10 });
    let queries = 0;
    const failed = await trial((_, path) => (path.includes("/query?") && ++queries > 3 ? replying(500) : undefined), {}, store, service);
    expect(failed.outcome).toHaveProperty("error");
    const { outcome, requests } = await trial(() => undefined, {}, store, service, {});
    expect(outcome).toEqual(ALL_IDS);
    const sent = failed.requests.filter((path) => path.includes("/query?")).slice(0, 3);
    expect(sent.filter((path) => requests.includes(path))).toEqual([]);
  });
});

describe("clocks", () => {
  it("that differ by hours are refused, unless revisions shall be recorded by the server's", async () => {
    for (const hours of [-5, 5]) {
      const now = NOW + hours * 3_600_000;
      const service = fdsnService(events(40), { limit: 25, now: () => now });
      await expect(fetching(service)).rejects.toThrow(/the clock here and that of the service differ.*there, 2020-01-01T00:00:00.000Z here/);
      const found = await fetching(service, { maximumClockSkewMs: 6 * 3_600_000 });
      expect([found.startedAt, found.finishedAt, found.clockSkewMs, found.rows.length]).toEqual([now, now, hours * 3_600_000, 40]);
    }
  });
});

describe("answers", () => {
  const page = (body: string, contentType = "application/json", format: "geojson" | "text" | "xml" = "geojson") => readPage({ status: 200, contentType, body: Buffer.from(body) }, format);
  it("keep what cannot be read apart from what is withdrawn", () => {
    const feature = (id: string, properties: object): object => ({ type: "Feature", id, properties: { mag: 4, time: START, type: "earthquake", ...properties }, geometry: { coordinates: [10, 40, 5] } });
    const read = page(JSON.stringify({ type: "FeatureCollection", features: [feature("a", {}), feature("b", { mag: null }), feature("c", { type: "explosion" }), feature("d", { status: "deleted" }), feature("e", { status: "deleted", mag: null, type: null }), feature("f", { ids: ",f,old," })] }));
    expect([read.rows.map(({ event }) => event.id), [...read.withdrawn].sort(), read.unreadable.length, read.total]).toEqual([["a", "f"], ["c", "d", "e", "old"], 1, 6]);
    const text = "#EventID|Time|Latitude|Longitude|Depth/km|MagType|Magnitude|EventType\nx1|2019-01-01T00:00:00|1|2|3|mw|4|explosion\nx2|2019-01-01T00:00:00|1|2|3|mw||earthquake\nx3|2019-01-01T00:00:00|1|2|3|mw|4|earthquake\n";
    expect(page(text, "text/plain", "text")).toMatchObject({ withdrawn: ["x1"], total: 3, unreadable: [expect.stringMatching(/Magnitude/) as string], rows: [{ event: { id: "x3" } }] });
    // What a damaged row says of itself is not the source's word on what kind of event it is.
    expect(page(text.replace("|mw||", "|mw|not an earthquake|"), "text/plain", "text")).toMatchObject({ withdrawn: ["x1"], unreadable: [expect.stringMatching(/^x2: Magnitude/) as string] });
  });
  it("that are not UTF-8 or no count are refused", () => {
    expect(() => readPage({ status: 200, contentType: "application/json", body: Uint8Array.of(0xff, 0xfe) }, "geojson")).toThrow(/not UTF-8/);
    expect(readCount({ body: Buffer.from('{"count":15,"maxAllowed":20000}') })).toEqual({ count: 15, allowed: 20_000 });
    expect(readCount({ body: Buffer.from("15\n") })).toEqual({ count: 15, allowed: Infinity });
    for (const text of ["", "-1", "1.5", '{"maxAllowed":20000}', "<html>", '{"count":', "NaN", '{"count":1,"maxAllowed":"many"}']) expect(() => readCount({ body: Buffer.from(text) }), text).toThrow();
  });
});
