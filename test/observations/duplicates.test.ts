import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeDuplicates } from "../../src/observations/duplicates.ts";
import type { EarthquakeEvent } from "../../src/seismicity/catalog.ts";
import { distanceKm } from "../../src/seismicity/geodesy.ts";
import { event, T0 } from "./events.ts";

const RULE = { withinSeconds: 16, withinKm: 100, withinMagnitude: 0.5 };
const merge = (...listings: readonly (readonly EarthquakeEvent[])[]): { ids: string[]; dropped: string[] } => {
  const { events, merged } = mergeDuplicates(listings, ["first", "second", "third"], RULE);
  return { ids: events.map(({ id }) => id), dropped: merged.map((pair) => `${pair.droppedSource}:${pair.droppedId}=${pair.keptSource}:${pair.keptId}`) };
};
const degreesNorth = (km: number): number => km / distanceKm(0, 0, 0, 1);

describe("the rule", () => {
  const at = (changes: Partial<EarthquakeEvent>): boolean => merge([event("a", T0)], [event("b", T0, changes)]).ids.length === 1;

  it("holds up to its bounds in time, distance and magnitude, and no further", () => {
    expect(at({ time: T0 + 16_000 })).toBe(true);
    expect(at({ time: T0 - 16_000 })).toBe(true);
    expect(at({ time: T0 + 16_001 })).toBe(false);
    expect(at({ time: T0 - 16_001 })).toBe(false);
    expect(at({ latitude: 40 + degreesNorth(99.999) })).toBe(true);
    expect(at({ latitude: 40 + degreesNorth(100.001) })).toBe(false);
    expect(at({ magnitude: 4.5 })).toBe(true);
    expect(at({ magnitude: 3.5 })).toBe(true);
    expect(at({ magnitude: 4.51 })).toBe(false);
  });

  it("compares decimal magnitudes as they are written", () => {
    for (let tenths = 20; tenths < 80; tenths++) expect(merge([event("a", T0, { magnitude: tenths / 10 })], [event("b", T0, { magnitude: (tenths + 5) / 10 })]).ids).toEqual(["a"]);
  });

  it("sees through the date line", () => expect(at({ longitude: 370 })).toBe(true));
});

describe("what is paired", () => {
  it("is the pair nearest in time, not the first in the list", () => {
    const kept = event("kept", T0 + 10_000);
    expect(merge([kept], [event("early", T0), event("same", T0 + 10_500)])).toEqual({ ids: ["early", "kept"], dropped: ["second:same=first:kept"] });
    expect(merge([kept], [event("late", T0 + 20_000), event("same", T0 + 9_500)])).toEqual({ ids: ["kept", "late"], dropped: ["second:same=first:kept"] });
  });

  it("is nearest in space where times are equally near", () => {
    const [near, far] = [event("near", T0, { latitude: 40.1 }), event("far", T0, { latitude: 40.5 })];
    expect(merge([event("kept", T0)], [far, near]).dropped).toEqual(["second:near=first:kept"]);
  });

  it("is one to one: two shocks of a second network are not both dropped for one of the first", () => {
    expect(merge([event("a", T0)], [event("x", T0 + 100), event("y", T0 + 3_000)])).toEqual({ ids: ["a", "y"], dropped: ["second:x=first:a"] });
    expect(merge([event("a", T0), event("b", T0 + 4_000)], [event("x", T0 + 1_000), event("y", T0 + 3_000)])).toEqual({ ids: ["a", "b"], dropped: ["second:x=first:a", "second:y=first:b"] });
  });

  it("never lies within one source", () => expect(merge([event("a", T0), event("b", T0 + 1)], []).ids).toEqual(["a", "b"]));
});

describe("several sources", () => {
  it("are kept in order of priority, also where only the later two agree", () => {
    expect(merge([], [event("b", T0)], [event("c", T0)])).toEqual({ ids: ["b"], dropped: ["third:c=second:b"] });
    expect(merge([event("a", T0)], [event("b", T0)], [event("c", T0)])).toEqual({ ids: ["a"], dropped: ["second:b=first:a", "third:c=first:a"] });
  });

  it("keeps the values of the source that is named first", () => {
    const { events } = mergeDuplicates([[event("a", T0, { magnitude: 4.2 })], [event("b", T0 + 1, { magnitude: 4.4 })]], ["first", "second"], RULE);
    expect(events).toEqual([event("a", T0, { magnitude: 4.2 })]);
  });

  it("tells ids apart that two sources share", () => {
    expect(merge([event("1", T0)], [event("1", T0 + 3_600_000)], [event("1", T0 + 7_200_000)]).ids).toEqual(["1", "second:1", "third:1"]);
  });

  it("keeps or drops each listing once, with distinct ids, in order of time, and drops only by the rule", () => {
    const listing = fc.array(fc.record({ seconds: fc.integer({ min: 0, max: 120 }), magnitude: fc.constantFrom(3, 3.5, 4) }), { maxLength: 12 })
      .map((rows) => rows.map(({ seconds, magnitude }, index) => event(`e${index}`, T0 + seconds * 1000, { magnitude })));
    fc.assert(
      fc.property(listing, listing, listing, (first, second, third) => {
        const { events, merged } = mergeDuplicates([first, second, third], ["first", "second", "third"], RULE);
        expect(events.length + merged.length).toBe(first.length + second.length + third.length);
        expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
        events.slice(1).forEach((one, index) => expect(one.time).toBeGreaterThanOrEqual(events[index]!.time));
        for (const source of ["second", "third"]) {
          const winners = merged.filter((pair) => pair.droppedSource === source).map((pair) => pair.keptId);
          expect(new Set(winners).size).toBe(winners.length);
        }
        for (const pair of merged) expect(Math.abs(events.find(({ id }) => id === pair.keptId)!.time - pair.time)).toBeLessThanOrEqual(16_000);
      }),
    );
  });
});
