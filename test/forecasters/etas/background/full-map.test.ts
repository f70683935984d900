import { describe, expect, it } from "vitest";
import { fullMap } from "../../../../src/forecasters/etas/background/full-map.ts";
import { backgroundSmoother } from "../../../../src/forecasters/etas/background/weighted-map.ts";
import { namedStream } from "../../../../src/numerics/random/named-stream.ts";
import { sum } from "../../../../src/numerics/sums.ts";
import { createCatalog } from "../../../../src/seismicity/catalog.ts";
import { boxRegion } from "../../../../src/seismicity/region.ts";

const region = boxRegion("box", { west: 10, east: 12, south: 42, north: 44 }, 0.2);
const stream = namedStream("full-map");
/** A sequence of 100 in one place, 60 elsewhere, some of them outside. */
const history = createCatalog(Array.from({ length: 160 }, (_, k) => ({
  id: `e${k}`, time: k * 1e7, longitude: k < 100 ? 11.5 + 0.1 * stream.nextDouble() : 9.8 + 2.4 * stream.nextDouble(), latitude: k < 100 ? 43.5 + 0.1 * stream.nextDouble() : 42 + 2 * stream.nextDouble(), depthKm: 5, magnitude: 3, magnitudeType: "",
})));
const options = { minimumDistanceKm: 2, uniformFraction: 0.02 };

describe("the map of the full catalog", () => {
  it("counts every event alike, those of a sequence too", () => {
    const { shares } = fullMap(region, history, { ids: [], cells: new Int32Array(0) }, options)!;
    const inside = Array.from({ length: 160 }, (_, k) => region.indexOf(history.longitudes[k]!, history.latitudes[k]!)).filter((cell) => cell >= 0).length;
    expect(inside).toBeLessThan(160);
    expect(sum(shares)).toBeCloseTo(1, 12);
    const sequence = [[11.5, 43.5], [11.3, 43.5], [11.5, 43.3], [11.3, 43.3], [11.7, 43.5], [11.5, 43.7]].map(([x, y]) => shares[region.indexOf(x! + 0.05, y! + 0.05)]!);
    expect(sum(Float64Array.from(sequence))).toBeGreaterThan(90 / inside);
  });

  it("leaves an event's own kernel out of the density at it", () => {
    const here = { longitudes: history.longitudes, latitudes: history.latitudes };
    const inside = Array.from({ length: 160 }, (_, k) => k).filter((k) => region.indexOf(here.longitudes[k]!, here.latitudes[k]!) >= 0);
    const cells = Int32Array.from(inside, (k) => region.indexOf(here.longitudes[k]!, here.latitudes[k]!));
    const { atEvents } = backgroundSmoother(region, { longitudes: Float64Array.from(inside, (k) => here.longitudes[k]!), latitudes: Float64Array.from(inside, (k) => here.latitudes[k]!), cells }, { ...options, neighbours: 2 }).map(new Float64Array(inside.length).fill(1));
    const asked = [3, inside.length - 1];
    const map = fullMap(region, history, { ids: [...asked.map((place) => `e${inside[place]}`), "none of them"], cells: Int32Array.of(...asked.map((place) => cells[place]!), cells[3]!) }, options)!;
    expect([...map.atEvents.subarray(0, 2)]).toEqual(asked.map((place) => atEvents[place]!));
    expect(map.atEvents[2]).toBe(map.shares[cells[3]!]! / region.areasKm2[cells[3]!]!);
    expect(map.atEvents[2]).toBeGreaterThan(map.atEvents[0]!);
  });

  it("needs events", () => {
    expect(fullMap(region, createCatalog([]), { ids: [], cells: new Int32Array(0) }, options)).toBeUndefined();
  });
});
