import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boxesOf } from "../../../src/observations/fdsn/event-request.ts";
import type { Fetch } from "../../../src/observations/fdsn/http-exchange.ts";
import { NODE_PROFILES, nodeProfile, serviceAddress } from "../../../src/observations/fdsn/node-profiles.ts";
import { roundestBetween } from "../../../src/observations/fdsn/paging.ts";
import { directFetch, fdsnService, type ServedEvent, type ServiceOptions } from "../../support/fdsn-server.ts";
import { ALL, BOX, event, events, fetching, idsOf, LISTING, memoryStore, NOW, outside, START } from "./fetching.ts";

const sortedIds = (list: Iterable<ServedEvent>): string[] => [...list].map(({ id }) => id).sort();
const ANY = NODE_PROFILES.any;

describe("paging", () => {
  it("takes a catalog that fits at once", async () => {
    const service = fdsnService(events(30));
    const found = await fetching(service);
    expect(idsOf(found)).toEqual(sortedIds(service.events.values()));
    expect([found.pages, found.repeated, found.startedAt, found.finishedAt, found.clockSkewMs]).toEqual([3, 0, NOW, NOW, 0]);
    expect(found.rows[3]).toMatchObject({ event: { id: "e3", time: event(3).time, longitude: 10.5, latitude: 40.5, depthKm: 10, magnitude: 4, magnitudeType: "mw" }, updatedAt: event(3).updated });
  });

  it("cuts at the same borders whatever the span", () => {
    fc.assert(fc.property(fc.integer({ min: -6e10, max: 6e10 }), fc.integer({ min: 2, max: 1e9 }), (start, length) => {
      const place = roundestBetween(start, start + length);
      expect(place > start && place < start + length).toBe(true);
      // The same border within any shorter span that holds it.
      expect(roundestBetween(place - 1, start + length)).toBe(place);
      expect(roundestBetween(start, place + 1)).toBe(place);
    }));
  });

  const CATALOG = fc.array(
    fc.record({
      // Dense in few seconds, so that events lie on borders and a second can be too full.
      time: fc.oneof(fc.integer({ min: 0, max: 8 }).map((half) => 500 * half), fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 30_000_000_000 })),
      longitude: fc.integer({ min: 900, max: 1200 }), latitude: fc.integer({ min: 3900, max: 4200 }), magnitude: fc.integer({ min: 28, max: 60 }),
    }),
    { maxLength: 120 },
  );
  const SERVICE = fc.record({
    limit: fc.integer({ min: 2, max: 40 }), hasCount: fc.boolean(), over: fc.constantFrom("refuse-413" as const, "cut" as const), resolutionMs: fc.constantFrom(1, 1000),
    format: fc.constantFrom("geojson" as const, "text" as const, "xml" as const),
    inclusive: fc.record({ start: fc.boolean(), end: fc.boolean(), magnitude: fc.boolean() }),
  }) satisfies fc.Arbitrary<Partial<ServiceOptions>>;

  it("returns exactly what the service holds, for any catalog, limit, resolution and kind of border", async () => {
    await fc.assert(
      fc.asyncProperty(CATALOG, SERVICE, fc.boolean(), async (made, options, sendsLimit) => {
        // No place has more events in one second than the smallest answer holds.
        const held = made.map((one, index): ServedEvent => event(index, { time: START + one.time, longitude: one.longitude / 100 + index * 2e-4, latitude: one.latitude / 100, magnitude: one.magnitude / 10 }));
        const service = fdsnService(held, options);
        const node = { ...ANY, limit: options.limit, count: options.hasCount, takesLimit: sendsLimit || options.over === "cut", format: options.format, updatedAfter: false };
        const box = { west: 9, east: 12.1, south: 39, north: 42 };
        const found = await fetching(service, { node }, LISTING, { box, minimumMagnitude: 3 });
        const expected = held.filter(({ longitude, magnitude }) => longitude <= 12.1 && magnitude >= 3);
        const wanted = found.rows.filter(({ event: { magnitude, time } }) => magnitude >= 3 && time >= START);
        expect(wanted.map(({ event: one }) => one.id).sort()).toEqual(sortedIds(expected));
        expect(new Set(idsOf(found)).size).toBe(found.rows.length);
      }),
      { numRuns: 120, seed: 5 },
    );
  });

  it("finds a lower limit than a service that does not count admits to", async () => {
    const service = fdsnService(events(500), { hasCount: false, over: "cut", limit: 120, format: "text" });
    const found = await fetching(service, { node: { ...ANY, format: "text" } });
    expect(idsOf(found)).toEqual(sortedIds(service.events.values()));
  });

  it("divides one second that holds 20,001 events by place", async () => {
    const held = Array.from({ length: 20_001 }, (_, index) => event(index, { time: START + 7_000_000 + (index % 10) * 100, longitude: 9.5 + (index % 200) / 100, latitude: 39.5 + Math.floor(index / 200) / 50 }));
    const service = fdsnService(held, { resolutionMs: 1000 });
    const found = await fetching(service);
    expect(found.rows.length).toBe(20_001);
    expect(service.asked.every((url) => !url.searchParams.has("offset"))).toBe(true);
  });

  it("says so when one place holds more in one second than an answer may", async () => {
    const held = Array.from({ length: 9 }, (_, index) => event(index, { time: START + 7_000_000 }));
    await expect(fetching(fdsnService(held, { limit: 8 }))).rejects.toThrow(/more than 8 events in one second at one place/);
  });

  it("asks for a region across 180° in two boxes, and counts an event on the line once", async () => {
    expect(boxesOf({ west: 170, east: 195, south: -95, north: 10 })).toEqual([{ west: 170, east: 180, south: -90, north: 10 }, { west: -180, east: -165, south: -90, north: 10 }]);
    expect(boxesOf({ west: 175, east: -175, south: 0, north: 1 })).toEqual([{ west: 175, east: 180, south: 0, north: 1 }, { west: -180, east: -175, south: 0, north: 1 }]);
    expect(boxesOf({ west: 190, east: 200, south: 0, north: 1 })).toEqual([{ west: -170, east: -160, south: 0, north: 1 }]);
    expect(boxesOf({ west: -181, east: 181, south: -91, north: 91 })).toBeUndefined();
    expect(boxesOf({ west: -1, east: 359, south: 0, north: 9 })).toEqual([{ west: -180, east: 180, south: 0, north: 9 }]);
    const held = [169, 179, 180, -180, -175, -160].map((longitude, index) => event(index, { longitude }));
    const found = await fetching(fdsnService(held), {}, LISTING, { box: { west: 170, east: 190, south: 39, north: 42 }, minimumMagnitude: 3 });
    expect(idsOf(found)).toEqual(["e1", "e2", "e3", "e4"]);
  });
});

describe("a catalog that changes while it is fetched", () => {
  /** The edit is made after the n-th page. */
  function editing(service: ReturnType<typeof fdsnService>, afterPage: number, edit: () => void): Fetch {
    let pages = 0;
    return async (url, init) => {
      if (url.includes("/query?") && pages++ === afterPage) edit();
      return directFetch(service)(url, init);
    };
  }

  it("an event that moves to a page that was fetched already is still found", async () => {
    for (const hasUpdates of [true, false]) {
      const service = fdsnService(events(100), { limit: 30 });
      const move = (): void => void service.events.set("e99", event(99, { time: event(1).time + 5, updated: NOW }));
      const node = { ...NODE_PROFILES.comcat, limit: 30, updatedAfter: hasUpdates, deletedEvents: hasUpdates };
      const found = await fetching(service, { node, outside: outside(editing(service, 3, move)) });
      expect(idsOf(found)).toEqual(sortedIds(service.events.values()));
      expect(found.rows.find(({ event: { id } }) => id === "e99")!.event.time).toBe(event(1).time + 5);
    }
  });

  it("an event that moves forward is found once, in its newer version", async () => {
    const service = fdsnService(events(100), { limit: 30 });
    const found = await fetching(service, { outside: outside(editing(service, 3, () => void service.events.set("e0", event(0, { time: event(98).time + 5, updated: NOW })))) });
    expect(idsOf(found)).toEqual(sortedIds(service.events.values()));
    expect(found.repeated).toBeGreaterThan(0);
    expect(found.rows.find(({ event: { id } }) => id === "e0")!.event.time).toBe(event(98).time + 5);
  });

  it("deletions and replaced ids are withdrawn", async () => {
    const service = fdsnService(events(100), { limit: 30 });
    const found = await fetching(service, {
      outside: outside(editing(service, 6, () => {
        service.events.set("e1", event(1, { deleted: true, updated: NOW, magnitude: -9 }));
        service.events.delete("e2");
        service.events.set("new2", event(2, { id: "new2", updated: NOW, ids: ["new2", "e2"] }));
        service.events.set("e3", event(3, { type: "quarry blast", updated: NOW }));
      })),
    });
    expect(idsOf(found)).toEqual([...sortedIds(events(100)).filter((id) => !["e1", "e2", "e3"].includes(id)), "new2"].sort());
    expect([...found.withdrawn].sort()).toEqual(["e1", "e2", "e3"]);
    const increment = await fetching(service, {}, { kind: "increment", from: START, changedAfter: NOW - 3_600_000, recentFrom: event(90).time });
    expect([...increment.withdrawn].sort()).toEqual(["e1", "e2", "e3"]);
    expect(idsOf(increment)).toEqual([...sortedIds(events(100).slice(90)), "new2"].sort());
  });
});

describe("resuming", () => {
  it("after an interruption at any request asks only for what is missing", async () => {
    const options = { limit: 30 };
    const whole = fdsnService(events(200), options);
    const expected = await fetching(whole);
    const total = whole.asked.length;
    for (let stopAt = 0; stopAt < total; stopAt += 3) {
      const service = fdsnService(events(200), options);
      const store = memoryStore();
      let sent = 0;
      const killed: Fetch = async (url, init) => {
        if (sent++ === stopAt) throw Object.assign(new RangeError("killed"), { isKill: true });
        return directFetch(service)(url, init);
      };
      const dying = outside(killed);
      await expect(fetching(service, { store, outside: { ...dying, sleep: async (ms) => { if (sent > stopAt) throw new RangeError("killed"); await dying.sleep(ms); } } })).rejects.toThrow("killed");
      const before = service.asked.filter(({ pathname }) => pathname.endsWith("query")).map(({ href }) => href);
      const asked = service.asked.length;
      const found = await fetching(service, { store });
      expect(found.rows).toEqual(expected.rows);
      const again = service.asked.slice(asked).map(({ href }) => href);
      expect(again.filter((href) => before.includes(href))).toEqual([]);
      expect(found.reusedPages).toBe(before.length);
    }
  });

  it("goes on with no other plan, and with nothing that is a day old", async () => {
    const service = fdsnService(events(5));
    const store = memoryStore();
    await fetching(service, { store });
    expect((await fetching(service, { store })).reusedPages).toBe(3);
    expect((await fetching(service, { store, name: "another" })).reusedPages).toBe(0);
    const later = fdsnService(events(5), { now: () => NOW + 86_401_000 });
    expect((await fetching(later, { store, name: "another", outside: outside(directFetch(later), NOW + 86_401_000) })).reusedPages).toBe(0);
  });

  it("does not send again what was not modified", async () => {
    const service = fdsnService(events(100), { limit: 30, etags: true });
    const store = memoryStore();
    const first = await fetching(service, { store });
    store.finish(first.state);
    service.events.set("e99", event(99, { magnitude: 5, updated: NOW }));
    const second = await fetching(service, { store, name: "second" });
    expect(second.reusedPages).toBeGreaterThan(2);
    expect(second.rows.find(({ event: { id } }) => id === "e99")!.event.magnitude).toBe(5);
    expect(second.rows.length).toBe(100);
  });
});

describe("services", () => {
  it("are known by their hosts, and asked as they can be asked", async () => {
    expect(nodeProfile(serviceAddress("https://earthquake.usgs.gov/fdsnws/event/1"))).toBe(NODE_PROFILES.comcat);
    expect(nodeProfile(serviceAddress("https://example.org/fdsnws/event/1"))).toBe(ANY);
    expect(nodeProfile(serviceAddress("https://example.org/fdsnws/event/1"), "ingv")).toBe(NODE_PROFILES.ingv);
    const service = fdsnService(events(5), { format: "text", hasCount: false });
    await fetching(service, { node: NODE_PROFILES.geonet });
    for (const { searchParams } of service.asked.slice(1)) {
      expect([...searchParams.keys()].filter((name) => ["limit", "catalog", "eventtype", "offset"].includes(name))).toEqual([]);
      expect(searchParams.get("starttime")).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
    }
    const comcat = fdsnService(events(5));
    await fetching(comcat, {}, LISTING, { ...ALL, eventTypes: ["earthquake"], catalog: "us", contributor: "us" });
    expect(Object.fromEntries(comcat.asked.find(({ pathname }) => pathname.endsWith("query"))!.searchParams)).toEqual({
      format: "geojson", starttime: "2018-12-31T23:59:59", endtime: "2020-01-02T00:00:01", minlatitude: "39", maxlatitude: "42", minlongitude: "9", maxlongitude: "12", minmagnitude: "2.99",
      eventtype: "earthquake", catalog: "us", contributor: "us", orderby: "time-asc", nodata: "204",
    });
  });

  it.each(["ftp://example.org/", "https://user:secret@example.org/fdsnws/event/1/", "https://example.org/fdsnws/event/1/query?x=1", "example.org"])("refuses the address %s", (text) => {
    expect(() => serviceAddress(text)).toThrow(/not the address of an event service/);
  });

  it("refuse what they cannot be asked", async () => {
    const service = fdsnService(events(5), { format: "text" });
    await expect(fetching(service, { node: NODE_PROFILES.geonet }, LISTING, { ...ALL, catalog: "x" })).rejects.toThrow(/fdsn.catalog: GeoNet .* cannot be asked/);
    await expect(fetching(service, { node: NODE_PROFILES.geonet }, LISTING, { ...ALL, box: { ...BOX, west: -1 } })).rejects.toThrow(/contains longitude 0/);
    await expect(fetching(service, { node: ANY }, { kind: "increment", from: START, changedAfter: START, recentFrom: START })).rejects.toThrow(/does not say what it changed/);
  });
});
