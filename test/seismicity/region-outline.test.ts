import { describe, expect, it } from "vitest";
import { equalAreaProjection } from "../../src/seismicity/equal-area-projection.ts";
import { distanceKm } from "../../src/seismicity/geodesy.ts";
import { namedStream } from "../../src/numerics/random/named-stream.ts";
import { sum } from "../../src/numerics/sums.ts";
import { pointInRing, type Ring } from "../../src/seismicity/polygon.ts";
import { createQuadtreeRegion } from "../../src/seismicity/quadtree-region.ts";
import { boxRegion, createGridRegion } from "../../src/seismicity/region.ts";
import { regionOutline } from "../../src/seismicity/region-outline.ts";
import { builtInRegion } from "../../src/seismicity/regions/registry.ts";
import { simplifyRing } from "../../src/seismicity/simplify-ring.ts";

/** Signed area, positive counterclockwise. */
const area = (ring: readonly (readonly [number, number])[]): number => sum(ring.map(([x, y], k) => { const [u, v] = ring[(k + 1) % ring.length]!; return (x * v - u * y) / 2; }));

describe("equal-area projection", () => {
  const { project } = equalAreaProjection(-118, 35);
  it("keeps areas and, near its centre, distances", () => {
    const cell: Ring = Array.from({ length: 400 }, (_, k) => (k < 100 ? [-122 + 8 * k / 100, 32] : k < 200 ? [-114, 32 + 5 * (k - 100) / 100] : k < 300 ? [-114 - 8 * (k - 200) / 100, 37] : [-122, 37 - 5 * (k - 300) / 100]));
    const exact = boxRegion("box", { west: -122, east: -114, south: 32, north: 37 }, 0.5);
    expect(area(cell.map(([x, y]) => project(x, y))) / sum(exact.areasKm2)).toBeCloseTo(1, 4);
    const [a, b] = [project(-118.2, 35.3), project(-117.4, 34.6)];
    expect(Math.hypot(a[0] - b[0], a[1] - b[1]) / distanceKm(-118.2, 35.3, -117.4, 34.6)).toBeCloseTo(1, 4);
    expect(project(-118, 35).map(Math.abs).every((coordinate) => coordinate < 1e-9)).toBe(true);
    expect(project(-117, 35)[0]).toBeGreaterThan(0);
    expect(project(-118, 36)[1]).toBeGreaterThan(0);
  });
});

describe("outline of a region", () => {
  it("of a box is its perimeter, counterclockwise", () => {
    const [ring, ...others] = regionOutline(boxRegion("box", { west: 0, east: 3, south: 0, north: 2 }, 1));
    expect(others).toEqual([]);
    expect(ring).toHaveLength(10);
    expect(area(ring!)).toBeCloseTo(6, 12);
  });

  it("has a ring for each part and a clockwise one for a hole; parts that touch at a corner stay apart", () => {
    const cells = [[0, 0], [1, 0], [2, 0], [0, 1], [2, 1], [0, 2], [1, 2], [2, 2], [3, 3]] as const;
    const rings = regionOutline(createGridRegion("ring and corner", 1, cells));
    expect(rings.map(area).sort((a, b) => a - b).map(Math.round)).toEqual([-1, 1, 9]);
  });

  it.each(["california-relm", "italy-csep"])("of %s holds its cells and nothing else", (name) => {
    const region = builtInRegion(name);
    const rings = regionOutline(region);
    const stream = namedStream("outline", name);
    for (let point = 0; point < 2000; point++) {
      const longitude = region.bounds.west - 1 + (region.bounds.east - region.bounds.west + 2) * stream.nextDouble();
      const latitude = region.bounds.south - 1 + (region.bounds.north - region.bounds.south + 2) * stream.nextDouble();
      expect(rings.filter((ring) => pointInRing(longitude, latitude, ring)).length % 2 === 1).toBe(region.indexOf(longitude, latitude) >= 0);
    }
  });

  it("is refused for a quadtree", () => {
    expect(() => regionOutline(createQuadtreeRegion("tiles", ["0", "10"]))).toThrow(/quadtree/);
  });
});

describe("simplified ring", () => {
  it("drops corners on straight sides and keeps within the tolerance elsewhere", () => {
    const square: Ring = Array.from({ length: 40 }, (_, k) => (k < 10 ? [k, 0] : k < 20 ? [10, k - 10] : k < 30 ? [30 - k, 10] : [0, 40 - k]));
    expect(simplifyRing(square, 1e-9)).toEqual([[0, 0], [10, 0], [10, 10], [0, 10]]);
    const circle: Ring = Array.from({ length: 720 }, (_, k) => [100 * Math.cos((k * Math.PI) / 360), 100 * Math.sin((k * Math.PI) / 360)]);
    const few = simplifyRing(circle, 1);
    expect(few.length).toBeLessThan(40);
    expect(Math.abs(area(few) / area(circle) - 1)).toBeLessThan(2 / 100);
  });
});
