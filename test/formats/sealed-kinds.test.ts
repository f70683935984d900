import { describe, expect, it } from "vitest";
import { decodeSealedForecast, encodeSealedForecast, type SealedForecastHeader } from "../../src/formats/sealed-forecast.ts";
import { namedStream } from "../../src/numerics/random/named-stream.ts";
import { compactCatalogsBuilder } from "../../src/seismicity/compact-catalogs.ts";
import { countsForecast, createGriddedForecast, type Forecast, griddedViewOf } from "../../src/seismicity/forecast.ts";
import { InputError } from "../../src/seismicity/input-error.ts";
import { createMagnitudeBins } from "../../src/seismicity/magnitude-bins.ts";
import { boxRegion } from "../../src/seismicity/region.ts";

const region = boxRegion("made", { west: 10, east: 11, south: 40, north: 41 }, 0.5);
const bins = createMagnitudeBins(4, 5, 0.5);
const view = createGriddedForecast(region, bins, Float64Array.from({ length: 12 }, (_, index) => 0.1 * (index + 1)));
const header: SealedForecastHeader = { experiment: "made", window: "7d-0003", start: "", end: "", issueAt: "", forecaster: "etas", version: "1", conditioningDigest: "00", modelDigest: "11" };

const stream = namedStream("sealed kinds");
const builder = compactCatalogsBuilder(1_000_000, 2_000_000);
for (let catalog = 0; catalog < 50; catalog++) {
  for (let event = catalog % 4; event > 0; event--) builder.add(1_000_000 + 1e6 * stream.nextDouble(), 10 + stream.nextDouble(), 40 + stream.nextDouble(), 4 + 2 * stream.nextDouble());
  builder.endCatalog();
}
const catalogs: Forecast = { kind: "catalogs", view, catalogs: builder.build() };
const counts = countsForecast(view, 20);

describe("sealed forecasts of every kind", () => {
  it.each([["counts", counts], ["catalogs", catalogs]] as const)("%s come back whole, and to the same bytes", (_, forecast) => {
    const bytes = encodeSealedForecast(header, forecast);
    const back = decodeSealedForecast(bytes, region);
    expect(back.header).toEqual(header);
    expect(back.forecast.kind).toBe(forecast.kind);
    expect(griddedViewOf(back.forecast).expectedCounts).toEqual(view.expectedCounts);
    if (back.forecast.kind === "counts") expect(back.forecast.numberVariance).toBe(20);
    if (back.forecast.kind === "catalogs") expect(back.forecast.catalogs).toEqual(catalogs.kind === "catalogs" ? catalogs.catalogs : undefined);
    expect(Buffer.from(encodeSealedForecast(back.header, back.forecast))).toEqual(Buffer.from(bytes));
  });

  it("have bytes of their own", () => {
    const texts = [view, counts, catalogs].map((forecast) => Buffer.from(encodeSealedForecast(header, forecast)).toString("latin1"));
    expect(new Set(texts).size).toBe(3);
  });

  it("are refused when cut short, or with a variance below the expected number", () => {
    const bytes = encodeSealedForecast(header, catalogs);
    for (const length of [bytes.length - 1, bytes.length - 16, bytes.length + 1]) {
      const damaged = new Uint8Array(length);
      damaged.set(bytes.subarray(0, Math.min(length, bytes.length)));
      expect(() => decodeSealedForecast(damaged, region)).toThrow(/cut short/);
    }
    expect(() => countsForecast(view, 0.5)).toThrow(InputError);
    const low = Buffer.from(Buffer.from(encodeSealedForecast(header, counts)).toString("latin1").replace('"numberVariance":20', '"numberVariance":2.'.replace("2.", "1")), "latin1");
    expect(() => decodeSealedForecast(low, region)).toThrow(InputError);
  });

  it("are refused when the catalogs' offsets are damaged", () => {
    const bytes = Buffer.from(encodeSealedForecast(header, catalogs));
    const offsets = bytes.indexOf(10, bytes.indexOf(10) + 1) + 1 + 8 * 12;
    bytes.writeUInt32LE(4_000_000_000, offsets + 4);
    expect(() => decodeSealedForecast(bytes, region, "a.qgf")).toThrow(/offset/);
  });
});
