import { describe, expect, it } from "vitest";
import { decodeSealedForecast, encodeSealedForecast, type SealedForecastHeader, windowHeader } from "../../src/formats/sealed-forecast.ts";
import { sha256Hex } from "../../src/numerics/digest.ts";
import { namedStream } from "../../src/numerics/random/named-stream.ts";
import { createGriddedForecast, griddedForecastFromLayers, griddedViewOf } from "../../src/seismicity/forecast.ts";
import { InputError } from "../../src/seismicity/input-error.ts";
import { createMagnitudeBins } from "../../src/seismicity/magnitude-bins.ts";
import { boxRegion, createGridRegion } from "../../src/seismicity/region.ts";

const region = boxRegion("made", { west: 10, east: 11, south: 40, north: 41 }, 0.25);
const bins = createMagnitudeBins(3.95, 5.95, 0.1);
const header: SealedForecastHeader = {
  experiment: "made", window: "7d-0003", start: "2020-01-01T00:00:00.000Z", end: "2020-01-08T00:00:00.000Z", issueAt: "2020-01-01T00:00:00.000Z", forecaster: "etas", version: "1 (\u2026\n)", conditioningDigest: "00", modelDigest: null,
};
const stream = namedStream("sealed");
const random = (length: number): Float64Array => Float64Array.from({ length }, () => Math.exp(-30 * stream.nextDouble()));
const extremes = Float64Array.from({ length: region.cellCount * bins.lowerEdges.length }, (_, index) => [0, -0, 5e-324, 1e300, 1 / 3, 0.1][index % 6]!);
const dense = createGriddedForecast(region, bins, extremes);
const layered = griddedForecastFromLayers(region, bins, ["background", "aftershocks"].map((name) => ({ name, spatial: random(region.cellCount), magnitude: random(bins.lowerEdges.length) })));
const bits = (values: Float64Array): string => Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("hex");

describe("a sealed forecast", () => {
  it.each([["dense", dense], ["in layers", layered]])("%s comes back bit for bit, and to the same bytes", (_, forecast) => {
    const bytes = encodeSealedForecast(header, forecast);
    const decoded = decodeSealedForecast(bytes, region);
    const back = { header: decoded.header, forecast: griddedViewOf(decoded.forecast) };
    expect(back.header).toEqual(header);
    expect(bits(back.forecast.expectedCounts)).toBe(bits(forecast.expectedCounts));
    expect(back.forecast.layers?.map(({ name, spatial, magnitude }) => [name, bits(spatial), bits(magnitude)])).toEqual(forecast.layers?.map(({ name, spatial, magnitude }) => [name, bits(spatial), bits(magnitude)]));
    expect(Array.from(back.forecast.magnitudeBins.lowerEdges)).toEqual(Array.from(bins.lowerEdges));
    expect(Buffer.from(encodeSealedForecast(back.header, back.forecast))).toEqual(Buffer.from(bytes));
  });

  it("reads bytes that lie anywhere in a buffer, and a region equal to its own", () => {
    const bytes = encodeSealedForecast(header, layered);
    const within = new Uint8Array(bytes.length + 11);
    within.set(bytes, 3);
    const equal = boxRegion("another name", { west: 10, east: 11, south: 40, north: 41 }, 0.25);
    expect(bits(griddedViewOf(decodeSealedForecast(within.subarray(3, 3 + bytes.length), equal).forecast).expectedCounts)).toBe(bits(layered.expectedCounts));
  });

  it("has the same bytes whatever the order of the header's fields, and other bytes for another header", () => {
    const digest = (of: SealedForecastHeader): string => sha256Hex(encodeSealedForecast(of, dense));
    expect(digest(Object.fromEntries(Object.entries(header).reverse()) as unknown as SealedForecastHeader)).toBe(digest(header));
    for (const field of Object.keys(header)) expect([field, digest({ ...header, [field]: "x" }) === digest(header)]).toEqual([field, false]);
  });

  it("takes the window's instants as they are", () => {
    const window = { index: 3, horizonDays: 7, start: Date.UTC(2020, 0, 1), end: Date.UTC(2020, 0, 8), issueAt: Date.UTC(2019, 11, 31, 23), commitBy: 0, settlesAt: 0 };
    expect(windowHeader(window, "7d-0003")).toEqual({ window: "7d-0003", start: "2020-01-01T00:00:00.000Z", end: "2020-01-08T00:00:00.000Z", issueAt: "2019-12-31T23:00:00.000Z" });
  });
});

describe("decoding refuses", () => {
  const bytes = Buffer.from(encodeSealedForecast(header, layered));
  const bodyAt = bytes.indexOf(10, bytes.indexOf(10) + 1) + 1;
  const refuse = (damaged: Uint8Array, message: RegExp): void => {
    expect(() => decodeSealedForecast(damaged, region, "a.qgf")).toThrow(message);
    expect(() => decodeSealedForecast(damaged, region, "a.qgf")).toThrow(InputError);
  };
  const withHeader = (change: (json: Record<string, unknown>) => void): Buffer => {
    const json = JSON.parse(bytes.subarray(bytes.indexOf(10) + 1, bodyAt).toString("utf8")) as Record<string, unknown>;
    change(json);
    const sorted = Object.fromEntries(Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1)));
    return Buffer.concat([bytes.subarray(0, bytes.indexOf(10) + 1), Buffer.from(`${JSON.stringify(sorted)}\n`), bytes.subarray(bodyAt)]);
  };

  it("another region, other cell sizes and another order of cells included", () => {
    for (const other of [boxRegion("made", { west: 10, east: 11, south: 40, north: 41 }, 0.5), boxRegion("made", { west: 10.25, east: 11.25, south: 40, north: 41 }, 0.25)]) {
      expect(() => decodeSealedForecast(bytes, other, "a.qgf")).toThrow(/a.qgf, region: sealed forecast belongs to another region/);
    }
    const reversed = createGridRegion("made", 0.25, Array.from(region.west, (west, cell): [number, number] => [west, region.south[cell]!]).reverse());
    expect(() => decodeSealedForecast(bytes, reversed, "a.qgf")).toThrow(/another region/);
  });

  it("bytes of any shorter length, and longer ones", () => {
    for (let length = 0; length < bytes.length; length += 7) expect(() => decodeSealedForecast(bytes.subarray(0, length), region, "a.qgf")).toThrow(InputError);
    refuse(bytes.subarray(0, bytes.length - 1), /a.qgf, bytes: sealed forecast is cut short or too long/);
    refuse(Buffer.concat([bytes, Buffer.alloc(8)]), /cut short or too long/);
    refuse(bytes.subarray(0, 40), /a.qgf: not a sealed forecast; expected a first line "quakegate-forecast\/1"/);
  });

  it("another first line, and a header that is not canonical JSON", () => {
    refuse(Buffer.from(bytes.toString("latin1").replace("forecast/1", "forecast/2"), "latin1"), /not a sealed forecast/);
    refuse(Buffer.from(bytes.toString("latin1").replace("{", "["), "latin1"), /a.qgf, line 2: not valid JSON/);
    refuse(Buffer.from(bytes.toString("latin1").replace("{", "{ "), "latin1"), /a.qgf, line 2, header: header of a sealed forecast is damaged; expected canonical JSON/);
    refuse(Buffer.from(bytes.toString("latin1").replace(/"magnitudeWidth":[\d.]+/, '"magnitudeWidth":1e309'), "latin1"), /a.qgf, line 2, header: header of a sealed forecast is damaged; expected canonical JSON/);
    refuse(Buffer.from(bytes.toString("latin1").replace('"forecaster":"', '"forecaster":"\xff'), "latin1"), /a.qgf, line 2, header: header of a sealed forecast is damaged; expected UTF-8/);
    refuse(Buffer.concat([Buffer.from("quakegate-forecast/1\nnull\n"), bytes.subarray(bodyAt)]), /damaged/);
  });

  it.each(["experiment", "window", "start", "end", "issueAt", "forecaster", "version", "conditioningDigest", "modelDigest", "region", "magnitudeLowerEdges", "magnitudeWidth", "layers"])("a header without %s", (field) => {
    refuse(withHeader((json) => delete json[field]), new RegExp(`a.qgf, line 2, ${field}.*damaged`));
  });

  it("another number of cells", () => refuse(withHeader((json) => ((json["region"] as { cellCount: number }).cellCount = 17)), /a.qgf, line 2, region.cellCount: .*damaged; got 17; expected 16/));

  it("bins that are none, and counts that cannot be", () => {
    refuse(withHeader((json) => (json["magnitudeLowerEdges"] = (json["magnitudeLowerEdges"] as number[]).map((edge, bin) => (bin === 3 ? 9 : edge)))), /a.qgf, magnitude bin 3: magnitude bins must be equally wide/);
    const negative = Buffer.from(encodeSealedForecast(header, dense));
    negative.writeDoubleLE(-1, negative.length - 8);
    refuse(negative, /a.qgf, cell 15.*: expected count is not a finite number >= 0; got -1/);
    negative.writeDoubleLE(Number.NaN, negative.length - 8);
    refuse(negative, /got NaN/);
  });

  it("any flipped bit of the header and a sample of the body's, or else their digest shows it: nothing else is ever thrown", () => {
    const digest = sha256Hex(bytes);
    const nameAt = bytes.indexOf('"id":"made"') + 6;
    const unnoticed: string[] = [];
    for (let bit = 0; bit < 8 * bytes.length; bit += bit < 8 * bodyAt ? 1 : 61) {
      const place = bit >> 3;
      const flipped = Buffer.from(bytes);
      flipped[place]! ^= 1 << (bit & 7);
      try {
        const { header: read, forecast } = decodeSealedForecast(flipped, region);
        if (sha256Hex(flipped) === digest) unnoticed.push(`digest of ${place}`);
        // What is read is what the bytes say: encoding it again does not give the sealed ones. The region's name alone is not read.
        const named = place >= nameAt && place < nameAt + "made".length;
        if (place < bodyAt && !named && sha256Hex(encodeSealedForecast(read, forecast)) === digest) unnoticed.push(`byte ${place}: ${bytes.subarray(place - 20, place + 5).toString()}`);
      } catch (error) {
        if (!(error instanceof InputError)) unnoticed.push(`byte ${place}: ${String(error)}`);
      }
    }
    expect(unnoticed).toEqual([]);
  });
});
