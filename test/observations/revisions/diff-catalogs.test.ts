import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffCatalogs } from "../../../src/observations/revisions/diff-catalogs.ts";
import type { EarthquakeEvent } from "../../../src/seismicity/catalog.ts";
import { event, T0 } from "../events.ts";

const sameShock = { withinSeconds: 16, withinKm: 100, withinMagnitude: 0.5 };

describe("what differs between two catalogs", () => {
  const before = [
    event("same", T0), event("gone", T0 + 1e6), event("old-id", T0 + 2e6, { magnitude: 7.4 }), event("moved", T0 + 3e6, { latitude: 40 }),
    event("up", T0 + 4e6, { magnitude: 3.4 }), event("down", T0 + 5e6, { magnitude: 3.6 }), event("no-depth", T0 + 6e6, { depthKm: Number.NaN }),
  ];
  const after = [
    event("no-depth", T0 + 6e6, { depthKm: Number.NaN }), event("down", T0 + 5e6, { magnitude: 3.2 }), event("up", T0 + 4e6, { magnitude: 3.5 }), event("moved", T0 + 3e6, { latitude: 40.1, depthKm: 12 }),
    event("new-id", T0 + 2e6 + 4000, { magnitude: 7.3, longitude: 10.2 }), event("new", T0 + 9e6), event("same", T0),
  ];
  const diff = diffCatalogs(before, after, { sameShock, targetMagnitude: 3.45 });

  it("tells what came, what went, what is the same shock under another id and what moved", () => {
    expect(diff.added.map(({ id }) => id)).toEqual(["new"]);
    expect(diff.removed.map(({ id }) => id)).toEqual(["gone"]);
    expect(diff.reidentified.map(({ before: { id }, after: { id: later }, seconds, magnitude }) => [id, later, seconds, magnitude])).toEqual([["old-id", "new-id", 4, expect.closeTo(-0.1, 9)]]);
    expect(diff.changed.map(({ after: { id } }) => id)).toEqual(["moved", "up", "down"]);
    expect(diff.changed[0]).toMatchObject({ seconds: 0, epicentreKm: expect.closeTo(11.12, 2), depthKm: 4, magnitude: 0 });
    expect(diff.unchanged).toBe(2);
  });

  it("tells what crossed the target magnitude, and which way", () => {
    expect(diff.crossings.map(({ after: { id }, direction }) => [id, direction])).toEqual([["up", "up"], ["down", "down"]]);
    expect(diffCatalogs(before, after, { sameShock }).crossings).toEqual([]);
  });

  it("accounts for every event of both, and is its own mirror", () => {
    const catalogs = fc.uniqueArray(fc.record({ id: fc.constantFrom("a", "b", "c", "d", "e", "f"), seconds: fc.integer({ min: 0, max: 60 }), magnitude: fc.constantFrom(3, 3.3, 5) }), { selector: ({ id }) => id })
      .map((events): EarthquakeEvent[] => events.map(({ id, seconds, magnitude }) => event(id, T0 + seconds * 1000, { magnitude })));
    fc.assert(
      fc.property(catalogs, catalogs, (first, second) => {
        const forth = diffCatalogs(first, second, { sameShock, targetMagnitude: 4 });
        const back = diffCatalogs(second, first, { sameShock, targetMagnitude: 4 });
        const shared = forth.reidentified.length + forth.changed.length + forth.unchanged;
        expect([forth.removed.length + shared, forth.added.length + shared]).toEqual([first.length, second.length]);
        expect(back.changed).toHaveLength(forth.changed.length);
        expect(back.unchanged).toBe(forth.unchanged);
        expect(back.added.length - back.removed.length).toBe(forth.removed.length - forth.added.length);
      }),
    );
  });
});
