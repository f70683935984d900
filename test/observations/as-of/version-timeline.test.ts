import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { versionTimeline } from "../../../src/observations/as-of/version-timeline.ts";
import { catalogEvents, createCatalog, type EarthquakeEvent, type EventRevision } from "../../../src/seismicity/catalog.ts";
import { event, revision, T0 } from "../events.ts";

const MINUTE = 60_000;
/** What the timeline must answer, by looking at every version. */
function scan(revisions: readonly EventRevision[], asOf: number, originBefore: number): EarthquakeEvent[] {
  const newest = new Map<string, EventRevision>();
  for (const version of [...revisions].sort((a, b) => a.recordedAt - b.recordedAt)) if (version.recordedAt <= asOf) newest.set(version.event.id, version);
  return catalogEvents(createCatalog([...newest.values()].filter((version) => !version.deleted && version.event.time < originBefore).map((version) => version.event)));
}

const histories = fc.array(
  fc.record({ id: fc.integer({ min: 0, max: 60 }), minutes: fc.integer({ min: 0, max: 300 }), origin: fc.integer({ min: 0, max: 300 }), deleted: fc.boolean(), magnitude: fc.constantFrom(3, 4, 5) })
    .map(({ id, minutes, origin, deleted, magnitude }) => revision("s", T0 + minutes * MINUTE, event(`e${id}`, T0 + origin * MINUTE, { magnitude }), deleted)),
  { maxLength: 400, size: "max" },
);

describe("the timeline of versions", () => {
  it("answers what a scan of all versions answers, in whatever order instants are asked for", () => {
    fc.assert(
      fc.property(histories, fc.array(fc.integer({ min: -10, max: 310 }), { minLength: 1, maxLength: 25 }), (revisions, asked) => {
        const timeline = versionTimeline(revisions);
        for (const minutes of asked) {
          const asOf = T0 + minutes * MINUTE;
          for (const originBefore of [asOf, Infinity]) expect(catalogEvents(timeline.knownAt(asOf, originBefore))).toEqual(scan(revisions, asOf, originBefore));
        }
        expect(catalogEvents(timeline.knownAt(Infinity, Infinity))).toEqual(scan(revisions, Infinity, Infinity));
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  it("does not hang on the order in which versions are given", () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 0, max: 300 }), (revisions, minutes) => {
        // Of versions recorded at one instant the last given is the newest: only orders that keep those apart are the same history.
        const distinct = revisions.map((version, place) => ({ ...version, recordedAt: version.recordedAt + (place % MINUTE) }));
        const asOf = T0 + minutes * MINUTE;
        expect(versionTimeline([...distinct].reverse()).knownAt(asOf, asOf)).toEqual(versionTimeline(distinct).knownAt(asOf, asOf));
      }),
      { numRuns: 30, seed: 6 },
    );
  });

  it("knows nothing without revisions", () => expect(versionTimeline([]).knownAt(Infinity, Infinity).length).toBe(0));
});
