import { describe, expect, it } from "vitest";
import { catalogForecastOf, checkCompactCatalogs, compactCatalogsBuilder } from "../../src/seismicity/compact-catalogs.ts";
import { summariseCatalogs } from "../../src/evaluation/catalog-based/catalog-summary.ts";
import type { CatalogForecast } from "../../src/seismicity/catalog-forecast.ts";
import { InputError } from "../../src/seismicity/input-error.ts";
import { createMagnitudeBins } from "../../src/seismicity/magnitude-bins.ts";
import { createQuadtreeRegion, quadkeysOfZoom } from "../../src/seismicity/quadtree-region.ts";
import { boxRegion, type Region } from "../../src/seismicity/region.ts";

const START = Date.UTC(2020, 0, 1);
const END = Date.UTC(2020, 0, 8);

describe("compact catalogs", () => {
  it("keep every catalog, empty ones too, to single precision and a fraction of a millisecond", () => {
    const builder = compactCatalogsBuilder(START, END);
    const events = Array.from({ length: 3000 }, (_, index) => ({ time: START + index * 201_599.7, longitude: -117 + index * 1e-3, latitude: 35 - index * 1e-3, magnitude: 3 + (index % 40) / 10 }));
    builder.endCatalog();
    for (const { time, longitude, latitude, magnitude } of events) builder.add(time, longitude, latitude, magnitude);
    builder.endCatalog();
    builder.endCatalog();
    const catalogs = [...catalogForecastOf("made", builder.build()).catalogs()];
    expect(catalogs.map(({ index, length }) => [index, length])).toEqual([[0, 0], [1, 3000], [2, 0]]);
    events.forEach((event, place) => {
      expect(Math.abs(catalogs[1]!.times[place]! - event.time)).toBeLessThan(0.2);
      expect(catalogs[1]!.longitudes[place]).toBe(Math.fround(event.longitude));
      expect(catalogs[1]!.latitudes[place]).toBe(Math.fround(event.latitude));
      expect(catalogs[1]!.magnitudes[place]).toBe(Math.fround(event.magnitude));
    });
    expect(catalogs[1]!.times.every((time) => time >= START && time < END)).toBe(true);
  });

  it("refuse an event outside the window and an empty window", () => {
    const builder = compactCatalogsBuilder(START, END);
    for (const time of [START - 1, END, NaN]) expect(() => builder.add(time, 0, 0, 4)).toThrow(InputError);
    expect(() => compactCatalogsBuilder(END, START)).toThrow(InputError);
  });

  it("are checked when they come from a file", () => {
    const builder = compactCatalogsBuilder(START, END);
    builder.add(START, 1, 2, 4);
    builder.endCatalog();
    const good = builder.build();
    expect(() => checkCompactCatalogs(good)).not.toThrow();
    expect(() => checkCompactCatalogs({ ...good, offsets: Uint32Array.of(0, 2) })).toThrow(/offsets/);
    expect(() => checkCompactCatalogs({ ...good, offsets: Uint32Array.of(0) })).toThrow(/at least one/);
    expect(() => checkCompactCatalogs({ ...good, offsets: Uint32Array.of(0, 1, 0, 1) })).toThrow(/offset 2/);
    expect(() => checkCompactCatalogs({ ...good, latitudes: Float32Array.of(NaN) })).toThrow(/event 0/);
  });
});

describe("compact catalogs with their grid", () => {
  const magnitudeBins = createMagnitudeBins(4.95, 8.95, 0.1);
  type Event = readonly [longitude: number, latitude: number, magnitude: number];
  const gridded = (region: Region, forecast: CatalogForecast): unknown => {
    const { eventCount, eventCounts, cellCounts, magnitudeCounts, binCounts } = summariseCatalogs(forecast, { region, magnitudeBins });
    return { eventCount, eventCounts, cellCounts, magnitudeCounts, binCounts };
  };
  const asWritten = (events: readonly Event[]): CatalogForecast => ({
    kind: "catalogs", name: "written",
    *catalogs() { yield { index: 0, length: events.length, times: new Float64Array(events.length), longitudes: Float64Array.from(events, ([longitude]) => longitude), latitudes: Float64Array.from(events, ([, latitude]) => latitude), depthsKm: new Float64Array(events.length), magnitudes: Float64Array.from(events, ([, , magnitude]) => magnitude) }; },
  });
  const packed = (region: Region, events: readonly Event[]): CatalogForecast => {
    const builder = compactCatalogsBuilder(START, END, { region, magnitudeBins });
    for (const event of events) builder.add(START, ...event);
    builder.endCatalog();
    return catalogForecastOf("packed", builder.build());
  };
  /** Every hundredth of a degree of the box, from its western and southern to before its eastern and northern side. */
  const hundredths = (west: number, south: number): Event[] => Array.from({ length: 10_000 }, (_, place) => [Math.round(100 * west + (place % 100)) / 100, Math.round(100 * south + Math.floor(place / 100)) / 100, Math.round(495 + (place * 7) % 430) / 100]);

  it.each([[-119.7, 33.4], [-119.7, -33.4], [9.9, 40.3], [-0.5, -0.5], [179.3, -41.2], [-180.4, 51.1]])("grid as their decimals do: a box from %d, %d", (west, south) => {
    const region = boxRegion("box", { west, east: Math.round(10 * west + 10) / 10, south, north: Math.round(10 * south + 10) / 10 }, 0.1);
    const events = hundredths(west, south);
    expect(summariseCatalogs(asWritten(events), { region, magnitudeBins }).eventCount).toBe(10_000);
    expect(gridded(region, packed(region, events))).toEqual(gridded(region, asWritten(events)));
  });

  it("grid as their decimals do where longitudes are written a turn away, and on tiles", () => {
    const region = boxRegion("box", { west: -119.7, east: -118.7, south: 33.4, north: 34.4 }, 0.1);
    const turned = hundredths(-119.7, 33.4).map(([longitude, latitude, magnitude]): Event => [Math.round(100 * longitude + 36_000) / 100, latitude, magnitude]);
    expect(gridded(region, packed(region, turned))).toEqual(gridded(region, asWritten(turned)));
    const tiles = createQuadtreeRegion("tiles", quadkeysOfZoom(6));
    const events = Array.from({ length: 64 }, (_, row): Event => [tiles.west[row]!, tiles.south[row]!, 5.05]);
    expect(gridded(tiles, packed(tiles, events))).toEqual(gridded(tiles, asWritten(events)));
  });

  it("keep below its edge what rounds up onto it, and otherwise are the plain rounding", () => {
    const region = boxRegion("box", { west: 10, east: 11, south: 40, north: 41 }, 0.25);
    const [first] = [...packed(region, [[10.25 - 1e-9, 40.25 - 1e-9, 5.1], [10.1, 40.1, 4.95]]).catalogs()];
    expect(Array.from(first!.longitudes)).toEqual([10.25 - 2 ** -20, Math.fround(10.1)]);
    expect(Array.from(first!.latitudes)).toEqual([40.25 - 2 ** -18, Math.fround(40.1)]);
    expect(Array.from(first!.magnitudes)).toEqual([Math.fround(5.1), Math.fround(4.95) + 2 ** -21]);
  });

  it("refuse an event outside the grid, and cells too small for single precision", () => {
    const region = boxRegion("box", { west: 10, east: 11, south: 40, north: 41 }, 0.25);
    expect(() => packed(region, [[11, 40.5, 5]])).toThrow(/outside the region.*\[11,40\.5\].*the region box/);
    expect(() => packed(region, [[10.5, 40.5, 4.9]])).toThrow(/below the magnitudes.*4\.9.*at least 4\.95/);
    const fine = boxRegion("fine", { west: 100, east: 100.00001, south: 40, north: 40.00001 }, 0.000001);
    expect(() => packed(fine, [[100.000003, 40.000003, 5]])).toThrow(InputError);
    expect(() => packed(fine, [[100.000003, 40.000003, 5]])).toThrow(/leaves its cell or magnitude bin.*100\.000003/);
  });
});
