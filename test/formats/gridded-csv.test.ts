import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readGriddedText } from "../../src/formats/gridded-registry.ts";
import { readTextFile } from "../../src/formats/text-file.ts";
import { totalExpectedCount } from "../../src/seismicity/forecast.ts";
import { hasShared, sharedPath } from "../support/shared.ts";

const read = (text: string) => readGriddedText(text, "model.csv");
const HEADER = "lon_min, lon_max, lat_min, lat_max, depth_min, depth_max, 5.0, 5.1";
const A = "0.0, 0.5, 10.0, 10.5, 0, 30, 0.10, 0.05";
const B = "0.5, 1.0, 10.0, 10.5, 0, 30, 0.40, 0.20";

describe("gridded-csv", () => {
  it.each([
    ["commas", `${HEADER}\n${A}\n${B}\n`],
    ["no blanks, CRLF", `${HEADER}\n${A}\n${B}\n`.replaceAll(" ", "").replaceAll("\n", "\r\n")],
    ["blanks and # before the header", `# a comment\n#${HEADER}\n${A}\n${B}\n`.replaceAll(",", "")],
    ["columns in another order", `5.0,5.1,depth_max,depth_min,lat_max,lat_min,lon_max,lon_min\n.10,.05,30,0,10.5,10,.5,0\n.4,.2,30,0,10.5,10,1,.5\n`],
  ])("reads with %s", (_, text) => {
    const { forecast, ...rest } = read(text);
    expect(rest).toEqual({ format: "gridded-csv", depthRangeKm: { min: 0, max: 30 }, maskedCells: 0, notes: [] });
    expect([...forecast.expectedCounts]).toEqual([0.1, 0.05, 0.4, 0.2]);
    expect([...forecast.region.west, forecast.region.cellSizeDegrees]).toEqual([0, 0.5, 0.5]);
    expect([...forecast.magnitudeBins.lowerEdges]).toEqual([5, 5.1]);
  });

  it("infers the cell size of the short form from the grid", () => {
    const { forecast, depthRangeKm } = read("lon_min,lat_min,5.0\n10.1,45.0,1\n10.4,45.0,2\n10.4,45.1,3\n");
    expect([forecast.region.cellSizeDegrees, forecast.region.cellCount, depthRangeKm]).toEqual([0.1, 3, undefined]);
    expect(forecast.region.indexOf(10.45, 45.15)).toBe(2);
  });

  it("leaves masked cells out and notes odd masks", () => {
    const { forecast, maskedCells, notes } = read(`${HEADER}, mask\n${A}, 0\n${B}, 2\n`);
    expect([maskedCells, [...forecast.expectedCounts], notes]).toEqual([1, [0.4, 0.2], ["flag 2 at line 3 is neither 0 nor 1 and is taken as 1 (rows like it: 1)"]]);
  });

  it.each([
    ["a negative rate", `${HEADER}\n${A}\n${B.replace("0.20", "-1")}\n`, "model.csv, line 3, rate at magnitude 5.1: negative rate; got -1; expected an expected number >= 0"],
    ["NaN", `${HEADER}\n${A.replace("0.05", "NaN")}\n`, 'model.csv, line 2, 5.1: not a number; got "NaN"'],
    ["a short row", `${HEADER}\n${A}\n0.5, 1.0, 10.0\n`, "model.csv, line 3, row: wrong number of columns; got 3; expected 8 as in the header"],
    ["a long row", `${HEADER}\n${A}, 7\n`, 'model.csv, line 2: too many columns; got "7"'],
    ["a cell twice", `${HEADER}\n${A}\n${B}\n${A}\n`, "model.csv, line 4, lon_min, lat_min: cell is there twice; got [0,10]; expected one row, as at line 2"],
    ["two depth layers", `${HEADER}\n${A}\n${B.replace("0, 30", "30, 60")}\n`, "model.csv, line 3, depth_min, depth_max: more than one depth layer"],
    ["cells of two sizes", `${HEADER}\n${A}\n${B.replace("1.0, ", "1.1, ")}\n`, "model.csv, line 3, lon_max, lat_max: cell is not a square"],
    ["an unknown column", `${HEADER}, colour\n${A}, 1\n`, 'model.csv, line 1, column 9: unknown or repeated column; got "colour"'],
    ["a repeated column", `${HEADER}, lon_min\n${A}, 1\n`, 'model.csv, line 1, column 9: unknown or repeated column; got "lon_min"'],
    ["a lone lon_max", "lon_min,lon_max,lat_min,5\n0,1,0,1\n", "model.csv, line 1, lat_max: column is missing; expected both lon_max and lat_max, or neither"],
    ["descending magnitudes", `${HEADER}, 4.9\n${A}, 1\n`, 'model.csv, line 1, column 9: magnitude edges do not ascend; got "4.9"; expected more than 5.1'],
    ["uneven magnitudes", `${HEADER}, 5.4\n${A}, 1\n`, "model.csv, magnitude bin 2: magnitude bins must be equally wide and ascending"],
    ["a header alone", `${HEADER}\n`, "model.csv, line 1: no forecast rows; expected a row for each cell after the header"],
    ["one cell without size", "lon_min,lat_min,5\n0,0,1\n", "model.csv, line 2: the cell size cannot be told from one cell"],
    ["no header", "", "model.csv: file is empty"],
  ])("refuses %s", (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it("refuses another header when asked for this format", () => {
    expect(() => readGriddedText("a,b\n1,2\n", "model.csv", "gridded-csv")).toThrow('model.csv, line 1, header: no header of a gridded forecast; got "a,b"');
  });
});

describe.skipIf(!hasShared)("gridded-csv on published files (needs the reference folder)", () => {
  const shared = (...path: string[]) => readGriddedText(readTextFile(sharedPath(...path)).text, path.at(-1)!);

  it.each(["two_cells.csv", "two_cells_space_mask.csv"])("%s as floatCSEP reads it, without the masked cells", (name) => {
    const expected = JSON.parse(readFileSync(sharedPath("compat", "floatcsep", "formats", "expected.json"), "utf8"))[name];
    const kept = (values: unknown[][]): unknown[][] => values.filter((_, cell) => expected.poly_mask[cell] === 1);
    const { forecast, maskedCells } = shared("compat", "floatcsep", "formats", name);
    expect([...forecast.expectedCounts]).toEqual(kept(expected.rates).flat());
    expect(Array.from(forecast.region.west, (west, cell) => [west, forecast.region.south[cell]])).toEqual(kept(expected.origins_lon_lat));
    expect([[...forecast.magnitudeBins.lowerEdges], forecast.region.cellSizeDegrees]).toEqual([expected.magnitudes, expected.dh]);
    expect(maskedCells).toBe(expected.poly_mask.filter((mask: number) => mask === 0).length);
  });

  it.each([["ALM", 16.1854], ["MPS04", 19.8119]])("%s has the expected number of its README", (model, total) => {
    const { forecast } = shared("data", "italy-2010", `${model}.italy.10yr.2010-01-01.csv.gz`);
    expect(totalExpectedCount(forecast)).toBeCloseTo(total, 4);
    expect([forecast.region.cellCount, forecast.magnitudeBins.lowerEdges.length, forecast.region.cellSizeDegrees]).toEqual([8993, 41, 0.1]);
  });
});
