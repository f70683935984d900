import { describe, expect, it } from "vitest";
import { readGriddedText } from "../../src/formats/gridded-registry.ts";
import { writeQuadtreeDat } from "../../src/formats/quadtree-dat.ts";
import { createGriddedForecast } from "../../src/seismicity/forecast.ts";
import { createMagnitudeBins } from "../../src/seismicity/magnitude-bins.ts";
import { createQuadtreeRegion, quadkeysOfZoom } from "../../src/seismicity/quadtree-region.ts";
import { boxRegion } from "../../src/seismicity/region.ts";

const read = (text: string) => readGriddedText(text, "model.dat");
const TILE_0 = "0 -180 0 0 85.0511 0 30";
const TILE_3 = "3 0 180 -85.0511 0 0 30";

describe("quadtree-dat", () => {
  it("reads rows without a flag, as pyCSEP's code does", () => {
    const { format, forecast, depthRangeKm, maskedCells } = read(`# made up\n${TILE_0} 4.95 5.05 0.1\n${TILE_0} 5.05 5.15 0.2\n\n${TILE_3} 4.95 5.05 0.3\r\n${TILE_3} 5.05 5.15 4e-1`);
    expect([format, forecast.region.quadkeys, depthRangeKm, maskedCells]).toEqual(["quadtree-dat", ["0", "3"], { min: 0, max: 30 }, 0]);
    expect([...forecast.expectedCounts]).toEqual([0.1, 0.2, 0.3, 0.4]);
    expect([...forecast.magnitudeBins.lowerEdges]).toEqual([4.95, 5.05]);
  });

  it("reads rows with a flag, as pyCSEP's documentation says: the flag is no rate, and 0 leaves the tile out", () => {
    const { forecast, maskedCells } = read(`${TILE_0} 4.95 5.05 0.1 1\n${TILE_3} 4.95 5.05 0.3 0\n`);
    expect([[...forecast.expectedCounts], forecast.region.quadkeys, maskedCells, forecast.magnitudeBins.width]).toEqual([[0.1], ["0"], 1, 0.1]);
  });

  it("takes rows in any order and keeps leading zeros and long keys", () => {
    const key = "012301230123012301230123";
    const { bounds } = createQuadtreeRegion("tile", [key]);
    const box = `${key} ${bounds.west} ${bounds.east} ${bounds.south} ${bounds.north} 0 30`;
    const { forecast } = read(`${box} 5.05 5.15 2\n${box} 4.95 5.05 1\n`);
    expect([forecast.region.quadkeys, [...forecast.expectedCounts]]).toEqual([[key], [1, 2]]);
  });

  it("is told from a CSEP1 .dat, whose first column may look like a quadkey", () => {
    expect(read("10 11 45 46 0 30 4.95 5.05 0.1 1\n").format).toBe("csep-dat");
    expect(read("0 1 0 1 0 30 4.95 5.05 0.1 1\n").format).toBe("csep-dat");
    expect(read(`${TILE_0} 4.95 5.05 0.1\n`).format).toBe("quadtree-dat");
  });

  it.each([
    ["bounds of another tile", `${TILE_0} 4.95 5.05 0.1\n3 0 90 -85 0 0 30 4.95 5.05 0.1\n`, "model.dat, line 2, lon_min, lon_max, lat_min, lat_max: bounds are not those of the tile; got [0,90,-85,0]"],
    ["a text that is no quadkey", `${TILE_0} 4.95 5.05 0.1\n4 0 90 -85 0 0 30 4.95 5.05 0.1\n`, 'model.dat, line 2, quadkey: not a quadkey; got "4"'],
    ["a tile inside another", `${TILE_0} 4.95 5.05 0.1\n00 -180 -90 66.5 85.05 0 30 4.95 5.05 0.1\n`, "model.dat, cell 1: tile overlaps another"],
    ["a row twice", `${TILE_0} 4.95 5.05 0.1\n${TILE_0} 4.95 5.05 0.1\n`, "model.dat, line 2, cell 0, magnitude 4.95: row is there twice; expected one row, as at line 1"],
    ["a missing row", `${TILE_0} 4.95 5.05 0.1\n${TILE_0} 5.05 5.15 0.1\n${TILE_3} 4.95 5.05 0.1\n`, "model.dat, line 3, cell 3, magnitude 5.05: row is missing"],
    ["a gap between bins", `${TILE_0} 4.95 5.05 0.1\n${TILE_0} 5.15 5.25 0.1\n`, "model.dat, line 1, mag_max: magnitude bins overlap or leave a gap; got 5.05; expected 5.15"],
    ["a bin that ends elsewhere", `${TILE_0} 4.95 5.05 0.1\n${TILE_3} 4.95 5.15 0.1\n`, "model.dat, line 2, mag_max: magnitude bin ends elsewhere than before"],
    ["an empty bin", `${TILE_0} 5.05 5.05 0.1\n`, "model.dat, line 1, mag_max: empty magnitude bin"],
    ["a negative rate", `${TILE_0} 4.95 5.05 -0.1\n`, "model.dat, line 1, rate: negative rate; got -0.1"],
    ["NaN", `${TILE_0} 4.95 5.05 nan\n`, 'model.dat, line 1, rate: not a number; got "nan"'],
    ["two depth layers", `${TILE_0} 4.95 5.05 1\n3 0 180 -85.05 0 30 70 4.95 5.05 1\n`, "model.dat, line 2, depth_min, depth_max: more than one depth layer"],
    ["a flag in some rows alone", `${TILE_0} 4.95 5.05 1\n${TILE_3} 4.95 5.05 1 1\n`, "model.dat, line 2, row: wrong number of columns; got 11; expected 10 as in the first row"],
    ["a row cut off", `${TILE_0} 4.95 5.05 1\n${TILE_3} 4.95`, "model.dat, line 2, row: wrong number of columns; got 8"],
    ["every tile masked", `${TILE_0} 4.95 5.05 1 0\n`, "model.dat, flag: every tile is masked"],
  ])("refuses %s", (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  it("is read back without loss, tiles of several levels and a lone bin too", () => {
    for (const bins of [createMagnitudeBins(5.95, 8.95, 0.1), createMagnitudeBins(5.95, 5.95, 0.3)]) {
      const region = createQuadtreeRegion("mixed", [...quadkeysOfZoom(2).slice(1), "000", "0012"]);
      const made = createGriddedForecast(region, bins, Float64Array.from({ length: region.cellCount * bins.lowerEdges.length }, (_, index) => Math.sqrt(index) / 7));
      const { forecast, depthRangeKm } = read(writeQuadtreeDat(made, { min: -1, max: 70.5 }));
      expect(forecast.expectedCounts).toEqual(made.expectedCounts);
      expect([forecast.region.quadkeys, depthRangeKm]).toEqual([region.quadkeys, { min: -1, max: 70.5 }]);
      expect([forecast.magnitudeBins.lowerEdges, forecast.magnitudeBins.width]).toEqual([bins.lowerEdges, bins.width]);
    }
  });

  it("writes no grid", () => {
    const grid = createGriddedForecast(boxRegion("box", { west: 0, east: 1, south: 0, north: 1 }, 0.5), createMagnitudeBins(5, 5, 0.1), new Float64Array(4));
    expect(() => writeQuadtreeDat(grid, { min: 0, max: 70 })).toThrow(/region is no quadtree/);
  });
});
