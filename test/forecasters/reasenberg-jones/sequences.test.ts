import { describe, expect, it } from "vitest";
import { addSequence, aftershockShare, mainshockWidthKm } from "../../../src/forecasters/reasenberg-jones/aftershock-density.ts";
import { assignAftershocks, findSequences, insideSequences, ruptureLengthKm, type Zone, zoneRadiusKm } from "../../../src/forecasters/reasenberg-jones/sequences.ts";
import { zoneCells } from "../../../src/forecasters/reasenberg-jones/zone-cells.ts";
import { cellMasses } from "../../../src/forecasters/smoothed-seismicity/cell-masses.ts";
import { planarSurface } from "../../../src/forecasters/smoothed-seismicity/surface.ts";
import { createCatalog, sliceByTime, type Catalog } from "../../../src/seismicity/catalog.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";

const day = 86_400_000;
const options = { mainshockMinimumMagnitude: 4, activeDays: 100 };
/** Events as [day, degrees north of the origin, magnitude, longitude]. */
function catalogOf(...events: readonly (readonly [number, number, number, number?])[]): Catalog {
  return createCatalog(events.map(([days, latitude, magnitude, longitude = 0], k) => ({ id: `e${k}`, time: days * day, longitude, latitude, depthKm: 5, magnitude, magnitudeType: "" })));
}
const mainshocks = (catalog: Catalog): [number, number][] => findSequences(catalog, options).map(({ mainshock, endsAt }) => [mainshock, endsAt / day]);

describe("sequences", () => {
  it("measures zones by rupture length, 10 km at least", () => {
    expect(ruptureLengthKm(7.1)).toBeCloseTo(10 ** 1.749, 10);
    expect(zoneRadiusKm(5)).toBe(10);
    expect(zoneRadiusKm(7.1)).toBe(ruptureLengthKm(7.1));
  });

  it("an event in the zone of an event as large is its aftershock; outside, too small or too late it is not", () => {
    expect(mainshocks(catalogOf([0, 0, 5], [1, 0.05, 4.5], [2, 0.05, 5], [3, 0.2, 4.5], [4, 2, 3.9]))).toEqual([[0, 100], [3, 103]]);
    expect(mainshocks(catalogOf([0, 0, 5], [100, 0, 4.5]))).toEqual([[0, 100], [1, 200]]);
  });

  it("a larger event takes over those whose zone it is in, and those in its own zone", () => {
    expect(mainshocks(catalogOf([0, 0, 5], [7, 0.05, 5.5]))).toEqual([[0, 7], [1, 107]]);
    expect(mainshocks(catalogOf([0, 0, 5], [7, 0.3, 7]))).toEqual([[0, 7], [1, 107]]);
    expect(mainshocks(catalogOf([0, 0, 5], [7, 0.3, 5.5]))).toEqual([[0, 100], [1, 107]]);
  });

  it("do not depend on what happens later", () => {
    const whole = catalogOf([0, 0, 5], [10, 0.01, 4.2], [20, 0.02, 6.5], [30, 0.3, 4.4], [40, 0, 4.4]);
    const activeAt = (catalog: Catalog, now: number): number[] => findSequences(catalog, options).filter(({ startsAt, endsAt }) => startsAt < now * day && endsAt > now * day).map(({ mainshock }) => mainshock);
    for (const now of [5, 15, 25, 35, 45, 110]) expect(activeAt(sliceByTime(whole, 0, now * day), now)).toEqual(activeAt(whole, now));
  });

  it("know which events they account for, mainshocks that start or take over not among them", () => {
    const catalog = catalogOf([0, 0, 5], [1, 0.05, 3], [2, 1, 3], [7, 0.05, 5.5], [8, 0.1, 3], [99, 0, 3], [108, 0, 3]);
    expect([...insideSequences(catalog, findSequences(catalog, options))]).toEqual([0, 1, 0, 0, 1, 1, 0]);
  });
});

describe("aftershocks of sequences", () => {
  it("each belong to one sequence, the larger first, in a zone moved to their centroid", () => {
    // Zones of 10 km about 0° and 0.15° N overlap; 0.11° N is first outside the larger one's zone, then inside when it has moved.
    const catalog = catalogOf([0, 0, 5], [1, 0.15, 4.5], [2, 0.06, 3], [3, 0.06, 3], [4, 0.11, 3], [5, 0.2, 3], [6, -0.08, 3, 3]);
    const [larger, smaller] = assignAftershocks(catalog, findSequences(catalog, options));
    expect(larger!.sequence.mainshock).toBe(0);
    expect(larger!.zone.latitude).toBeCloseTo(0.06, 12);
    expect(larger!.aftershocks).toEqual([1, 2, 3, 4].filter((event) => Math.abs(catalog.latitudes[event]! - 0.06) < 0.0899));
    expect(smaller!.aftershocks).toEqual([5]);
  });

  it("are found across the date line", () => {
    const catalog = catalogOf([0, 0, 5, 179.99], [1, 0, 3, -179.95], [2, 0, 3, -179.97]);
    const [{ zone, aftershocks }] = assignAftershocks(catalog, findSequences(catalog, options)) as [ReturnType<typeof assignAftershocks>[number]];
    expect(aftershocks).toEqual([1, 2]);
    expect(zone.longitude).toBeCloseTo(-179.96, 10);
  });
});

describe("aftershock density", () => {
  const surface = planarSurface(-2000, -2000, 10, 400, 400);
  const cells = Int32Array.from({ length: 160_000 }, (_, cell) => cell);
  const masses = cellMasses(surface, "power-law");
  const density = (magnitude: number, aftershocks: readonly (readonly [number, number])[]): Float64Array => {
    const into = new Float64Array(160_000);
    const places = { magnitude, x: 0, y: 0, aftershockX: Float64Array.from(aftershocks, ([x]) => x), aftershockY: Float64Array.from(aftershocks, ([, y]) => y) };
    addSequence(places, 50, surface, masses, cells, into);
    return into;
  };
  const massWithin = (values: Float64Array, x: number, y: number, km: number): number =>
    values.reduce((sum, value, cell) => (Math.hypot(surface.grid.column[cell]! * 10 - 1995 - x, surface.grid.row[cell]! * 10 - 1995 - y) <= km ? sum + value : sum), 0);

  it("is the mainshock's kernel at first, half of it within half the rupture length", () => {
    const values = density(8.4, [[300, 0], [301, 0], [302, 0]]);
    expect(aftershockShare(3)).toBe(0);
    expect(values.reduce((a, b) => a + b, 0)).toBeCloseTo(50, 10);
    expect(massWithin(values, 0, 0, ruptureLengthKm(8.4) / 2) / 50).toBeCloseTo(0.5, 1);
    expect(mainshockWidthKm(4)).toBe(1);
  });

  it("moves half of the aftershocks to where 100 have been", () => {
    expect(aftershockShare(100)).toBe(0.5);
    const line = Array.from({ length: 100 }, (_, k) => [300 + 0.1 * k, 200] as const);
    const values = density(6, line);
    expect(massWithin(values, 305, 200, 60) / 50).toBeCloseTo(0.5 * (1 - 1 / 60), 1);
    expect(massWithin(values, 0, 0, 60) / 50).toBeCloseTo(0.5 * (1 - mainshockWidthKm(6) / 60), 1);
  });
});

describe("cells of a zone", () => {
  const region = boxRegion("box", { west: 0, east: 2, south: 0, north: 2 }, 0.1);

  it("have the zone's area, are one for a small zone, and none outside", () => {
    const areaKm2 = (zone: Zone): number => {
      const { cells, shares } = zoneCells(zone, region);
      return cells.reduce((sum, cell, place) => sum + shares[place]! * region.areasKm2[cell]!, 0);
    };
    for (const [longitude, latitude, radiusKm] of [[1, 1, 50], [1.037, 0.981, 50], [1, 1, 12], [0.45, 0.75, 5], [0.5, 0.7, 4], [1.2, 0.3, 10.3]] as const) {
      expect(Math.abs(areaKm2({ longitude, latitude, radiusKm }) / (Math.PI * radiusKm * radiusKm) - 1)).toBeLessThan(0.01);
    }
    // A quarter of a circle about the region's corner lies in it, a half of one about an edge.
    expect(areaKm2({ longitude: 0, latitude: 0, radiusKm: 40 }) / (Math.PI * 1600)).toBeCloseTo(0.25, 2);
    expect(areaKm2({ longitude: 1, latitude: 0, radiusKm: 40 }) / (Math.PI * 1600)).toBeCloseTo(0.5, 2);
    // The segment of a circle whose middle lies 22.239 km (0.2°) outside.
    const segment = (1600 * Math.acos(22.239 / 40) - 22.239 * Math.sqrt(1600 - 22.239 ** 2)) / (1600 * Math.PI);
    for (const [longitude, latitude, share] of [[1, 1, 1], [1, 0, 0.5], [0, 0, 0.25], [2, 2, 0.25], [1, -0.2, segment]] as const) {
      expect(Math.abs(zoneCells({ longitude, latitude, radiusKm: 40 }, region).inRegion - share)).toBeLessThan(0.003);
    }
    expect(zoneCells({ longitude: 0.45, latitude: 0.75, radiusKm: 1 }, region).cells).toEqual([region.indexOf(0.45, 0.75)]);
    expect(zoneCells({ longitude: 5, latitude: 5, radiusKm: 10 }, region)).toEqual({ cells: [], shares: [], inRegion: 0 });
  });
});
