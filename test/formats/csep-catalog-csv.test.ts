import fc from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { csepCatalogCsv, writeCsepCatalogCsv } from "../../src/formats/csep-catalog-csv.ts";
import { readCatalogText } from "../../src/formats/catalog-registry.ts";
import { readTextFile } from "../../src/formats/text-file.ts";
import { catalogEvents, createCatalog, EMPTY_CATALOG } from "../../src/seismicity/catalog.ts";
import { hasShared, sharedPath } from "../support/shared.ts";

const ROW = "10.05,45.1,5.3,2021-01-01T00:00:01.5,12.5,0,ev1";
const HEADER = "lon,lat,mag,time_string,depth,catalog_id,event_id";
const read = (text: string) => readCatalogText(text, "events.csv");

describe("csep-catalog-csv", () => {
  it.each([
    HEADER,
    "lon,lat,magnitude,time_string,depth,catalog_id,event_id",
    "lon, lat, M, time_string, depth, catalog_id, event_id",
    "lon,lat,mag,time_string,depth,cat_id,event_id",
    "LON,LAT,mag,time_string,depth,catalog_id,event_id",
    '"lon","lat","mag","time_string","depth","catalog_id","event_id"\r',
  ])("reads under the header %s", (header) => {
    const reading = read(`${header}\n${ROW}\n`);
    expect(reading).toEqual({
      format: "csep-catalog-csv",
      declaresNoEvents: false,
      rejected: [],
      rows: [{ line: 2, event: { id: "ev1", time: Date.UTC(2021, 0, 1, 0, 0, 1, 500), longitude: 10.05, latitude: 45.1, depthKm: 12.5, magnitude: 5.3, magnitudeType: "" } }],
    });
  });

  it("reads without a header, names events without id by row number, and honours an offset", () => {
    const { rows } = read("1,2,5,2020-01-01T12:00:00,10,0,\n1,2,5,2020-01-01T12:00:00+05:00,nan,0,\n");
    expect(rows.map((row) => row.event.id)).toEqual(["row-1", "row-2"]);
    expect(rows[0]!.event.time - rows[1]!.event.time).toBe(5 * 3_600_000);
    expect(rows[1]!.event.depthKm).toBeNaN();
  });

  it("takes rows of empty simulated catalogs for no events", () => {
    expect(read(`${HEADER}\n${ROW}\n,,,,,1,\n${ROW}\n`).rows).toHaveLength(2);
    expect(read(",,,,,4,\n")).toMatchObject({ rows: [], rejected: [], declaresNoEvents: true });
  });

  it("takes a header alone for a declaration of no events", () => {
    expect(read(`${HEADER}\n`)).toMatchObject({ rows: [], rejected: [], declaresNoEvents: true });
  });

  it.each([
    ["10.05,95,5.3,2021-01-01T00:00:01,12,0,a", "lat: latitude out of range; got 95; expected degrees north from -90 to 90"],
    ["361,45,5.3,2021-01-01T00:00:01,12,0,a", "lon: longitude out of range; got 361; expected degrees east from -360 to 360"],
    ["10,north,5.3,2021-01-01T00:00:01,12,0,a", 'lat: not a number; got "north"; expected degrees north from -90 to 90'],
    ["10,45,NaN,2021-01-01T00:00:01,12,0,a", 'mag: missing value; got "NaN"; expected a magnitude from -5 to 12'],
    ["10,45,,2021-01-01T00:00:01,12,0,a", 'mag: missing value; got ""; expected a magnitude from -5 to 12'],
    ["10,45,-9.99,2021-01-01T00:00:01,12,0,a", "mag: magnitude out of range; got -9.99; expected a magnitude from -5 to 12"],
    ["10,45,5.3,2021-02-30T00:00:01,12,0,a", 'time_string: not a date and time; got "2021-02-30T00:00:01"'],
    ["10,45,5.3,,12,0,a", 'time_string: not a date and time; got ""'],
    ["10,45,5.3,2021-01-01T00:00:01,deep,0,a", 'depth: not a number; got "deep"'],
    ["10,45,5.3,2021-01-01T00:00:01,12,0", "row: wrong number of fields; got 6; expected 7"],
  ])("keeps the bad row %s aside", (bad, reason) => {
    const { rows, rejected, declaresNoEvents } = read(`${HEADER}\n${bad}\n${ROW}\n`);
    expect(rows).toHaveLength(1);
    expect(rejected).toEqual([{ line: 2, reason: expect.stringContaining(reason), text: bad }]);
    expect(declaresNoEvents).toBe(false);
  });

  it("refuses a file cut off in its last line", () => {
    expect(() => read(`${HEADER}\n${ROW}\n10.05,45.`)).toThrow(/events\.csv, line 3: file is cut off in its last line; got "10\.05,45\."; expected 7 fields/);
  });

  it("refuses another header when asked for this format", () => {
    expect(() => readCatalogText("a,b\n1,2\n", "x.csv", "csep-catalog-csv")).toThrow(/x\.csv, line 1, header: not the header of a CSEP catalog; got "a,b"; expected lon,lat/);
  });

  it("recognises neither ComCat CSV nor a gridded forecast", () => {
    expect(csepCatalogCsv.recognises("time,latitude,longitude,depth,mag\n", "x")).toBe(false);
    expect(csepCatalogCsv.recognises("lon_min, lon_max, lat_min, lat_max, depth_min, depth_max, 5.0\n", "x")).toBe(false);
  });
});

describe("writeCsepCatalogCsv", () => {
  it("writes the header alone for no events, and it can be read back", () => {
    expect(writeCsepCatalogCsv(EMPTY_CATALOG)).toBe(`${HEADER}\n`);
    expect(read(writeCsepCatalogCsv(EMPTY_CATALOG)).declaresNoEvents).toBe(true);
  });

  it("is read back without loss", () => {
    const event = fc.record({
      id: fc.string({ unit: fc.constantFrom("a", "7", ",", '"', "é", "-", "\n"), minLength: 1 }).map((id) => `e${id}e`),
      time: fc.integer({ min: Date.UTC(1000, 0), max: Date.UTC(2999, 0) }),
      longitude: fc.double({ min: -180, max: 360, noNaN: true }).map((x) => x + 0),
      latitude: fc.double({ min: -90, max: 90, noNaN: true }).map((x) => x + 0),
      depthKm: fc.oneof(fc.constant(Number.NaN), fc.double({ min: -10, max: 700, noNaN: true }).map((x) => x + 0)),
      magnitude: fc.double({ min: -2, max: 10, noNaN: true }).map((x) => x + 0),
      magnitudeType: fc.constant(""),
    });
    fc.assert(fc.property(fc.array(event, { maxLength: 20 }), (events) => {
      const catalog = createCatalog(events);
      const reading = read(writeCsepCatalogCsv(catalog));
      expect(reading.rejected).toEqual([]);
      expect(reading.rows.map((row) => row.event)).toEqual(catalogEvents(catalog));
    }));
  });
});

describe.skipIf(!hasShared)("csep-catalog-csv against pyCSEP (needs the reference folder)", () => {
  const json = (...path: string[]) => JSON.parse(readFileSync(sharedPath(...path), "utf8"));
  const readShared = (...path: string[]) => readCatalogText(readTextFile(sharedPath(...path)).text, path.at(-1)!);

  it("reads what pyCSEP reads from the file it wrote", () => {
    const expected = json("oracle", "pycsep", "io", "readers.json")["written_by_pycsep.csv"];
    const events = readShared("oracle", "pycsep", "io", "written_by_pycsep.csv").rows.map(({ event: e }) => [e.id, e.time, e.latitude, e.longitude, e.depthKm, e.magnitude]);
    expect(events).toEqual(expected);
  });

  it("reads every observed catalog of the oracle in full, the empty ones included", () => {
    const files = readdirSync(sharedPath("oracle", "pycsep", "catalogs")).filter((name) => name.endsWith(".csv"));
    expect(files.length).toBeGreaterThan(10);
    for (const name of files) {
      const count = Number(/_n(\d+)\.csv$/.exec(name)![1]);
      const { rows, rejected, declaresNoEvents } = readShared("oracle", "pycsep", "catalogs", name);
      expect([name, rows.length, rejected.length, declaresNoEvents]).toEqual([name, count, 0, count === 0]);
    }
  });

  it("reads the events of the small catalog forecasts as pyCSEP does", () => {
    const { files } = json("oracle", "pycsep", "io", "catalog_forecast_csv.json");
    for (const name of ["all_listed", "gaps", "only_last_id", "no_header", "upper_header"]) {
      const times = files[name].flatMap((catalog: { times: number[] }) => catalog.times);
      const reading = readShared("oracle", "pycsep", "io", `catalogs_${name}.csv`);
      expect([name, reading.rows.map((row) => row.event.time), reading.rejected]).toEqual([name, times, []]);
    }
  });

  it("reads the catalogs of the floatCSEP cases and formats", () => {
    const counts = {
      "case_a/catalog.csep": 1, "case_g/catalog.csv": 35_020, "case_i/catalog.csep": 7231,
      "formats/catalog_forecast_header.csv": 3, "formats/catalog_forecast_spaced_header_M.csv": 2,
      "case_g/pymock/forecasts/pymock_2012-06-13_2012-06-20.csv": 303,
    };
    for (const [name, count] of Object.entries(counts)) {
      const reading = readShared("compat", "floatcsep", name);
      expect([name, reading.format, reading.rows.length, reading.rejected]).toEqual([name, "csep-catalog-csv", count, []]);
    }
    const [first] = readShared("compat", "floatcsep", "formats/catalog_forecast_header.csv").rows;
    const [, time, latitude, longitude, depthKm, magnitude] = json("compat", "floatcsep", "formats", "expected.json")["catalog_forecast_header.csv"].first_event.map(Number);
    expect(first!.event).toMatchObject({ time, latitude, longitude, depthKm, magnitude });
    expect(readShared("compat", "floatcsep", "case_i/catalog.csep").rows[0]!.event.id).toBe("2014p856895");
  });
});
