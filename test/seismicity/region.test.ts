import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/seismicity/input-error.ts";
import { boxRegion, createGridRegion, polygonRegion } from "../../src/seismicity/region.ts";
import { builtInRegion } from "../../src/seismicity/regions/registry.ts";
import { hasShared, sharedPath } from "../support/shared.ts";

const readOrigins = (id: string): [number, number][] =>
  gunzipSync(readFileSync(sharedPath("oracle", "pycsep", "regions", `${id}.origins.csv.gz`)))
    .toString("utf8").trim().split("\n").slice(1).map((line) => line.split(",").map(Number) as [number, number]);

const readMidpoints = (name: string): [number, number][] =>
  readFileSync(sharedPath("compat", "floatcsep", "regions", name), "utf8")
    .trim().split("\n").map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);

describe("built-in regions", () => {
  it.each([["california-relm", 7682], ["italy-csep", 8993], ["new-zealand-csep", 6343]])("%s has %i cells, each found at its own centre", (id, count) => {
    const region = builtInRegion(id);
    expect(region.cellCount).toBe(count);
    for (let cell = 0; cell < count; cell++) {
      expect(region.indexOf(region.west[cell]! + 0.05, region.south[cell]! + 0.05)).toBe(cell);
      expect(region.indexOf(region.west[cell]!, region.south[cell]!)).toBe(cell);
    }
  });

  it("names the regions it knows when asked for another", () => {
    expect(() => builtInRegion("atlantis")).toThrow(InputError);
    expect(() => builtInRegion("atlantis")).toThrow(/california-relm/);
  });
});

describe.skipIf(!hasShared)("built-in regions against the peers' node lists (needs ../shared)", () => {
  it("california-relm equals the RELM cells node by node", () => {
    const region = builtInRegion("california-relm");
    const origins = readOrigins("relm");
    expect(origins.length).toBe(region.cellCount);
    origins.forEach(([lon, lat], cell) => {
      expect(region.west[cell]).toBe(lon);
      expect(region.south[cell]).toBe(lat);
    });
  });

  it.each([["italy-csep", "italy_csep_region.midpoints.txt"], ["new-zealand-csep", "nz_csep_region.midpoints.txt"]])("%s equals the midpoint list", (id, file) => {
    const region = builtInRegion(id);
    const midpoints = readMidpoints(file);
    expect(midpoints.length).toBe(region.cellCount);
    midpoints.forEach(([lon, lat], cell) => {
      expect(region.west[cell]).toBeCloseTo(lon - 0.05, 9);
      expect(region.south[cell]).toBeCloseTo(lat - 0.05, 9);
    });
  });

  it("areas equal pyCSEP's to 1e-9", () => {
    const expected = JSON.parse(readFileSync(sharedPath("oracle", "pycsep", "regions", "relm.json"), "utf8")) as { cell_area_km2_sum: number; cell_area_km2_head: number[] };
    const region = builtInRegion("california-relm");
    expect(region.areasKm2.reduce((a, b) => a + b, 0) / expected.cell_area_km2_sum).toBeCloseTo(1, 9);
    expected.cell_area_km2_head.forEach((area, cell) => expect(region.areasKm2[cell]! / area).toBeCloseTo(1, 9));
  });

  it("lookups at corners, centres and one ulp below equal pyCSEP's", () => {
    interface Lookup { region: string; cell: number; points: [number, number][]; index: (number | string)[] }
    const { lookups } = JSON.parse(readFileSync(sharedPath("oracle", "pycsep", "units", "regions.json"), "utf8")) as { lookups: Lookup[] };
    const regions = new Map<string, ReturnType<typeof createGridRegion>>();
    let compared = 0;
    for (const lookup of lookups) {
      const meta = JSON.parse(readFileSync(sharedPath("oracle", "pycsep", "regions", `${lookup.region}.json`), "utf8")) as { dh: number };
      if (!regions.has(lookup.region)) regions.set(lookup.region, createGridRegion(lookup.region, meta.dh, readOrigins(lookup.region)));
      lookup.points.forEach(([lon, lat], i) => {
        expect([lookup.region, lon, lat, regions.get(lookup.region)!.indexOf(lon, lat)]).toEqual([lookup.region, lon, lat, lookup.index[i] === "outside" ? -1 : lookup.index[i]]);
        compared++;
      });
    }
    expect(compared).toBeGreaterThan(300);
  });
});

describe("regions of one's own", () => {
  it("a box has its cells, half-open, and wraps at 180°", () => {
    const region = boxRegion("box", { west: 179, east: 181, south: -40, north: -39 }, 0.5);
    expect(region.cellCount).toBe(8);
    expect(region.indexOf(-179.9, -39.9)).toBe(region.indexOf(180.1, -39.9));
    expect(region.indexOf(181, -39.9)).toBe(-1);
    expect(region.indexOf(179, -39)).toBe(-1);
  });

  it("a polygon keeps the cells whose midpoints are inside", () => {
    const region = polygonRegion("triangle", [[0, 0], [2, 0], [0, 2]], 0.5);
    expect(region.cellCount).toBe(6);
  });

  it("one column and one cell work", () => {
    const region = createGridRegion("one", 1, [[0, 0]]);
    expect([region.indexOf(0, 0), region.indexOf(0.999, 0.5), region.indexOf(1, 0.5), region.bounds.east]).toEqual([0, 0, -1, 1]);
  });

  it("refuses doubled and off-grid cells", () => {
    expect(() => createGridRegion("x", 0.1, [[0, 0], [0, 0]])).toThrow(/twice/);
    expect(() => createGridRegion("x", 0.1, [[0, 0], [0.15, 0]])).toThrow(/not on the region's grid/);
  });
});
