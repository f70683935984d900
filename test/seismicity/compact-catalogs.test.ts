import { describe, expect, it } from "vitest";
import { catalogForecastOf, checkCompactCatalogs, compactCatalogsBuilder } from "../../src/seismicity/compact-catalogs.ts";
import { InputError } from "../../src/seismicity/input-error.ts";

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
