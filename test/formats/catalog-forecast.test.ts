import fc from "fast-check";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { parseDecimalBytes } from "../../src/formats/byte-numbers.ts";
import { parseTimeBytes } from "../../src/formats/byte-times.ts";
import { openCatalogForecastCsv } from "../../src/formats/catalog-forecast-csv.ts";
import { openCatalogForecast } from "../../src/formats/catalog-forecast-registry.ts";
import { writeCatalogForecastCsv } from "../../src/formats/catalog-forecast-writing.ts";
import { openUcerf3EtasBinary } from "../../src/formats/ucerf3-etas-binary.ts";
import { ucerf3Set } from "../support/ucerf3-set.ts";
import type { CatalogForecast, SimulatedCatalog } from "../../src/seismicity/catalog-forecast.ts";
import { parseInstantUtcByFormat } from "../../src/seismicity/time.ts";
import { hasShared, sharedPath } from "../support/shared.ts";
import { temporaryFolder } from "../support/workspace.ts";

const folder = temporaryFolder();
const HEADER = "lon,lat,mag,time_string,depth,catalog_id,event_id\n";
let files = 0;
const file = (content: string | Uint8Array, name = "set.csv"): string => {
  const path = join(folder, `${files++}-${name}`);
  writeFileSync(path, content);
  return path;
};
const row = (id: number | string, magnitude: number | string = 5): string => `10.05,45.05,${magnitude},2021-01-01T00:00:01.5,10,${id},e\n`;
/** Copies of what is streamed: the arrays of a catalog are valid until the next is read. */
const copied = (forecast: CatalogForecast): SimulatedCatalog[] => {
  const catalogs: SimulatedCatalog[] = [];
  for (const catalog of forecast.catalogs()) catalogs.push({ ...catalog, times: catalog.times.slice(), longitudes: catalog.longitudes.slice(), latitudes: catalog.latitudes.slice(), depthsKm: catalog.depthsKm.slice(), magnitudes: catalog.magnitudes.slice() });
  return catalogs;
};
const sizes = (forecast: CatalogForecast): number[] => [...forecast.catalogs()].map(({ length }) => length);

describe("catalog-forecast CSV", () => {
  it("counts every empty catalog: gaps in the ids, empty rows, and those after the last id when their number is stated", () => {
    const path = file(`${row(1)}${row(4)}${row(4)},,,,,6,\n`);
    expect(sizes(openCatalogForecastCsv(path))).toEqual([0, 1, 0, 0, 2, 0, 0]);
    expect(sizes(openCatalogForecastCsv(path, { statedCount: 10 }))).toEqual([0, 1, 0, 0, 2, 0, 0, 0, 0, 0]);
    expect(sizes(openCatalogForecastCsv(file(HEADER), { statedCount: 3 }))).toEqual([0, 0, 0]);
    expect(sizes(openCatalogForecastCsv(file(",,,,,4,")))).toEqual([0, 0, 0, 0, 0]);
  });

  it.each([
    ["LON, lat, M, Time_String, depth, cat_id, event_id\n1.5,2.5,5.5,2021-01-01T00:00:00,10,1,x\n"],
    ["realization_id,magnitude,depth,latitude,longitude,time\n1,5.5,10,2.5,1.5,2021-01-01 00:00:00\n"],
    ['"lon","lat","magnitude","time_string","depth","catalog_id","event_id"\n"1.5","2.5","5.5","2021-01-01T02:00:00+02:00","10","1","a ""b"", c"\n'],
    ["lon,lat,mag,time_string,depth,catalog_id\n-358.5,2.5,5.5,2020-12-31T19:00:00-0500,10,1"],
  ])("reads the header %s", (text) => {
    const path = file(text);
    const [empty, catalog] = copied(openCatalogForecast(path));
    expect(empty!.length).toBe(0);
    const { times, longitudes, latitudes, depthsKm, magnitudes } = catalog!;
    expect([times, longitudes, latitudes, depthsKm, magnitudes].map((column) => [...column])).toEqual([[Date.UTC(2021, 0, 1)], [1.5], [2.5], [10], [5.5]]);
  });

  it("reads the same again on every pass, with the indices in order", () => {
    const forecast = openCatalogForecastCsv(file(`${HEADER}${row(0)}${row(2)}`));
    expect(copied(forecast)).toEqual(copied(forecast));
    expect([...forecast.catalogs()].map(({ index }) => index)).toEqual([0, 1, 2]);
  });

  it.each([
    ["ids that decrease", `${row(2)}${row(1)}`, {}, /line 2, catalog_id: catalogs are out of order; got 1; expected 2 or more/],
    ["more catalogs than stated", `${row(0)}${row(5)}`, { statedCount: 5 }, /line 2, catalog_id: more catalogs than stated; got 5; expected less than 5/],
    ["an id that is no number", row("x"), {}, /line 1, catalog_id: not a catalog number; got "x"/],
    ["a magnitude that is no number", `${HEADER}${row(0, "NaN")}`, {}, /line 2, mag: missing value; .*a magnitude from -5 to 12/],
    ["a depth without bounds", `${row(0).replace(",10,", ",1e309,")}`, {}, /line 1, depth: not a number; got "1e309"/],
    ["a missing magnitude", row(0, ""), {}, /line 1, mag: missing value/],
    ["a latitude off the globe", "10,95,5,2021-01-01T00:00:00,10,0,\n", {}, /line 1, lat: latitude out of range; got 95; expected degrees north from -90 to 90/],
    ["a day that does not exist", "10,45,5,2021-02-30T00:00:00,10,0,\n", {}, /line 1, time_string: not a date and time; got "2021-02-30/],
    ["an hour that does not exist", "10,45,5,2021-02-20T24:00:00,10,0,\n", {}, /line 1, time_string: not a date and time/],
    ["a row that is half empty", ",45,5,,,0,\n", {}, /line 1, lon: missing value/],
    ["a catalog that is declared empty and has events", `,,,,,0,\n${row(0)}`, {}, /line 2, catalog_id: catalog is declared empty and has other rows/],
    ["too few columns", "10,45,5\n", {}, /line 1: row has too few columns/],
    ["another header", `lon,lat,depth,mag\n${row(0)}`, {}, /line 1, header: 0 columns for the time; got "lon,lat,depth,mag"/],
    ["a column it does not know", `lon,lat,mag,time_string,depth,catalog_id,rate\n${row(0)}`, {}, /line 1, column 7: unknown or repeated header; got "rate"/],
    ["a column twice", `lon,lat,mag,magnitude,time_string,depth,catalog_id\n${row(0)}`, {}, /line 1, header: 2 columns for the magnitude/],
    ["too many columns", `${HEADER}${row(0).replace("e\n", "e,1\n")}`, {}, /line 2: row has too many columns/],
    ["an open quote", '10,45,5,2021-01-01T00:00:00,10,0,"e\n', {}, /line 1, event_id: quoted field is never closed/],
    ["a gap that no forecast has", row(10_000_000), {}, /line 1, catalog_id: catalog number is too large; got 10000000; expected less than 10000000, or the number/],
    ["nothing at all", "", {}, /no catalogs in the file: missing data is not zero earthquakes/],
    ["a line without end", "1".repeat(3_000_000), {}, /line 1: line is too long/],
  ])("refuses %s", (_, text, options, message) => {
    expect(() => sizes(openCatalogForecastCsv(file(text), options))).toThrow(message);
  });

  it("reads catalogs that end anywhere in a chunk, gzipped in one member or two, and what it writes", () => {
    const catalogs = Array.from({ length: 1000 }, (_, index): SimulatedCatalog => {
      const length = (index * 7) % 23;
      const of = (make: (event: number) => number): Float64Array => Float64Array.from({ length }, (_value, event) => make(event));
      return {
        index, length, times: of((event) => 1.6e12 + 1000 * index + 7 * event), longitudes: of((event) => -120 + (index * event) / 997), latitudes: of((event) => 30 + event / 31),
        depthsKm: of((event) => (event % 5 === 0 ? Number.NaN : event / 3)), magnitudes: of((event) => 2.5 + (event * index) / 9973),
      };
    });
    const text = [...writeCatalogForecastCsv(catalogs)].join("");
    expect(copied(openCatalogForecastCsv(file(text)))).toEqual(catalogs);
    expect(copied(openCatalogForecastCsv(file(`\ufeff${text.replaceAll("\n", "\r\n")}`)))).toEqual(catalogs);
    expect(copied(openCatalogForecastCsv(file(gzipSync(text))))).toEqual(catalogs);
    const half = text.indexOf("\n", text.length / 2) - 10;
    const members = Buffer.concat([gzipSync(text.slice(0, half)), gzipSync(text.slice(half))]);
    expect(copied(openCatalogForecastCsv(file(members)))).toEqual(catalogs);
    const cut = gzipSync(text).subarray(0, 20_000);
    expect(() => sizes(openCatalogForecastCsv(file(cut)))).toThrow(/gzip data is damaged or cut off/);
    // fflate does not look at checksums: of the first member, of the last, and of stored data with one bit flipped.
    const flipped = (bytes: Buffer, at: number): Buffer => { const copy = Buffer.from(bytes); copy[at]! ^= 1; return copy; };
    const stored = gzipSync(text, { level: 0 });
    for (const bad of [flipped(members, gzipSync(text.slice(0, half)).length - 6), flipped(members, members.length - 7), flipped(stored, stored.length - 60)]) {
      expect(() => sizes(openCatalogForecastCsv(file(bad)))).toThrow(/gzip data is damaged or cut off/);
    }
  });
});

describe("numbers and times from bytes", () => {
  const parse = (text: string): number => parseDecimalBytes(Buffer.from(text), 0, text.length);

  it("reads every decimal as the language does", () => {
    const decimal = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }).map(String), fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.nat({ max: 1e9 })).map(([a, b]) => `${a}.${b}`), fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }).map((big) => `${big}.5`));
    fc.assert(fc.property(decimal, (text) => { expect([text, parse(text)]).toEqual([text, Number(text)]); }), { numRuns: 2000, seed: 1 });
  });

  it("rounds long decimals correctly, those in the middle between two doubles too", () => {
    const digits = fc.tuple(fc.stringMatching(/^[0-9]{1,12}$/), fc.stringMatching(/^[0-9]{0,12}$/)).map(([a, b]) => `${a}.${b}`);
    const middle = fc.bigInt({ min: 2n ** 52n, max: 2n ** 53n - 1n }).map((half) => String((2n * half + 1n) * 5n ** 4n)).map((text) => `${text.slice(0, -4)}.${text.slice(-4)}`);
    fc.assert(fc.property(fc.oneof(digits, middle), (text) => { expect([text, parse(text)]).toEqual([text, Number(text)]); }), { numRuns: 4000, seed: 3 });
  });

  it("reads every exponent as the language does", () => {
    const exponent = fc.tuple(fc.stringMatching(/^[+-]?[0-9]{0,20}$/), fc.stringMatching(/^(?:[0-9]|\.[0-9]{1,20})$/), fc.constantFrom("e", "E"), fc.constantFrom("", "+", "-"), fc.stringMatching(/^[0-9]{1,4}$/)).map((parts) => parts.join(""));
    const short = fc.tuple(fc.nat({ max: 1e9 }), fc.integer({ min: -30, max: 30 })).map(([a, b]) => `${a / 1e8}e${b}`);
    fc.assert(fc.property(fc.oneof(exponent, short), (text) => { expect([text, parse(text)]).toEqual([text, Number(text)]); }), { numRuns: 4000, seed: 4 });
  });

  it.each(["", "-", ".", ".e5", "-e5", "1e+", "1e-", "1e5.", "1e 5", "1f5", "1.2.3", "0x10", "inf", "NaN", "1e", " 1", "1 ", "1,2", "--1"])("takes %j for no number", (text) => expect(parse(text)).toBeNaN());

  it("reads times as the careful parser does, days remembered or not", () => {
    const timeOf = parseTimeBytes;
    const text = fc.tuple(fc.integer({ min: 1900, max: 2100 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 31 }), fc.nat({ max: 25 }), fc.nat({ max: 61 }), fc.nat({ max: 61 }), fc.constantFrom("", ".5", ".123", ".999999", ".0000001", "Z"), fc.constantFrom("T", " "))
      .map(([year, month, day, hour, minute, second, fraction, separator]) => `${year}-${pad(month)}-${pad(day)}${separator}${pad(hour)}:${pad(minute)}:${pad(second)}${fraction}`);
    const outcome = (read: () => number): number | string => { try { return read(); } catch { return "refused"; } };
    fc.assert(fc.property(text, (instant) => { expect([instant, outcome(() => timeOf(Buffer.from(instant), 0, instant.length))]).toEqual([instant, outcome(() => parseInstantUtcByFormat(instant))]); }), { numRuns: 3000, seed: 2 });
    expect(timeOf(Buffer.from("1992-01-01T0:0:0.0"), 0, 18)).toBe(Date.UTC(1992, 0, 1));
  });
});

describe("UCERF3-ETAS binary", () => {
  const catalogs: SimulatedCatalog[] = [2, 0, 1, 0].map((length, index) => ({
    index, length, times: new Float64Array(length).fill(7.09e11 + index), longitudes: new Float64Array(length).fill(-116.4), latitudes: new Float64Array(length).fill(34.2),
    depthsKm: new Float64Array(length).fill(7.5), magnitudes: new Float64Array(length).fill(5 + index / 10),
  }));

  it("gives back what it wrote, empty catalogs included, plain and gzipped", () => {
    const bytes = ucerf3Set(catalogs);
    for (const path of [file(bytes, "set.bin"), file(gzipSync(bytes), "set.bin.gz")]) {
      expect(copied(openUcerf3EtasBinary(path))).toEqual(catalogs);
      expect(copied(openCatalogForecast(path))).toEqual(catalogs);
    }
  });

  it("reads one catalog alone, of version 1 and 3 as well", () => {
    for (const [version, header, size] of [[1, 4, 70], [3, 76, 78]] as const) {
      const view = new DataView(new ArrayBuffer(2 + header + size));
      view.setInt16(0, version);
      view.setInt32(2 + header - 4, 1);
      view.setBigInt64(2 + header + 10, 709_000_000_123n);
      [34.2, -116.4, 7.5, 5.1].forEach((value, place) => view.setFloat64(2 + header + 18 + 8 * place, value));
      const [only] = copied(openUcerf3EtasBinary(file(new Uint8Array(view.buffer), "one.bin")));
      expect([only!.times[0], only!.latitudes[0], only!.longitudes[0], only!.depthsKm[0], only!.magnitudes[0]]).toEqual([709_000_000_123, 34.2, -116.4, 7.5, 5.1]);
    }
  });

  it("takes a count of 65,536 or more for a count", () => {
    const view = new DataView(new ArrayBuffer(4 + 6 * 65_540));
    view.setInt32(0, 65_540);
    for (let index = 0; index < 65_540; index++) view.setInt16(4 + 6 * index, 2);
    expect(sizes(openCatalogForecast(file(new Uint8Array(view.buffer), "many.bin")))).toHaveLength(65_540);
  });

  it.each([
    ["that is cut off", (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 5), /file ends in the middle/],
    ["that goes on", (bytes: Uint8Array) => Buffer.concat([bytes, Buffer.from([1])]), /file goes on after its last catalog/],
    ["of an unknown version", (bytes: Uint8Array) => { const copy = bytes.slice(); copy[5] = 9; return copy; }, /version, catalog 0: unknown version.*got 9/],
    ["with a place off the globe", (bytes: Uint8Array) => { const copy = bytes.slice(); new DataView(copy.buffer).setFloat64(10 + 18, 500); return copy; }, /event 0 of catalog 0: event is out of range/],
    ["without catalogs", () => new Uint8Array(8), /no catalogs in the file/],
  ])("refuses a file %s", (_, change, message) => {
    expect(() => sizes(openUcerf3EtasBinary(file(change(ucerf3Set(catalogs)), "bad.bin")))).toThrow(message);
  });
});

it.skipIf(!existsSync("/proc/self/fd"))("leaves no file open, whether a set was read whole, in part or not at all (needs /proc)", () => {
  const openFiles = (): number => readdirSync("/proc/self/fd").length;
  const good = file(ucerf3Set([]), "none.bin");
  const csv = file(`${row(0)}${row(1)}${row(0)}`);
  const before = openFiles();
  for (let pass = 0; pass < 20; pass++) {
    expect(() => sizes(openUcerf3EtasBinary(good))).toThrow(good);
    expect(() => sizes(openCatalogForecastCsv(csv))).toThrow(/out of order/);
    for (const catalog of openCatalogForecastCsv(csv).catalogs()) if (catalog.index === 0) break;
  }
  expect(openFiles()).toBe(before);
});

describe.skipIf(!hasShared)("catalog-based forecasts against pyCSEP's reading (needs ../shared)", () => {
  const oracle = (...parts: string[]): string => sharedPath("oracle", "pycsep", ...parts);
  const golden = hasShared ? (JSON.parse(readFileSync(oracle("io", "catalog_forecast_csv.json"), "utf8")).files as Record<string, { catalog_id: number; events: number; times: number[] }[] | { raised: string }>) : {};

  const peer = hasShared ? (Object.fromEntries(Object.entries(JSON.parse(readFileSync(oracle("peer_data", "readers.json"), "utf8"))).filter(([name]) => name.startsWith("ascii_"))) as Record<string, number[]>) : {};

  it.each(Object.entries(golden))("%s", (name, want) => {
    const forecast = openCatalogForecast(oracle("io", `catalogs_${name}.csv`));
    if (!Array.isArray(want)) expect(() => sizes(forecast)).toThrow(/out of order/);
    else expect(copied(forecast).map(({ index, length, times }) => ({ catalog_id: index, events: length, times: [...times] }))).toEqual(want.map(({ catalog_id, events, times }) => ({ catalog_id, events, times })));
  });

  it.each(Object.entries(peer))("%s", (name, want) => {
    expect(sizes(openCatalogForecast(oracle("peer_data", name)))).toEqual(want);
  });

  it.each(["catalog_forecast_header.csv", "catalog_forecast_spaced_header_M.csv"])("%s as floatCSEP does", (name) => {
    const path = sharedPath("compat", "floatcsep", "formats", name);
    const want = JSON.parse(readFileSync(sharedPath("compat", "floatcsep", "formats", "expected.json"), "utf8"))[name];
    const catalogs = copied(openCatalogForecast(path));
    expect(catalogs.map(({ length }) => length)).toEqual(want.event_counts);
    const { times, latitudes, longitudes, depthsKm, magnitudes } = catalogs[0]!;
    expect([times[0], latitudes[0], longitudes[0], depthsKm[0], magnitudes[0]]).toEqual(want.first_event.slice(1).map(Number));
  });

  it("reads the published sets whole", () => {
    const count = (path: string, statedCount?: number): number[] => sizes(openCatalogForecast(path, statedCount === undefined ? {} : { statedCount })).reduce(([catalogs, events], length) => [catalogs! + 1, events! + length], [0, 0]);
    expect(count(sharedPath("data", "etas-california-2007-01-08", "etas_simulations.csv.gz"), 10_000)).toEqual([10_000, 26_131]);
    expect(count(sharedPath("data", "ucerf3-etas-landers-short", "ucerf3-landers_short.csv.gz"))[1]).toBe(2425);
    for (const [name, catalogs] of [["cat_disk_1", 200], ["cat_relm_1", 1000], ["cat_relm_sparse", 1000]] as const) expect(count(oracle("catalog_forecasts", `${name}.csv.gz`), catalogs)[0]).toBe(catalogs);
  });
});

function pad(value: number): string {
  return String(value).padStart(2, "0");
}
