import { tableFromIPC } from "@uwdata/flechette";
import { describe, expect, it } from "vitest";
import { decodeArrowForecast, encodeArrowForecast } from "../../src/formats/arrow-forecast.ts";
import { encodeSealedForecast } from "../../src/formats/sealed-forecast.ts";
import { createGriddedForecast, griddedForecastFromLayers } from "../../src/seismicity/forecast.ts";
import { createMagnitudeBins } from "../../src/seismicity/magnitude-bins.ts";
import { createQuadtreeRegion } from "../../src/seismicity/quadtree-region.ts";
import { boxRegion } from "../../src/seismicity/region.ts";

const header = { experiment: "é", window: "7d-0001", start: "a", end: "b", issueAt: "c", forecaster: "f", version: "1", conditioningDigest: "d", modelDigest: null };
const bins = createMagnitudeBins(4.95, 5.25, 0.1);
const box = boxRegion("box", { west: 10, east: 11, south: 45, north: 45.5 }, 0.1);
const dense = createGriddedForecast(box, bins, Float64Array.from({ length: box.cellCount * 4 }, (_, index) => Math.sqrt(index) / 3 + Number.MIN_VALUE));
const layered = griddedForecastFromLayers(box, bins, ["background", "triggered"].map((name, k) => ({ name, spatial: Float64Array.from({ length: box.cellCount }, (_, cell) => (cell + k) / 7), magnitude: Float64Array.of(0.5, 0.3, 0.1, 0.1) })));
const tiles = createGriddedForecast(createQuadtreeRegion("tiles", ["0", "12", "130"]), bins, Float64Array.from({ length: 12 }, (_, index) => index / 9));

describe("Arrow export", () => {
  it.each([["dense", dense], ["separable", layered], ["quadtree", tiles]] as const)("gives a %s forecast and its sealed bytes back", (_, forecast) => {
    const { forecast: back, header: headerBack, sealed } = decodeArrowForecast(encodeArrowForecast(header, forecast));
    expect(Buffer.from(sealed).equals(Buffer.from(encodeSealedForecast(header, forecast)))).toBe(true);
    expect([headerBack, back.expectedCounts, back.layers]).toEqual([header, forecast.expectedCounts, forecast.layers]);
    expect(back.region.areasKm2).toEqual(forecast.region.areasKm2);
  });

  it("is a table that other programs read: corners, then counts by lower magnitude edge", () => {
    const table = tableFromIPC(encodeArrowForecast(header, tiles));
    expect(table.names).toEqual(["quadkey", "west", "south", "east", "north", "4.95", "5.05", "5.15", "5.25"]);
    expect([table.numRows, table.getChild("quadkey").toArray(), [...table.getChild("5.05").toArray()]]).toEqual([3, ["0", "12", "130"], [1 / 9, 5 / 9, 1]]);
  });

  it("refuses a changed number, a cut-off file and other files", () => {
    const bytes = encodeArrowForecast(header, dense);
    const at = Buffer.from(bytes).indexOf(Buffer.from(Float64Array.of(dense.expectedCounts[4]!).buffer));
    const changed = bytes.slice();
    changed[at]! ^= 1;
    expect(() => decodeArrowForecast(changed, "x.arrow")).toThrow(/x\.arrow, checksum: Arrow file is damaged/);
    expect(() => decodeArrowForecast(bytes.subarray(0, bytes.length - 100), "x.arrow")).toThrow(/x\.arrow: not an Arrow file, or cut off/);
    expect(() => decodeArrowForecast(new Uint8Array(0), "x.arrow")).toThrow(/not an Arrow file/);
  });
});
