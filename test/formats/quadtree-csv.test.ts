import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readGriddedText } from "../../src/formats/gridded-registry.ts";
import { writeQuadtreeCsv } from "../../src/formats/quadtree-csv.ts";
import { parseRegionCsv, regionCsv } from "../../src/formats/region-csv.ts";
import { decodeSealedForecast, encodeSealedForecast } from "../../src/formats/sealed-forecast.ts";
import { readTextFile } from "../../src/formats/text-file.ts";
import { createGriddedForecast, totalExpectedCount, griddedViewOf } from "../../src/seismicity/forecast.ts";
import { createMagnitudeBins } from "../../src/seismicity/magnitude-bins.ts";
import { createQuadtreeRegion, quadkeysOfZoom } from "../../src/seismicity/quadtree-region.ts";
import { boxRegion } from "../../src/seismicity/region.ts";
import { hasShared, sharedPath } from "../support/shared.ts";

const read = (text: string) => readGriddedText(text, "model.csv");
const HEADER = "tile,depth_min,depth_max,5.95,6.05\n";

describe("quadtree-csv", () => {
  it("reads tiles of several levels in the order of the file, and leading zeros of their keys", () => {
    const { forecast, depthRangeKm, format, notes } = read(`${HEADER}00,0,70,0.1,0.02\r\n\r\n12,0,70,4e-1,0\r\n`);
    expect([format, depthRangeKm, notes, forecast.region.quadkeys]).toEqual(["quadtree-csv", { min: 0, max: 70 }, [], ["00", "12"]]);
    expect([...forecast.expectedCounts]).toEqual([0.1, 0.02, 0.4, 0]);
    expect([...forecast.magnitudeBins.lowerEdges]).toEqual([5.95, 6.05]);
  });

  it("reads pyCSEP's header, quoted or without depths", () => {
    expect(read('"quadkey","depth_min","depth_max","5.95"\n"012",0,30,1\n').forecast.region.quadkeys).toEqual(["012"]);
    expect(read("quadkey,5.95,6.05\n0,1,2\n").depthRangeKm).toBeUndefined();
  });

  it.each([
    ["a text that is no quadkey", `${HEADER}04,0,70,0.1,0.02\n`, 'model.csv, line 2, tile: not a quadkey; got "04"; expected digits from 0 to 3'],
    ["a tile twice", `${HEADER}01,0,70,0.1,0.02\n01,0,70,0.1,0.02\n`, 'model.csv, line 3, tile: tile is there twice; got "01"; expected one row, as at line 2'],
    ["a tile inside another", `${HEADER}01,0,70,0.1,0.02\n012,0,70,0.1,0.02\n`, 'model.csv, cell 1: tile overlaps another; got "012"'],
    ["a negative rate", `${HEADER}01,0,70,0.1,-0.02\n`, "model.csv, line 2, rate at magnitude 6.05: negative rate; got -0.02"],
    ["NaN", `${HEADER}01,0,70,nan,0.02\n`, 'model.csv, line 2, 5.95: not a number; got "nan"'],
    ["a short row", `${HEADER}01,0,70,0.1\n`, "model.csv, line 2, row: wrong number of columns; got 4; expected 5 as in the header"],
    ["a long row", `${HEADER}01,0,70,0.1,0.2,0.3\n`, "model.csv, line 2: too many columns"],
    ["a row of a key alone", `${HEADER}01`, "model.csv, line 2, row: wrong number of columns; got 1"],
    ["two depth layers", `${HEADER}01,0,70,0.1,0.02\n02,70,100,0.1,0.02\n`, "model.csv, line 3, depth_min, depth_max: more than one depth layer"],
    ["an unknown column", "tile,rate,5.95\n0,1,1\n", 'model.csv, line 1, column 2: unknown or repeated column; got "rate"'],
    ["bins that do not ascend", "tile,6.05,5.95\n0,1,1\n", "model.csv, line 1, column 3: magnitude edges do not ascend; got \"5.95\"; expected more than 6.05"],
    ["one depth alone", "tile,depth_min,5.95\n0,1,1\n", "model.csv, line 1, header: column is missing"],
    ["no rows", HEADER, "model.csv, line 1: no forecast rows"],
    ["no bins", "tile,depth_min,depth_max\n0,0,70\n", "model.csv, line 1, header: no magnitude bins"],
  ])("refuses %s", (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it("is read back without loss, is sealed, and tells tiles with the same corner apart", () => {
    const region = createQuadtreeRegion("mixed", [...quadkeysOfZoom(3).slice(1), "0000", "0003"]);
    const bins = createMagnitudeBins(5.95, 8.95, 0.1);
    const made = createGriddedForecast(region, bins, Float64Array.from({ length: region.cellCount * 31 }, (_, index) => Math.sqrt(index) / 7));
    const back = read(writeQuadtreeCsv(made, { min: 0, max: 70 })).forecast;
    expect(back.expectedCounts).toEqual(made.expectedCounts);
    expect(back.region.quadkeys).toEqual(region.quadkeys);
    const header = { experiment: "e", window: "w", start: "", end: "", issueAt: "", forecaster: "f", version: "1", conditioningDigest: "", modelDigest: null };
    const sealed = encodeSealedForecast(header, made);
    expect(griddedViewOf(decodeSealedForecast(sealed, back.region).forecast).expectedCounts).toEqual(made.expectedCounts);
    expect(parseRegionCsv(regionCsv(region), "mixed").quadkeys).toEqual(region.quadkeys);
    const one = createGriddedForecast(createQuadtreeRegion("a", ["0"]), bins, new Float64Array(31));
    expect(() => decodeSealedForecast(encodeSealedForecast(header, one), createQuadtreeRegion("a", ["02"]))).toThrow(/belongs to another region/);
  });

  it("writes no grid", () => {
    const region = boxRegion("box", { west: 0, east: 1, south: 0, north: 1 }, 0.5);
    const grid = createGriddedForecast(region, createMagnitudeBins(5, 5, 0.1), new Float64Array(4));
    expect(() => writeQuadtreeCsv(grid, { min: 0, max: 70 })).toThrow(/region is no quadtree/);
  });
});

describe.skipIf(!hasShared)("quadtree-csv against floatCSEP and pyCSEP (needs the reference folder)", () => {
  const json = (...path: string[]) => JSON.parse(readFileSync(sharedPath(...path), "utf8"));

  it("reads the three tiles", () => {
    const want = json("compat", "floatcsep", "formats", "expected.json")["three_tiles_quadtree.csv"];
    const { forecast } = read(readFileSync(sharedPath("compat", "floatcsep", "formats", "three_tiles_quadtree.csv"), "utf8"));
    expect([...forecast.expectedCounts]).toEqual(want.rates.flat());
    expect([...forecast.magnitudeBins.lowerEdges]).toEqual(want.magnitudes);
  });

  it("reads TEAM=N25L11 of case d", () => {
    const want = json("compat", "floatcsep", "case_d", "expected.json").parse_check;
    const { forecast } = read(readFileSync(sharedPath("compat", "floatcsep", "case_d", want.file), "utf8"));
    expect([forecast.region.cellCount, forecast.magnitudeBins.lowerEdges.length, forecast.region.quadkeys!.slice(0, 3)]).toEqual([want.n_tiles, want.n_magnitudes, want.first_quadkeys]);
    expect(totalExpectedCount(forecast) / want.total_rate_per_year).toBeCloseTo(1, 13);
    expect(forecast.expectedCounts.subarray(0, 31).reduce((a, b) => a + b) / want.rate_m595_to_last_first_row).toBeCloseTo(1, 13);
    expect(forecast.region.areasKm2.reduce((a, b) => a + b) / want.sum_cell_area_km2).toBeCloseTo(1, 12);
  });

  it.each(["GEAR1", "KJSS", "SHIFT2F_GSRM", "TEAM", "WHEEL"])("reads %s on both published grids, back bit by bit", (model) => {
    for (const [grid, tiles] of [["N100L11", 922], ["N25L11", 3502]] as const) {
      const { forecast, depthRangeKm } = read(readTextFile(sharedPath("data", "gefe-quadtree", `${model}-${grid}.csv.gz`)).text);
      expect(forecast.region.cellCount).toBe(tiles);
      expect(totalExpectedCount(forecast)).toBeGreaterThan(115.9);
      expect(totalExpectedCount(forecast)).toBeLessThan(116.4);
      if (tiles === 922) expect(Buffer.from(read(writeQuadtreeCsv(forecast, depthRangeKm!)).forecast.expectedCounts.buffer).equals(Buffer.from(forecast.expectedCounts.buffer))).toBe(true);
    }
  });

  it("sums the tutorial's rates as pyCSEP does", () => {
    const want = json("oracle", "pycsep", "cases", "peer", "peer__quadtree_L6.json");
    const rates = gunzipSync(readFileSync(sharedPath("oracle", "pycsep", "peer_data", "quadtree_rates_L6.csv.gz"))).toString().trim().split("\n");
    const { forecast } = read(`quadkey,5.95\n${quadkeysOfZoom(6).map((key, cell) => `${key},${rates[cell]}`).join("\n")}\n`);
    expect(forecast.region.cellCount).toBe(want.num_nodes);
    expect(totalExpectedCount(forecast) / want.one_year_event_count).toBeCloseTo(1, 13);
  });
});
