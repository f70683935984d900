import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asOfQuery, type SourceKnowledge } from "../../src/observations/known-events.ts";
import { catalogEvents, type EventRevision } from "../../src/seismicity/catalog.ts";
import { DAY, event, HOUR, revision, T0 } from "./events.ts";

const RULE = { withinSeconds: 16, withinKm: 100, withinMagnitude: 0.5 };
const live: SourceKnowledge = { name: "live", knowledge: "as-recorded", latencyMs: 0 };
const frozen: SourceKnowledge = { name: "frozen", knowledge: "frozen", latencyMs: 0 };
const ids = (revisions: readonly EventRevision[], sources: readonly SourceKnowledge[], asOf: number): readonly string[] => asOfQuery(revisions, sources, RULE)(asOf).catalog.ids;

describe("a source known as recorded", () => {
  const first = revision("live", T0 + HOUR, event("a", T0, { magnitude: 4.1 }));
  const second = revision("live", T0 + DAY, event("a", T0, { magnitude: 4.6, longitude: 10.2 }));
  const withdrawal = revision("live", T0 + 2 * DAY, second.event, true);
  const again = revision("live", T0 + 3 * DAY, event("a", T0, { magnitude: 4.5 }));
  const query = asOfQuery([again, second, withdrawal, first], [live], RULE);
  const magnitudes = (asOf: number): number[] => Array.from(query(asOf).catalog.magnitudes);

  it("shows at each instant the version recorded by then, in whatever order versions are given", () => {
    expect(magnitudes(T0 + HOUR - 1)).toEqual([]);
    expect(magnitudes(T0 + HOUR)).toEqual([4.1]);
    expect(magnitudes(T0 + DAY - 1)).toEqual([4.1]);
    expect(magnitudes(T0 + DAY)).toEqual([4.6]);
    expect(magnitudes(T0 + 2 * DAY - 1)).toEqual([4.6]);
    expect(magnitudes(T0 + 2 * DAY)).toEqual([]);
    expect(magnitudes(T0 + 3 * DAY)).toEqual([4.5]);
    expect(query(T0 + DAY).catalog.longitudes[0]).toBe(10.2);
  });

  it("takes the version given last of those recorded at one instant", () => {
    const sameTime = [first, revision("live", T0 + HOUR, event("a", T0, { magnitude: 5 }))];
    expect(asOfQuery(sameTime, [live], RULE)(T0 + DAY).catalog.magnitudes[0]).toBe(5);
  });

  it("leaves out an event whose revised origin time is not before the instant, even if it was recorded", () => {
    const clockAhead = [revision("live", T0, event("b", T0))];
    expect(ids(clockAhead, [live], T0)).toEqual([]);
    expect(ids(clockAhead, [live], T0 + 1)).toEqual(["b"]);
  });

  it("passes over the revisions of sources that were not asked for", () => expect(ids([revision("other", T0, event("x", T0 - DAY))], [live], T0 + DAY)).toEqual([]));
});

describe("a frozen source", () => {
  const revisions = [revision("frozen", T0 + 900 * DAY, event("a", T0, { magnitude: 4.6 })), revision("frozen", T0 + 901 * DAY, event("gone", T0 + 1), true), revision("frozen", T0 + 900 * DAY, event("b", T0 + DAY))];

  it("knows events from their origin on, with final values, and none that was withdrawn", () => {
    expect(ids(revisions, [frozen], T0)).toEqual([]);
    expect(ids(revisions, [frozen], T0 + 1)).toEqual(["a"]);
    expect(ids(revisions, [frozen], T0 + DAY + 1)).toEqual(["a", "b"]);
  });

  it("delays each event by the latency", () => {
    const delayed = { ...frozen, latencyMs: HOUR };
    expect(ids(revisions, [delayed], T0 + HOUR)).toEqual([]);
    expect(ids(revisions, [delayed], T0 + HOUR + 1)).toEqual(["a"]);
  });

  it("does not let an earthquake that is still to come decide which of two listings is kept", () => {
    const pair = [revision("frozen", T0 + 900 * DAY, event("kept-later", T0 + 10_000)), revision("second", T0 + 900 * DAY, event("known-now", T0))];
    const second: SourceKnowledge = { ...frozen, name: "second" };
    expect(ids(pair, [frozen, second], T0 + 5_000)).toEqual(["known-now"]);
    expect(ids(pair, [frozen, second], T0 + 20_000)).toEqual(["kept-later"]);
    expect(asOfQuery(pair, [frozen, second], RULE)(T0 + 20_000).merged).toEqual([{ keptSource: "frozen", keptId: "kept-later", droppedSource: "second", droppedId: "known-now", time: T0 }]);
  });
});

describe("any history of revisions", () => {
  const minute = 60_000;
  /** Five events at most, so that versions of one event are many; times within ten minutes, so that duplicates are frequent. */
  const arbitrary = fc.array(
    fc.record({
      source: fc.constantFrom("live", "second", "frozen"), id: fc.constantFrom("a", "b", "c", "d", "e"), minutes: fc.integer({ min: 0, max: 40 }), delay: fc.integer({ min: 0, max: 30 }),
      magnitude: fc.constantFrom(3, 4, 5), deleted: fc.boolean(),
    }).map(({ source, id, minutes, delay, magnitude, deleted }) => revision(source, T0 + (minutes / 4 + delay) * minute, event(id, T0 + (minutes / 4) * minute, { magnitude }), deleted)),
    { maxLength: 25 },
  );
  const sources: readonly SourceKnowledge[] = [live, { ...live, name: "second" }, { ...frozen, latencyMs: minute }];
  const asOfs = fc.integer({ min: 0, max: 45 }).map((minutes) => T0 + minutes * minute);

  it("never answers with what was recorded after the instant, nor with an origin at or after it", () => {
    fc.assert(
      fc.property(arbitrary, asOfs, (revisions, asOf) => {
        const recordedByThen = revisions.filter((version) => version.source === "frozen" || version.recordedAt <= asOf);
        const answer = asOfQuery(revisions, sources, RULE)(asOf);
        expect(answer).toEqual(asOfQuery(recordedByThen, sources, RULE)(asOf));
        for (const known of catalogEvents(answer.catalog)) expect(known.time).toBeLessThan(asOf);
      }),
    );
  });

  it("does not change its answer when a final listing of later earthquakes is added", () => {
    fc.assert(
      fc.property(arbitrary, arbitrary, asOfs, (revisions, later, asOf) => {
        const future = later.map((version) => ({ ...version, source: "frozen", recordedAt: asOf + 99 * DAY, event: { ...version.event, id: `later-${version.event.id}`, time: asOf + (version.event.time - T0) } }));
        expect(asOfQuery([...revisions, ...future], sources, RULE)(asOf)).toEqual(asOfQuery(revisions, sources, RULE)(asOf));
      }),
    );
  });
});
