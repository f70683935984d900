import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readGriddedText } from "../../src/formats/gridded-registry.ts";
import { writeCsepDat } from "../../src/formats/gridded-writing.ts";
import { readTextFile } from "../../src/formats/text-file.ts";
import { createGriddedForecast, spatialCounts, totalExpectedCount } from "../../src/seismicity/forecast.ts";
import { createMagnitudeBins } from "../../src/seismicity/magnitude-bins.ts";
import { boxRegion } from "../../src/seismicity/region.ts";
import { builtInRegion } from "../../src/seismicity/regions/registry.ts";
import { hasShared, sharedPath } from "../support/shared.ts";

const read = (text: string) => readGriddedText(text, "model.dat");
const rows = (...lines: string[]) => `${lines.join("\n")}\n`;
const A1 = "0.0 0.5 10.0 10.5 0 30 5.0 5.1 0.10 1";
const A2 = "0.0 0.5 10.0 10.5 0 30 5.1 10.0 0.05 1";
const B1 = "0.5 1.0 10.0 10.5 0 30 5.0 5.1 0.40 1";
const B2 = "0.5 1.0 10.0 10.5 0 30 5.1 10.0 0.20 1";

describe("csep-dat", () => {
  it("reads cells in order of first appearance, magnitude fastest", () => {
    const { forecast, ...rest } = read(rows("# lon_min lon_max ... rate flag", "", B1, B2, A1, A2));
    expect(rest).toEqual({ format: "csep-dat", depthRangeKm: { min: 0, max: 30 }, maskedCells: 0, notes: [] });
    expect([...forecast.region.west]).toEqual([0.5, 0]);
    expect(forecast.region.cellSizeDegrees).toBe(0.5);
    expect([...forecast.magnitudeBins.lowerEdges]).toEqual([5, 5.1]);
    expect([...forecast.expectedCounts]).toEqual([0.4, 0.2, 0.1, 0.05]);
  });

  it("reads rows in any order, and without flags", () => {
    const shuffled = [A2, B1, A1, B2].map((row) => row.slice(0, -2));
    expect([...read(rows(...shuffled)).forecast.expectedCounts]).toEqual([0.1, 0.05, 0.4, 0.2]);
  });

  it("leaves masked cells and their rates out", () => {
    const { forecast, maskedCells, notes } = read(rows(A1.replace(/1$/, "0"), A2.replace(/1$/, "0"), B1, B2));
    expect([forecast.region.cellCount, maskedCells, notes]).toEqual([1, 1, []]);
    expect(totalExpectedCount(forecast)).toBeCloseTo(0.6, 12);
    expect(forecast.region.indexOf(0.25, 10.25)).toBe(-1);
  });

  it("lets the first row of a cell decide, and notes flags that differ or are odd", () => {
    const { maskedCells, notes } = read(rows(A1, A2.replace(/1$/, "0"), B1.replace(/1$/, "0.1"), B2.replace(/1$/, "0.1")));
    expect(maskedCells).toBe(0);
    expect(notes).toEqual([
      "flag 0.1 at line 3 is neither 0 nor 1 and is taken as 1 (rows like it: 2)",
      "flags differ inside a cell, first at line 2; the flag of a cell's first row counts (cells like it: 1)",
    ]);
  });

  it.each([
    ["a negative rate", rows(A1, A2.replace("0.05", "-0.05"), B1, B2), "model.dat, line 2, rate: negative rate; got -0.05; expected an expected number >= 0"],
    ["NaN", rows(A1, A2.replace("0.05", "nan"), B1, B2), 'model.dat, line 2, rate: not a number; got "nan"; expected a decimal number'],
    ["NaN in the first row", rows(A1.replace("0.10", "NaN"), A2), 'model.dat, line 1, rate: not a number; got "NaN"; expected a decimal number'],
    ["a word", rows("#", A1, A2, B1.replace("0.40", "high"), B2), 'model.dat, line 4, rate: not a number; got "high"'],
    ["infinity", rows(A1, A2.replace("0.05", "inf"), B1, B2), 'model.dat, line 2, rate: not a number; got "inf"'],
    ["a bad corner", rows(A1, A2.replace("10.5", "10,5x"), B1, B2), "model.dat, line 2, depth_min: not a number"],
    ["a row twice", rows(A1, A2, B1, B2, A2), "model.dat, line 5, cell (0, 10), magnitude 5.1: row is there twice; expected one row, as at line 2"],
    ["a missing row", rows(A1, A2, B1), "model.dat, line 3, cell (0.5, 10), magnitude 5.1: row is missing; expected one row for each of 2 magnitude bins"],
    ["two depth layers", rows(A1, A2, B1.replace(" 0 30", " 30 60"), B2), "model.dat, line 3, depth_min, depth_max: more than one depth layer, which is not supported; got [30,60]; expected 0 to 30"],
    ["cells of two sizes", rows(A1, A2, B1.replace("1.0 10.0", "1.5 10.0"), B2), "model.dat, line 3, lon_max, lat_max: cell is not a square of the same size as the first cell; got \"1 by 0.5 degrees\"; expected 0.5 by 0.5"],
    ["a short row", rows(A1, "0.0 0.5 10.0 10.5 0 30 5.1"), "model.dat, line 2, row: wrong number of columns; got 7; expected 10 as in the first row"],
    ["a long row", rows(A1, `${A2} 1`), "model.dat, line 2: too many columns"],
    ["overlapping bins", rows(A1.replace("5.1 ", "5.2 "), A2, B1.replace("5.1 ", "5.2 "), B2), "model.dat, line 1, mag_max: magnitude bins overlap or leave a gap; got 5.2; expected 5.1"],
    ["an empty bin", rows(A1.replace("5.1 ", "5.0 ")), "model.dat, line 1, mag_max: empty magnitude bin; got 5; expected more than 5"],
    ["a latitude beyond the pole", rows(A1, A2, "0.0 0.5 95.0 95.5 0 30 5.0 5.1 0.10 1"), "model.dat, line 3, lat_min: latitude out of range; got 95"],
    ["all cells masked", rows(A1.replace(/1$/, "0"), A2), "model.dat, flag: every cell is masked"],
    ["an off-grid cell", rows(A1, A2, B1.replace("0.5 1.0", "0.7 1.2"), B2.replace("0.5 1.0", "0.7 1.2")), "model.dat, cell 1: cell is not on the region's grid"],
  ])("refuses %s", (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it("refuses files in no known format, listing those it knows", () => {
    expect(() => read("tiles,depth,rate\n0,0,70,0.1\n")).toThrow(/model\.dat, line 1: in no gridded forecast format that can be read; got "tiles.*expected one of gridded-csv .*; quadtree-csv .*; forecastml .*; csep-dat /s);
    expect(() => read("")).toThrow(/model\.dat: file is empty/);
    expect(() => readGriddedText("# nothing\n", "model.dat", "csep-dat")).toThrow(/model\.dat: no forecast rows/);
  });

  it("reads 315,000 rows", () => {
    const region = boxRegion("large", { west: -125, east: -116.3, south: 31, north: 39.8 }, 0.1);
    const bins = createMagnitudeBins(4.95, 8.95, 0.1);
    const rates = Float64Array.from({ length: region.cellCount * 41 }, (_, index) => 1 / (index + 3));
    const text = writeCsepDat(createGriddedForecast(region, bins, rates), { min: 0, max: 30 });
    expect(Buffer.from(read(text).forecast.expectedCounts.buffer).equals(Buffer.from(rates.buffer))).toBe(true);
  });
});

describe.skipIf(!hasShared)("csep-dat against pyCSEP and floatCSEP (needs the reference folder)", () => {
  const shared = (...path: string[]) => readGriddedText(readTextFile(sharedPath(...path)).text, path.at(-1)!);
  const json = (...path: string[]) => JSON.parse(readFileSync(sharedPath(...path), "utf8"));

  it("reads the cells and rates that pyCSEP reads", () => {
    const expected = json("oracle", "pycsep", "io", "gridded_dat.json");
    for (const name of ["plain", "shuffled_cells"]) {
      const { forecast } = shared("oracle", "pycsep", "io", `${name}.dat`);
      const { origins, magnitudes, spatial_counts: counts } = expected[name];
      expect([...forecast.region.west].map((west, cell) => [west, forecast.region.south[cell]])).toEqual(origins);
      expect([...forecast.magnitudeBins.lowerEdges]).toEqual(magnitudes);
      expect([...spatialCounts(forecast)]).toEqual(counts);
      expect(forecast.region.cellSizeDegrees).toBe(0.1);
    }
  });

  it("does not count the rates of masked cells, as pyCSEP does", () => {
    const counts: number[] = json("oracle", "pycsep", "io", "gridded_dat.json").plain.spatial_counts;
    const { forecast, maskedCells } = shared("oracle", "pycsep", "io", "masked.dat");
    expect(maskedCells).toBe(3);
    expect([...spatialCounts(forecast)]).toEqual(counts.slice(0, 9));
  });

  it("reads the floatCSEP samples", () => {
    const expected = json("compat", "floatcsep", "formats", "expected.json")["two_cells.dat"];
    const { forecast, notes, maskedCells } = shared("compat", "floatcsep", "formats", "two_cells.dat");
    expect([...forecast.expectedCounts]).toEqual(expected.rates.flat());
    expect([forecast.region.cellSizeDegrees, maskedCells, notes.length]).toEqual([expected.dh, 0, 1]);
    const caseA = shared("compat", "floatcsep", "case_a", "best_model.dat");
    expect([caseA.forecast.region.cellCount, caseA.forecast.magnitudeBins.width, totalExpectedCount(caseA.forecast)]).toEqual([2, 1, 1]);
  });

  it("puts every decimal corner of the Italian grid into its own cell (pyCSEP misplaces 8669 of 8993)", () => {
    const text = writeCsepDat(shared("data", "italy-2010", "ALM.italy.10yr.2010-01-01.csv.gz").forecast, { min: 0, max: 30 });
    const { region } = read(text).forecast;
    expect(region.cellCount).toBe(8993);
    const wrong = Array.from(region.west, (west, cell) => region.indexOf(west, region.south[cell]!) === cell).filter((right) => !right);
    expect(wrong).toHaveLength(0);
  });

  it("gives the RELM rates back bit by bit", () => {
    const packed = gunzipSync(readFileSync(sharedPath("oracle", "pycsep", "gridded", "relm_a.f32.gz")));
    const rates = Float64Array.from({ length: packed.length / 4 }, (_, index) => packed.readFloatLE(4 * index));
    const region = builtInRegion("california-relm");
    const bins = createMagnitudeBins(4.95, 8.95, 0.1);
    const back = read(writeCsepDat(createGriddedForecast(region, bins, rates), { min: 0, max: 30 })).forecast;
    expect(Buffer.from(back.expectedCounts.buffer).equals(Buffer.from(rates.buffer))).toBe(true);
  });
});
