import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openSession, runAll } from "../../src/experiment/run.ts";
import { fetchedSources, fetchSource, type FetchOutcome, type FetchSpan } from "../../src/experiment/stages/fetch.ts";
import { knowledgeOf } from "../../src/experiment/knowledge.ts";
import { sha256Hex } from "../../src/numerics/digest.ts";
import type { Fetch } from "../../src/observations/fdsn/http-exchange.ts";
import { declaredEmptySpans } from "../../src/observations/silence.ts";
import { type Catalog, catalogEvents } from "../../src/seismicity/catalog.ts";
import { directFetch, fdsnService, type FdsnService, type ServedEvent } from "../support/fdsn-server.ts";
import { madeCatalog, smallExperiment, writeWorkspace } from "../support/workspace.ts";
import { outside } from "../observations/fdsn/fetching.ts";
import { inSessionAt as within } from "../support/session.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.UTC(2020, 0, 1);
const MADE = catalogEvents(madeCatalog());

function fetchedWorkspace(fdsn: object = {}, overrides: object = {}): string {
  return writeWorkspace(smallExperiment({
    schedule: { mode: "live", start: "2020-01-01T00:00:00Z", leadMinutes: 60 },
    settlement: { lagDays: 1 },
    catalog: { ...(smallExperiment()["catalog"] as object), sources: [{ name: "made", fdsn: { url: "https://service.test/fdsnws/event/1", node: "comcat", ...fdsn } }] },
    gate: { policy: "seed-classic", id: "live", lookAfterWindows: 10, minimumEvents: 2, evidenceClasses: ["prospective"] },
    ...overrides,
  }));
}

/** A network whose clock is set by the test, and which lists an earthquake a minute after it happened. */
function network(changed: Parameters<typeof fdsnService>[1] = {}) {
  const clock = { now: START - HOUR };
  const service = fdsnService([], { now: () => clock.now, ...changed });
  const advance = (now: number): void => {
    for (const event of MADE) if (event.time > clock.now - DAY * 9999 && event.time + 60_000 < now && !seen.has(event.id)) list(event);
    clock.now = now;
  };
  const seen = new Set<string>();
  const list = (event: (typeof MADE)[number]): void => {
    seen.add(event.id);
    service.events.set(event.id, { ...event, updated: event.time + 60_000 });
  };
  const edit = (id: string, change: Partial<ServedEvent>): void => {
    service.events.set(change.id ?? id, { ...service.events.get(id)!, updated: clock.now, ...change });
    if (change.id !== undefined) service.events.delete(id);
  };
  advance(clock.now);
  return { service, clock, advance, edit };
}

async function fetchAt(workspace: string, service: FdsnService, now: number, { span = {}, fetch = directFetch(service) }: { span?: FetchSpan; fetch?: Fetch } = {}): Promise<FetchOutcome> {
  return within(workspace, now, ({ experiment, ledger }) => fetchSource(experiment, ledger, fetchedSources(experiment)[0]!, outside(fetch, now), span));
}

const known = (workspace: string, asOf: number): Promise<Catalog> => within(workspace, asOf, ({ experiment, ledger }) => knowledgeOf(experiment, ledger).asOf(asOf).catalog);
const rowsOf = (workspace: string): Promise<string> => within(workspace, START, ({ ledger }) => sha256Hex(ledger.dump()));
const ids = (events: Iterable<{ readonly id: string }>): string[] => [...events].map(({ id }) => id).sort();

describe("fetching a source", () => {
  it("lists the history first, then only what changed, recorded by the server's clock", async () => {
    const workspace = fetchedWorkspace();
    const { service, clock, advance, edit } = network();
    const first = await fetchAt(workspace, service, clock.now);
    expect(first).toMatchObject({ kind: "listing", startedAt: clock.now, finishedAt: clock.now, clockSkewMs: 0, import: { added: service.events.size, revised: 0, deleted: 0, rejected: [] } });
    expect(ids(catalogEvents(await known(workspace, clock.now)))).toEqual(ids(service.events.values()));
    const before = clock.now;

    advance(before + 10 * HOUR);
    service.asked.length = 0;
    edit("e3", { magnitude: 4.4 });
    edit("e4", { deleted: true });
    edit("e5", { id: "new5", ids: ["e5", "new5"] });
    edit("e6", { longitude: 11.9 });
    edit("e7", { magnitude: 2.6 });
    edit("e8", { type: "quarry blast" });
    const second = await fetchAt(workspace, service, clock.now + 2000);
    expect(second).toMatchObject({ kind: "increment", clockSkewMs: -2000, import: { added: 1, revised: 3, deleted: 3, rejected: [] } });
    expect(service.asked.some(({ searchParams }) => searchParams.get("updatedafter") === new Date(before - HOUR).toISOString().slice(0, 19))).toBe(true);
    const now = await known(workspace, clock.now);
    const expected = [...service.events.values()].filter(({ deleted, type }) => deleted !== true && type === undefined);
    expect(ids(catalogEvents(now))).toEqual(ids(expected));
    expect(catalogEvents(now).find(({ id }) => id === "e3")!.magnitude).toBe(4.4);
    // As of before, nothing has changed.
    expect(ids(catalogEvents(await known(workspace, before + 1)))).toEqual(ids(MADE.filter(({ time }) => time + 60_000 < before)));
  });

  it("lists everything again after a week, and withdraws what vanished without a word", async () => {
    const workspace = fetchedWorkspace();
    const { service, clock, advance } = network();
    await fetchAt(workspace, service, clock.now);
    advance(clock.now + DAY);
    service.events.delete("e9");
    expect(await fetchAt(workspace, service, clock.now)).toMatchObject({ kind: "increment", import: { deleted: 0 } });
    advance(clock.now + 6 * DAY);
    expect(await fetchAt(workspace, service, clock.now)).toMatchObject({ kind: "listing", import: { deleted: 1 } });
    expect(ids(catalogEvents(await known(workspace, clock.now)))).toEqual(ids(service.events.values()));
  });

  it("refuses a listing that lost a tenth of the events: nothing is imported", async () => {
    const workspace = fetchedWorkspace({ relistEveryDays: 1 });
    const { service, clock, advance } = network();
    await fetchAt(workspace, service, clock.now);
    const before = await rowsOf(workspace);
    for (const id of [...service.events.keys()].slice(100, 140)) service.events.delete(id);
    advance(clock.now + 2 * DAY);
    await expect(fetchAt(workspace, service, clock.now)).rejects.toThrow(/the catalog shrank: 40 of/);
    expect(await rowsOf(workspace)).toBe(before);
  });

  it("takes an increment without news as proof that the service is there, not as a declaration that nothing happened", async () => {
    const workspace = fetchedWorkspace();
    const { service, clock } = network();
    await fetchAt(workspace, service, clock.now);
    clock.now += 2 * DAY;
    const again = await fetchAt(workspace, service, clock.now);
    expect(again).toMatchObject({ kind: "increment", import: { added: 0, revised: 0, deleted: 0, alreadyImported: false } });
    expect(again.import.unchanged).toBeGreaterThanOrEqual(10);
    await within(workspace, clock.now, ({ experiment, ledger }) => {
      expect(knowledgeOf(experiment, ledger).coveredTo(clock.now)).toBe(clock.now);
      expect(declaredEmptySpans(ledger.imports())).toEqual([]);
    });
  });

  it("does not believe a service that has lost everything", async () => {
    const workspace = fetchedWorkspace();
    const { service, clock } = network();
    await fetchAt(workspace, service, clock.now);
    const before = await rowsOf(workspace);
    service.events.clear();
    clock.now += DAY;
    await expect(fetchAt(workspace, service, clock.now)).rejects.toThrow(/missing data is not zero earthquakes/);
    expect(await rowsOf(workspace)).toBe(before);
    const empty = fetchedWorkspace();
    await expect(fetchAt(empty, service, clock.now)).rejects.toThrow(/missing data is not zero earthquakes/);
  });

  it("lists everything when the newest events are gone, rather than believe an increment", async () => {
    const workspace = fetchedWorkspace();
    const { service, clock, edit } = network();
    await fetchAt(workspace, service, clock.now);
    clock.now += DAY;
    const newest = [...service.events.values()].sort((a, b) => b.time - a.time).slice(0, 10);
    for (const { id } of newest) service.events.delete(id);
    edit("e3", { magnitude: 4.4 });
    expect(await fetchAt(workspace, service, clock.now)).toMatchObject({ kind: "listing", import: { revised: 1, deleted: 10 } });
  });

  it("recording time never goes back, whatever the server's clock does", async () => {
    const workspace = fetchedWorkspace({ maximumClockSkewMinutes: 600 });
    const { service, clock, edit } = network();
    const local = clock.now;
    clock.now = local + 3 * HOUR;
    await fetchAt(workspace, service, local);
    clock.now = local - 3 * HOUR;
    edit("e3", { magnitude: 4.4, updated: local });
    await fetchAt(workspace, service, local);
    await within(workspace, local, ({ ledger }) => {
      expect(ledger.imports().map(({ recordedAt }) => recordedAt)).toEqual([local + 3 * HOUR, local + 3 * HOUR]);
      expect(ledger.revisions(["made"]).filter(({ event }) => event.id === "e3").map(({ event }) => event.magnitude).at(-1)).toBe(4.4);
    });
    clock.now = local;
    await expect(fetchAt(fetchedWorkspace(), service, local + HOUR)).rejects.toThrow(/the clock here and that of the service differ/);
  });

  it("loses no change to a server's clock that is hours off and is set right", async () => {
    const workspace = fetchedWorkspace({ maximumClockSkewMinutes: 600, updateOverlapMinutes: 30 });
    const { service, clock, edit } = network();
    const offset = -5 * HOUR;
    const local = (): number => clock.now - offset;
    await fetchAt(workspace, service, local());
    for (let step = 0; step < 5; step++) {
      clock.now += 6 * HOUR;
      // Stamped by the server's own clock a little before it is published.
      edit(`e${20 + step}`, { magnitude: 4.6, updated: clock.now - 20 * 60_000 });
      expect((await fetchAt(workspace, service, local())).import.revised).toBe(1);
    }
  });

  it("lists one span when it is asked to, and goes on with increments", async () => {
    const workspace = fetchedWorkspace();
    const { service, clock, advance } = network();
    const span = { from: START - 400 * DAY, to: START - 200 * DAY };
    expect(await fetchAt(workspace, service, clock.now, { span })).toMatchObject({ kind: "span", import: { added: MADE.filter(({ time }) => time >= span.from && time <= span.to).length } });
    expect((await fetchAt(workspace, service, clock.now)).kind).toBe("listing");
    advance(clock.now + DAY);
    expect((await fetchAt(workspace, service, clock.now)).kind).toBe("increment");
    expect(await fetchAt(workspace, service, clock.now, { span })).toMatchObject({ kind: "span", import: { added: 0, deleted: 0 } });
    expect((await fetchAt(workspace, service, clock.now)).kind).toBe("increment");
  });

  it("lists everything each time where the service does not say what it changed", async () => {
    const workspace = fetchedWorkspace({ node: "any" });
    const { service, clock, advance } = network({ format: "xml", hasCount: false, limit: 100, over: "cut" });
    expect((await fetchAt(workspace, service, clock.now)).kind).toBe("listing");
    advance(clock.now + DAY);
    service.events.delete("e9");
    expect(await fetchAt(workspace, service, clock.now)).toMatchObject({ kind: "listing", import: { deleted: 1 } });
  });

  it("keeps events when the service sends some that cannot be read, and lists the reasons", async () => {
    const workspace = fetchedWorkspace({ relistEveryDays: 1 });
    const { service, clock, advance, edit } = network();
    await fetchAt(workspace, service, clock.now);
    advance(clock.now + 2 * DAY);
    edit("e3", { latitude: Number.NaN });
    const spoilt: Fetch = async (url, init) => {
      service.events.set("e3", { ...service.events.get("e3")!, latitude: 40.5 });
      const response = await directFetch(service)(url, init);
      const body = await response.text();
      return new Response(body === "" ? null : body.replace(/("id":"e3",.*?"coordinates":\[[^,]*,)[^,]*/, "$1null"), { status: response.status, headers: response.headers });
    };
    const { import: imported } = await fetchAt(workspace, service, clock.now, { fetch: spoilt });
    expect(imported).toMatchObject({ deleted: 0, unlistedKept: 1, rejected: [{ reason: expect.stringMatching(/unreadable: e3: geometry.coordinates\[1\]/) as string }] });
  });
});

describe("an interrupted fetch", () => {
  it("imports nothing, and goes on with the pages that came", async () => {
    const { service, clock } = network();
    const straight = fetchedWorkspace();
    await fetchAt(straight, service, clock.now);
    const total = service.asked.length;
    for (let stopAt = 0; stopAt < total; stopAt++) {
      const workspace = fetchedWorkspace();
      let sent = 0;
      const killed: Fetch = async (url, init) => {
        if (sent++ >= stopAt) return new Response("disk is full", { status: 507, headers: { date: new Date(clock.now).toUTCString() } });
        return directFetch(service)(url, init);
      };
      await expect(fetchAt(workspace, service, clock.now, { fetch: killed })).rejects.toThrow(/the event service failed: HTTP 507 \(disk is full\)/);
      await within(workspace, clock.now, ({ ledger }) => expect([ledger.imports(), ledger.log()]).toEqual([[], []]));
      const { reusedPages } = await fetchAt(workspace, service, clock.now);
      expect(reusedPages).toBe(Math.floor(Math.max(0, stopAt - 1) / 2));
      expect(await rowsOf(workspace)).toBe(await rowsOf(straight));
      expect(filesOf(workspace)).toEqual(filesOf(straight));
    }
  });
});

/** Names of stored pages and tables: their digests. */
function filesOf(workspace: string): string[] {
  return readdirSync(join(workspace, "observations/fetch/made"), { recursive: true, encoding: "utf8" }).filter((name) => /\.(?:page|csv)$/.test(name)).sort();
}

describe("run in live mode", () => {
  it("fetches first, and a replay does not", async () => {
    const { service, clock } = network();
    const workspace = fetchedWorkspace();
    clock.now = START - 90 * 60_000;
    const wall = START - HOUR / 2;
    const outcome = await within(workspace, clock.now, async () => within(workspace, wall, (session) => runAll(session, () => wall, () => undefined, 1, outside(directFetch(service), clock.now))));
    expect(outcome.fetches).toMatchObject([{ kind: "listing", source: "made" }]);
    expect(outcome.issue.failed).toBe(0);
    const replay = fetchedWorkspace({}, { schedule: { mode: "replay", start: "2020-01-01T00:00:00Z", until: "2020-01-29T00:00:00Z" } });
    await expect(within(replay, wall, (session) => runAll(session, () => wall, () => undefined, 1, outside(directFetch(service), clock.now)))).rejects.toThrow(/no catalog has been imported/);
  });

  it("stops with what failed, and nothing has been imported or issued", async () => {
    const { service, clock } = network();
    const workspace = fetchedWorkspace();
    const refusing: Fetch = async () => new Response("no", { status: 403, headers: { date: new Date(clock.now).toUTCString() } });
    await expect(within(workspace, clock.now, (session) => runAll(session, () => clock.now, () => undefined, 1, outside(refusing, clock.now)))).rejects.toThrow(/HTTP 403/);
    await within(workspace, clock.now, ({ ledger }) => expect([ledger.log(), ledger.forecasts()]).toEqual([[], []]));
    expect(service.asked).toEqual([]);
  });
});

describe("the fdsn block", () => {
  it.each<[object, RegExp]>([
    [{ nodes: "x" }, /fdsn\.nodes: unknown key/],
    [{ node: "usgs" }, /fdsn\.node: wrong value/],
    [{ relistEveryDays: 0 }, /fdsn\.relistEveryDays: wrong value/],
  ])("%j is refused", (block, message) => {
    expect(() => openSession(fetchedWorkspace(block), START)).toThrow(message);
  });

  it("a source without one cannot be fetched", async () => {
    const workspace = writeWorkspace();
    await within(workspace, START, ({ experiment }) => {
      expect(() => fetchedSources(experiment)).toThrow(/no catalog source is fetched/);
      expect(() => fetchedSources(experiment, "made")).toThrow(/no such catalog source that is fetched/);
    });
  });
});
