import { describe, expect, it } from "vitest";
import { parseRegionCsv, regionCsv } from "../../src/formats/region-csv.ts";
import { regionDigest } from "../../src/formats/sealed-forecast.ts";
import { boxRegion, createGridRegion, polygonRegion, sameRegion } from "../../src/seismicity/region.ts";
import { builtInRegion } from "../../src/seismicity/regions/registry.ts";

const REGIONS = {
  box: boxRegion("box", { west: -119, east: -118, south: 33, north: 34 }, 0.25),
  "across the date line": boxRegion("line", { west: 178, east: 182, south: -40, north: -38 }, 0.5),
  polygon: polygonRegion("polygon", [[10, 40], [12, 40.3], [11, 42]], 0.1),
  "one cell": createGridRegion("one", 0.1, [[10.1, 40.2]]),
  "cells in an order of their own": createGridRegion("order", 0.1, [[10.2, 40.1], [10.1, 40.1], [10.1, 40.2]]),
  california: builtInRegion("california-relm"),
};

describe("regionCsv", () => {
  it.each(Object.entries(REGIONS))("%s comes back cell by cell, and with the same text", (_, region) => {
    const text = regionCsv(region);
    const back = parseRegionCsv(text, region.id);
    expect(sameRegion(back, region)).toBe(true);
    expect(back.cellSizeDegrees).toBe(region.cellSizeDegrees);
    expect(Array.from(back.areasKm2)).toEqual(Array.from(region.areasKm2));
    expect(regionCsv(back)).toBe(text);
    expect(regionDigest(back)).toBe(regionDigest(region));
  });

  it("is a header and the lower-left corners", () => {
    expect(regionCsv(REGIONS["cells in an order of their own"])).toBe("west,south (cells of 0.1 degrees)\n10.2,40.1\n10.1,40.1\n10.1,40.2\n");
  });

  it("tells cell sizes apart", () => expect(regionDigest(createGridRegion("a", 0.1, [[10, 40]]))).not.toBe(regionDigest(createGridRegion("a", 0.2, [[10, 40]]))));
});

describe("parseRegionCsv", () => {
  const HEAD = "west,south (cells of 0.1 degrees)\n";
  it.each([
    ["another header", "lon,lat\n10,40\n", /cells.csv, line 1: not a list of cells; got "lon,lat"/],
    ["a cell size that is no number", "west,south (cells of ten degrees)\n10,40\n", /cells.csv, cell size: not a number; got "ten"/],
    ["a cell size of zero", "west,south (cells of 0 degrees)\n10,40\n", /cells.csv, cellSizeDegrees: cell size must be positive/],
    ["no line break at the end", `${HEAD}10,40\n10.1,4`, /cells.csv, line 3: list of cells is cut short/],
    ["a word for a number", `${HEAD}10,40\n10.1,north\n`, /cells.csv, line 3, south: not a number; got "north"/],
    ["an empty number", `${HEAD},40\n`, /cells.csv, line 2, west: missing value/],
    ["three numbers", `${HEAD}10,40,1\n`, /cells.csv, line 2: not a cell/],
    ["one number", `${HEAD}10\n`, /cells.csv, line 2: not a cell/],
    ["a blank line", `${HEAD}10,40\n\n10.1,40\n`, /cells.csv, line 3: not a cell/],
    ["no cells", HEAD, /cells.csv, region: a region needs at least one cell/],
    ["a cell beyond the pole", `${HEAD}10,40\n10.1,945\n`, /cells.csv, cell 1: cell is not on the globe; got \[10.1,945\]/],
    ["a longitude that is none", `${HEAD}10,40\n1e22,40\n`, /cells.csv, cell 1: cell is not on the globe/],
    ["cells scattered over a huge grid", "west,south (cells of 0.000001 degrees)\n10,40\n200,70\n", /cells.csv, cell size: cells are scattered over too large a grid; got 0.000001/],
    ["a quadtree that is cut short", "quadkey\n01\n0", /cells.csv, line 3: list of cells is cut short/],
    ["a text that is no quadkey", "quadkey\n01\n04\n", /cells.csv, quadkey: not a quadkey; got "04"/],
    ["a cell twice", `${HEAD}10,40\n10,40\n`, /cells.csv, cell 1: cell occurs twice/],
    ["a cell off the grid", `${HEAD}10,40\n10.13,40\n`, /cells.csv, cell 1: cell is not on the region's grid/],
  ])("refuses %s", (_, text, message) => expect(() => parseRegionCsv(text, "made", "cells.csv")).toThrow(message));
});
