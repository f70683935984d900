import { describe, expect, it } from "vitest";
import { mixtureOf } from "../../../src/evaluation/mixture/mixture-law.ts";
import { mixtureCatalogs } from "../../../src/evaluation/mixture/mixture-catalogs.ts";
import { compactCatalogsBuilder } from "../../../src/seismicity/compact-catalogs.ts";
import { countsForecast, createGriddedForecast, type Forecast } from "../../../src/seismicity/forecast.ts";
import { createMagnitudeBins } from "../../../src/seismicity/magnitude-bins.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";

const region = boxRegion("made", { west: 10, east: 11, south: 40, north: 41 }, 0.5);
const bins = createMagnitudeBins(4, 5, 0.5);
const grid = (rate: (index: number) => number) => createGriddedForecast(region, bins, Float64Array.from({ length: 12 }, (_, index) => rate(index)));
const window = { start: 1_000_000, end: 2_000_000 };
const builder = compactCatalogsBuilder(window.start, window.end);
for (let catalog = 0; catalog < 3000; catalog++) {
  for (let event = 0; event < 9; event++) builder.add(window.start + event, 10.2, 40.2, 4.2);
  builder.endCatalog();
}
const own: Forecast = { kind: "catalogs", view: grid(() => 0.75), catalogs: builder.build() };
// One bin of cell 3 and magnitude bin 1 alone, 2 events on average.
const base: Forecast = grid((index) => (index === 10 ? 2 : 0));

describe("catalogs of a mixture", () => {
  const catalogs = [...mixtureCatalogs(mixtureOf<Forecast>(own, base, 0.2), window, ["made"]).catalogs()];
  const fromOwn = catalogs.filter(({ magnitudes, length }) => length === 9 && Math.abs(magnitudes[0]! - 4.2) < 1e-6);

  it("are as many as the model's, each whole from one of the two, by their shares", () => {
    expect(catalogs).toHaveLength(3000);
    expect(catalogs.map(({ index }) => index)).toEqual(Array.from({ length: 3000 }, (_, index) => index));
    // Standard deviation of the share: 0.0073.
    expect(Math.abs(fromOwn.length / 3000 - 0.8)).toBeLessThan(0.025);
  });

  it("of the baseline have its number, bins and window", () => {
    const others = catalogs.filter((catalog) => !fromOwn.includes(catalog));
    expect(Math.abs(others.reduce((total, { length }) => total + length, 0) / others.length - 2)).toBeLessThan(4 * Math.sqrt(2 / others.length));
    for (const { length, longitudes, latitudes, magnitudes, times } of others) {
      for (let event = 0; event < length; event++) {
        expect(region.indexOf(longitudes[event]!, latitudes[event]!)).toBe(3);
        expect(bins.indexOf(magnitudes[event]!)).toBe(1);
        expect(times[event]! >= window.start && times[event]! < window.end).toBe(true);
      }
    }
  });

  it("are the same for the same seed, whoever reads them, and others for another", () => {
    const lengths = (seed: string): number[] => Array.from(mixtureCatalogs(mixtureOf<Forecast>(own, base, 0.2), window, [seed]).catalogs(), ({ length }) => length);
    expect(lengths("made")).toEqual(catalogs.map(({ length }) => length));
    expect(lengths("other")).not.toEqual(lengths("made"));
  });

  it("of forecasts without catalogs are 10,000, with numbers of their own laws", () => {
    const lengths = Float64Array.from(mixtureCatalogs(mixtureOf<Forecast>(countsForecast(grid(() => 0.5), 20), grid(() => 0.5), 0.5), window, ["counts"]).catalogs(), ({ length }) => length);
    expect(lengths).toHaveLength(10_000);
    const mean = lengths.reduce((a, b) => a + b) / lengths.length;
    const variance = lengths.reduce((total, length) => total + (length - mean) ** 2, 0) / lengths.length;
    expect(Math.abs(mean - 6)).toBeLessThan(0.15);
    expect(Math.abs(variance - 13)).toBeLessThan(1);
  });
});
