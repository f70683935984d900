import { describe, expect, it } from "vitest";
import { cellMasses } from "../../../src/forecasters/smoothed-seismicity/cell-masses.ts";
import { powerLawRectangleMass } from "../../../src/forecasters/smoothed-seismicity/kernels.ts";
import { neighbourDistances } from "../../../src/forecasters/smoothed-seismicity/neighbour-distances.ts";
import { regionSurface } from "../../../src/forecasters/smoothed-seismicity/surface.ts";
import { distanceKm, localPlane } from "../../../src/seismicity/geodesy.ts";
import { boxRegion, createGridRegion, type Region } from "../../../src/seismicity/region.ts";
import { builtInRegion } from "../../../src/seismicity/regions/registry.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";

function randomPoints(region: Region, count: number, name: string): { x: Float64Array; y: Float64Array } {
  const stream = namedStream("test", name);
  const { west, east, south, north } = region.bounds;
  const x = Float64Array.from({ length: count }, () => west + stream.nextDouble() * (east - west));
  const y = Float64Array.from({ length: count }, () => south + stream.nextDouble() * (north - south));
  return { x, y };
}

describe("neighbour distances on the sphere", () => {
  it.each([["mid-latitude", 10, 40], ["near the pole", 10, 80], ["across 180°", 175, -45]])("equal brute force: %s", (name, west, south) => {
    const region = boxRegion("box", { west, east: west + 10, south, north: south + 8 }, 1);
    const surface = regionSurface(region);
    const { x, y } = randomPoints(region, 300, name);
    const wrapped = Float64Array.from(x, (longitude) => surface.xOf(longitude > 180 ? longitude - 360 : longitude));
    const found = neighbourDistances(surface, wrapped, y, 7, 0.5);
    for (let i = 0; i < 300; i++) {
      const all = Float64Array.from({ length: 300 }, (_, j) => (j === i ? Infinity : distanceKm(x[i]!, y[i]!, x[j]!, y[j]!))).sort();
      for (const n of [1, 4, 7]) expect(found.column(n)[i]).toBeCloseTo(Math.max(0.5, all[n - 1]!), 8);
    }
  });

  it("events at one place are neighbours at the floor", () => {
    const surface = regionSurface(boxRegion("box", { west: 0, east: 2, south: 0, north: 2 }, 1));
    const found = neighbourDistances(surface, Float64Array.of(1, 1, 1, 1.5), Float64Array.of(1, 1, 1, 1), 2, 0.5);
    expect([...found.column(2)].slice(0, 3)).toEqual([0.5, 0.5, 0.5]);
    expect(found.column(1)[3]).toBeCloseTo(distanceKm(1, 1, 1.5, 1), 9);
  });

  it("refuses a neighbour number that no event has", () => {
    const surface = regionSurface(boxRegion("box", { west: 0, east: 2, south: 0, north: 2 }, 1));
    expect(() => neighbourDistances(surface, Float64Array.of(0, 1), Float64Array.of(0, 1), 2, 0.5)).toThrow(RangeError);
  });
});

describe("cell masses on the sphere", () => {
  const region = builtInRegion("california-relm");
  const surface = regionSurface(region);
  const cells = Int32Array.from({ length: region.cellCount }, (_, cell) => cell);
  const masses = cellMasses(surface, "power-law");

  it("power law: every cell is within 1e-8 of its rectangle in the plane about the event", () => {
    let worst = 0;
    for (const [longitude, latitude, d] of [[-118.03, 34.02, 0.5], [-124.4, 40.3, 12], [-114.0, 36.0, 3]] as const) {
      const into = new Float64Array(region.cellCount);
      masses.add(longitude, latitude, d, 1, cells, into);
      const plane = localPlane(longitude, latitude);
      for (let cell = 0; cell < region.cellCount; cell++) {
        const exact = powerLawRectangleMass(plane.x(region.west[cell]!), plane.x(region.east[cell]!), plane.y(region.south[cell]!), plane.y(region.north[cell]!), d);
        // A corner difference has rounding error near 1e-16, which alone is more than 1e-8 of the smallest masses.
        worst = Math.max(worst, Math.abs(into[cell]! - exact) / (exact + 1e-7));
      }
    }
    expect(worst).toBeLessThan(1e-8);
  });

  it.each(["power-law", "gaussian"] as const)("%s: totals are the sums over cells of a region with holes and bays", (kernel) => {
    const ragged = createGridRegion("ragged", 0.5, Array.from({ length: 100 }, (_, k): [number, number] => [Math.floor(k / 10) / 2, (k % 10) / 2]).filter(([lon, lat], k) => k % 7 !== 3 && !(lon > 2 && lat < 1)));
    const here = cellMasses(regionSurface(ragged), kernel);
    const everyCell = Int32Array.from({ length: ragged.cellCount }, (_, cell) => cell);
    for (const d of [0.5, 20, 300]) {
      const into = new Float64Array(ragged.cellCount);
      here.add(1.1, 2.7, d, 1, everyCell, into);
      expect(here.total(1.1, 2.7, d)).toBeCloseTo(into.reduce((a, b) => a + b, 0), 9);
    }
  });

  it("an event across 180° has its mass in the cells beside it", () => {
    const pacific = boxRegion("pacific", { west: 178, east: 182, south: -42, north: -38 }, 1);
    const wrapped = regionSurface(pacific);
    const into = new Float64Array(pacific.cellCount);
    cellMasses(wrapped, "gaussian").add(wrapped.xOf(-179.5), -39.5, 5, 1, Int32Array.from(into.keys()), into);
    expect(into[pacific.indexOf(-179.5, -39.5)]).toBeGreaterThan(0.99);
  });
});
