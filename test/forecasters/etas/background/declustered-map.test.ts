import { describe, expect, it } from "vitest";
import { chooseSmoothing } from "../../../../src/forecasters/etas/background/choose-smoothing.ts";
import { declusteredMap } from "../../../../src/forecasters/etas/background/declustered-map.ts";
import { cellMasses } from "../../../../src/forecasters/smoothed-seismicity/cell-masses.ts";
import { fitSmoothedDensity } from "../../../../src/forecasters/smoothed-seismicity/fit-density.ts";
import { neighbourDistances } from "../../../../src/forecasters/smoothed-seismicity/neighbour-distances.ts";
import { smoothingOptionsSchema } from "../../../../src/forecasters/smoothed-seismicity/options.ts";
import { regionSurface } from "../../../../src/forecasters/smoothed-seismicity/surface.ts";
import { namedStream } from "../../../../src/numerics/random/named-stream.ts";
import { sum } from "../../../../src/numerics/sums.ts";
import { createCatalog, filterCatalog } from "../../../../src/seismicity/catalog.ts";
import { boxRegion } from "../../../../src/seismicity/region.ts";

const region = boxRegion("box", { west: 10, east: 12, south: 42, north: 44 }, 0.2);
const stream = namedStream("declustered-map");
/** On five faults. */
const declustered = createCatalog(Array.from({ length: 200 }, (_, k) => ({
  id: `e${k}`, time: k * 1e7, longitude: 10.2 + 0.4 * Math.floor(5 * stream.nextDouble()), latitude: 42.05 + 1.9 * stream.nextDouble(), depthKm: 5, magnitude: 3, magnitudeType: "",
})));
const cellsOf = (places: readonly number[]): Int32Array => Int32Array.from(places, (place) => region.indexOf(declustered.longitudes[place]!, declustered.latitudes[place]!));

describe("the map of the declustered catalog", () => {
  it("is the null's, and leaves an event's own kernel out of the density at it", () => {
    const map = declusteredMap(region, declustered, { ids: ["e7", "other", "e120"], cells: cellsOf([7, 7, 120]) })!;
    const { perCell, chosen } = fitSmoothedDensity({ region, declustered }, smoothingOptionsSchema.parse({}));
    expect(map.shares).toEqual(perCell);
    const [cell] = cellsOf([7]);
    expect(map.atEvents[1]).toBe(perCell[cell!]! / region.areasKm2[cell!]!);
    // The kernels of all others, as wide as they were with it.
    const surface = regionSurface(region);
    const x = Float64Array.from(declustered.longitudes, surface.xOf);
    const widths = neighbourDistances(surface, x, declustered.latitudes, chosen.neighbours, smoothingOptionsSchema.parse({}).minimumDistanceKm).column(chosen.neighbours);
    const masses = cellMasses(surface, chosen.kernel);
    const all = Int32Array.from({ length: region.cellCount }, (_, place) => place);
    for (const [place, event] of [[0, 7], [2, 120]] as const) {
      const others = new Float64Array(region.cellCount);
      for (let other = 0; other < declustered.length; other++) if (other !== event) masses.add(x[other]!, declustered.latitudes[other]!, widths[other]!, 1, all, others);
      const [own] = cellsOf([event]);
      const expected = (0.999 * others[own!]!) / sum(others) / region.areasKm2[own!]! + 0.001 / sum(region.areasKm2);
      expect(map.atEvents[place]! / expected).toBeCloseTo(1, 6);
    }
  });

  it("needs independent events", () => {
    expect(declusteredMap(region, filterCatalog(declustered, (event) => event < 20), { ids: [], cells: new Int32Array(0) })).toBeUndefined();
  });

  it("has a share of the background when it knows more than the events themselves", () => {
    const few = Array.from({ length: 24 }, (_, k) => 8 * k);
    const events = { longitudes: Float64Array.from(few, (k) => declustered.longitudes[k]!), latitudes: Float64Array.from(few, (k) => declustered.latitudes[k]!), cells: cellsOf(few) };
    const { shares } = declusteredMap(region, declustered, { ids: [], cells: new Int32Array(0) })!;
    const certain = new Float64Array(24).fill(1);
    const { chosen, trials } = chooseSmoothing(region, events, certain, { minimumDistanceKm: 1, uniformFraction: 0.02 }, shares)!;
    expect(chosen.declusteredShare).toBeGreaterThanOrEqual(0.5);
    expect(trials).toHaveLength(8 * 4);
    // And none when it says nothing.
    const nowhere = region.areasKm2.map((_, cell) => (cell === 0 ? 1 : 1e-12));
    expect(chooseSmoothing(region, events, certain, { minimumDistanceKm: 1, uniformFraction: 0.02 }, nowhere)!.chosen.declusteredShare).toBe(0);
  });
});
