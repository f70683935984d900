import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DepthRangeKm } from "../../src/formats/gridded-reading.ts";
import { readGriddedText } from "../../src/formats/gridded-registry.ts";
import { writeForecastml } from "../../src/formats/forecastml.ts";
import { writeCsepDat, writeGriddedCsv } from "../../src/formats/gridded-writing.ts";
import { createGriddedForecast, type GriddedForecast } from "../../src/seismicity/forecast.ts";
import { createMagnitudeBins, sameMagnitudeBins } from "../../src/seismicity/magnitude-bins.ts";
import { createGridRegion, sameRegion } from "../../src/seismicity/region.ts";

const forecast = fc
  .record({
    size: fc.constantFrom(0.05, 0.1, 0.2, 0.25, 0.5, 1),
    west: fc.integer({ min: -100, max: 150 }),
    south: fc.integer({ min: -80, max: 70 }),
    places: fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 })), { selector: String, minLength: 1, maxLength: 12 }),
    firstMagnitude: fc.constantFrom(2.5, 3.95, 4.95, 5),
    binCount: fc.integer({ min: 1, max: 6 }),
  })
  .chain(({ size, west, south, places, firstMagnitude, binCount }) => {
    const clean = (value: number): number => Math.round(value * 1e6) / 1e6;
    const region = createGridRegion("made-up", size, places.map(([x, y]) => [clean(west + x * size), clean(south + y * size)] as const));
    const width = 0.1;
    const bins = createMagnitudeBins(firstMagnitude, clean(firstMagnitude + (binCount - 1) * width), width);
    const count = region.cellCount * bins.lowerEdges.length;
    return fc
      .array(fc.double({ min: 0, max: 1e300, noNaN: true }), { minLength: count, maxLength: count })
      .map((rates) => createGriddedForecast(region, bins, Float64Array.from(rates, (rate) => rate + 0)));
  });

describe.each([["csep-dat", writeCsepDat], ["gridded-csv", writeGriddedCsv], ["forecastml", (made: GriddedForecast, depths: DepthRangeKm) => writeForecastml(made, depths, { start: 0, end: 1000 }, "a < b & c")]] as const)("%s", (format, write) => {
  it("is read back without loss", () => {
    fc.assert(fc.property(forecast, (made) => {
      const reading = readGriddedText(write(made, { min: 0, max: 40.5 }), "made-up");
      expect(reading.format).toBe(format);
      expect(reading.depthRangeKm).toEqual({ min: 0, max: 40.5 });
      expect([reading.maskedCells, reading.notes]).toEqual([0, []]);
      expect(reading.forecast.expectedCounts).toEqual(made.expectedCounts);
      expect(sameRegion(reading.forecast.region, made.region)).toBe(true);
      expect(sameMagnitudeBins(reading.forecast.magnitudeBins, made.magnitudeBins)).toBe(true);
    }), { numRuns: 150 });
  });
});
