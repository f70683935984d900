import fc from "fast-check";
import { gunzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createQuadtreeRegion, quadkeysOfZoom } from "../../src/seismicity/quadtree-region.ts";
import { sameRegion } from "../../src/seismicity/region.ts";
import { hasShared, sharedPath } from "../support/shared.ts";

/** Quadkeys of a random tree, leaves in depth-first order; some leaves are left out. */
const tiles = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 60, maxLength: 200 }).map((draws) => {
  const keys: string[] = [];
  let next = 0;
  const draw = (): number => draws[next++] ?? 1;
  const visit = (key: string): void => {
    if (key.length < 9 && draw() < 0.4) for (const digit of "0123") visit(key + digit);
    else if (draw() < 0.9) keys.push(key);
  };
  for (const digit of "0123") visit(digit);
  return keys.length === 0 ? ["0"] : keys;
});

describe("createQuadtreeRegion", () => {
  it("finds the cell that a look at every cell finds, edges included", () => {
    const point = (region: ReturnType<typeof createQuadtreeRegion>, pick: number, kind: number): [number, number] => {
      const cell = pick % region.cellCount;
      if (kind === 0) return [region.west[cell]!, region.south[cell]!];
      if (kind === 1) return [region.east[cell]!, region.north[cell]!];
      if (kind === 2) return [(region.west[cell]! + region.east[cell]!) / 2, region.north[cell]!];
      return [((pick * 37) % 3600) / 10 - 180, ((pick * 53) % 1800) / 10 - 90];
    };
    fc.assert(fc.property(tiles, fc.array(fc.tuple(fc.nat({ max: 1e6 }), fc.nat({ max: 3 })), { minLength: 20, maxLength: 20 }), (keys, picks) => {
      const region = createQuadtreeRegion("made-up", keys);
      for (const [pick, kind] of picks) {
        const [longitude, latitude] = point(region, pick, kind);
        const wrapped = longitude === 180 ? -180 : longitude;
        const scanned = keys.findIndex((_, cell) => wrapped >= region.west[cell]! && wrapped < region.east[cell]! && latitude >= region.south[cell]! && latitude < region.north[cell]!);
        expect([longitude, latitude, region.indexOf(longitude, latitude)]).toEqual([longitude, latitude, scanned]);
      }
    }), { numRuns: 200, seed: 5 });
  });

  it("covers the Mercator square once at one zoom", () => {
    const region = createQuadtreeRegion("zoom 5", quadkeysOfZoom(5));
    expect(region.quadkeys.slice(0, 5)).toEqual(["00000", "00001", "00002", "00003", "00010"]);
    const edge = Math.atan(Math.sinh(Math.PI));
    const total = region.areasKm2.reduce((a, b) => a + b);
    expect(total / (4 * Math.PI * 6371 * 6371 * Math.sin(edge))).toBeCloseTo(1, 13);
    expect(region.bounds.west).toBe(-180);
    expect(region.bounds.north).toBeCloseTo(85.0511287798066, 12);
    expect([region.indexOf(0, 85.06), region.indexOf(0, -85.06), region.indexOf(Number.NaN, 0)]).toEqual([-1, -1, -1]);
    expect(region.indexOf(180, 10)).toBe(region.indexOf(-180, 10));
  });

  it("compares by tiles", () => {
    const keys = quadkeysOfZoom(2);
    expect(sameRegion(createQuadtreeRegion("a", keys), createQuadtreeRegion("b", keys))).toBe(true);
    expect(sameRegion(createQuadtreeRegion("a", keys), createQuadtreeRegion("b", keys.toReversed()))).toBe(false);
    // The same lower-left corner, another size.
    expect(sameRegion(createQuadtreeRegion("a", ["0"]), createQuadtreeRegion("b", ["02"]))).toBe(false);
  });

  it.each([
    [["0", "4"], 'quadkey: not a quadkey; got "4"; expected 1 to 24 digits from 0 to 3'],
    [["", "1"], "quadkey: not a quadkey"],
    [["0".repeat(25)], "quadkey: not a quadkey"],
    [["01", "2", "01"], 'cell 2: tile occurs twice in the region; got "01"'],
    [["01", "0"], 'cell 1: tile overlaps another; got "0"'],
    [["0", "012"], 'cell 1: tile overlaps another; got "012"; expected no tile inside another, such as 0'],
    [[], "a region needs at least one cell"],
  ])("refuses %j", (keys, message) => {
    expect(() => createQuadtreeRegion("bad", keys)).toThrow(message);
  });
});

describe.skipIf(!hasShared)("createQuadtreeRegion against pyCSEP (needs the reference folder)", () => {
  it("has its bounds and areas", () => {
    const want = JSON.parse(readFileSync(sharedPath("compat", "floatcsep", "formats", "expected.json"), "utf8"))["three_tiles_quadtree.csv"];
    const region = createQuadtreeRegion("three", want.quadkeys);
    want.cell_bounds_lon1_lat1_lon2_lat2.forEach(([west, south, east, north]: number[], cell: number) => {
      expect([region.west[cell], region.east[cell]]).toEqual([west, east]);
      expect(region.south[cell]).toBeCloseTo(south!, 12);
      expect(region.north[cell]).toBeCloseTo(north!, 12);
      expect(region.areasKm2[cell]! / want.cell_area_km2[cell]).toBeCloseTo(1, 12);
    });
  });

  it("puts the events of the quadtree tutorial where pyCSEP puts them", () => {
    const want = JSON.parse(readFileSync(sharedPath("oracle", "pycsep", "cases", "peer", "peer__quadtree_L6.json"), "utf8"));
    const [header, ...rows] = readFileSync(sharedPath("oracle", "pycsep", "peer_data", "cat_test.csv"), "utf8").trim().split("\n");
    expect(header).toBe("id,year,lat,lon,depth,mag");
    const region = createQuadtreeRegion("L6", quadkeysOfZoom(6));
    const cells = rows.map((row) => row.split(",").map(Number)).map(([, , latitude, longitude]) => region.indexOf(longitude!, latitude!));
    expect(cells.filter((cell) => cell >= 0)).toEqual(want.spatial_idx);
  });

  it("takes the 8,089 tiles of the tutorial's multi-resolution grid", () => {
    const keys = gunzipSync(readFileSync(sharedPath("oracle", "pycsep", "peer_data", "quadtree_multi_quadkeys.txt.gz"))).toString().trim().split(/\s+/);
    const region = createQuadtreeRegion("multi", keys);
    expect(region.cellCount).toBe(8089);
    keys.forEach((_, cell) => expect(region.indexOf((region.west[cell]! + region.east[cell]!) / 2, (region.south[cell]! + region.north[cell]!) / 2)).toBe(cell));
  });
});
