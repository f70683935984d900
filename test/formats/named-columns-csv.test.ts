import { describe, expect, it } from "vitest";
import { readCatalogText } from "../../src/formats/catalog-registry.ts";
import { readTextFile } from "../../src/formats/text-file.ts";
import { hasShared, sharedPath } from "../support/shared.ts";

const COMCAT = "time,latitude,longitude,depth,mag,magType,nst,gap,dmin,rms,net,id,updated,place,type,status";
const ROW = '2019-07-06T03:19:53.040Z,35.7695,-117.5993,8,7.1,Mw,100,,,,ci,ci38457511,2023-06-11T23:08:51.040Z,"2019 Ridgecrest, CA",earthquake,reviewed';
const read = (text: string) => readCatalogText(text, "query.csv");

describe("named-columns-csv", () => {
  it("reads ComCat CSV, commas in quoted places included", () => {
    expect(read(`${COMCAT}\n${ROW}\n`)).toEqual({
      format: "named-columns-csv",
      declaresNoEvents: false,
      rejected: [],
      rows: [{
        line: 2,
        updatedAt: Date.UTC(2023, 5, 11, 23, 8, 51, 40),
        event: { id: "ci38457511", time: Date.UTC(2019, 6, 6, 3, 19, 53, 40), longitude: -117.5993, latitude: 35.7695, depthKm: 8, magnitude: 7.1, magnitudeType: "mw" },
      }],
    });
  });

  it("finds columns by any of their names and in any order", () => {
    const { rows } = read("Magnitude,lng,LAT,origin_time,evid,mag_type\n4.5,-190,10,2020-01-01 00:00:00+01:00,x9,ML\n");
    expect(rows[0]!.event).toEqual({ id: "x9", time: Date.UTC(2019, 11, 31, 23), longitude: 170, latitude: 10, depthKm: Number.NaN, magnitude: 4.5, magnitudeType: "ml" });
  });

  it("marks withdrawn events and names events without id by row number", () => {
    const { rows } = read("time,lat,lon,mag,status\n2020-01-01T00:00:00Z,1,2,3,deleted\n2020-01-01T00:00:00Z,1,2,3,reviewed\n");
    expect(rows.map((row) => [row.event.id, row.deleted])).toEqual([["row-1", true], ["row-2", undefined]]);
  });

  it("takes a header alone for a declaration of no events", () => {
    expect(read(`${COMCAT}\n`)).toMatchObject({ rows: [], rejected: [], declaresNoEvents: true });
  });

  it.each([
    [ROW.replace("earthquake", "quarry blast"), 'type: not an earthquake; got "quarry blast"; expected earthquake, eq or nothing'],
    [ROW.replace("53.040Z", "53.040"), 'time: time without a zone; got "2019-07-06T03:19:53.040"'],
    [ROW.replace("51.040Z", "51.040"), 'updated: time without a zone; got "2023-06-11T23:08:51.040"'],
    [ROW.replace("7.1", ""), 'mag: missing value; got ""; expected a magnitude from -5 to 12'],
    [ROW.replace("-117.5993", "W117"), 'longitude: not a number; got "W117"'],
    [ROW.replace("-117.5993", "-417"), "longitude: longitude out of range; got -417"],
    [ROW.replaceAll('"', ""), "row: wrong number of fields; got 17; expected 16 as in the header"],
  ])("keeps the bad row %s aside", (bad, reason) => {
    const { rows, rejected } = read(`${COMCAT}\n${bad}\n${ROW}\n`);
    expect(rows).toHaveLength(1);
    expect(rejected).toEqual([{ line: 2, reason: expect.stringContaining(reason), text: bad, ...(reason.includes("not an earthquake") ? { isEarthquake: false } : {}) }]);
  });

  it.each([
    ["id,year,lat,lon,depth,mag\n1,2014,1,2,3,4\n", /query\.csv, line 1, header: no column for time; got "id,year,lat,lon,depth,mag"; expected time or origin_time/],
    ["time,lat,latitude,lon,mag\n", /line 1, header: 2 columns for latitude/],
    ["as_of,op,id,time,latitude,longitude,mag\n", /line 1, header: a log of revisions \(column as_of\)/],
    [`${COMCAT}\n${ROW}\n2019-07-06T03:2`, /query\.csv, line 3: file is cut off in its last line; got "2019-07-06T03:2"; expected 16 fields/],
    [`${COMCAT}\n2019-07-06T03:19:53.040Z,35,-117,8,7.1,Mw,,,,,ci,a,,"Ridge`, /query\.csv, line 2: quoted field is never closed/],
  ])("refuses %j", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});

describe.skipIf(!hasShared)("named-columns-csv on real tables (needs the reference folder)", () => {
  const load = (name: string) => readCatalogText(readTextFile(sharedPath("data", name)).text, name);

  it.each([
    ["scsn-catalog/scsn_m2_1932_2022.csv.gz", 155_367, 8, /not a date and time; got ".*:60\.\d\dZ"/],
    ["italy-2010/catalog_ml.csv.gz", 24, 0, null],
    ["italy-2010/catalog_original.csv.gz", 21, 0, null],
    ["italy-2010/catalog_rev.csv.gz", 25, 0, null],
    ["global-catalogs/comcat_m5_2013-01_2023-11.csv.gz", 18_334 - 59, 59, /not an earthquake; got "(nuclear explosion|volcanic eruption)"/],
    ["global-catalogs/comcat_m5_2022-01_2024-05.csv.gz", 4118 - 1, 1, /not an earthquake; got "volcanic eruption"/],
    ["global-catalogs/comcat_m2.5_2025-05_2025-12.csv.gz", 20_000, 0, null],
    ["global-catalogs/comcat_m4.5_2026-01_2026-02.csv.gz", 896, 0, null],
    ["global-catalogs/comcat_m4_2015.csv.gz", 15_336, 0, null],
    ["global-catalogs/comcat_m6_1949_2021.csv.gz", 9802, 0, null],
    ["global-catalogs/iscgem_m6_1950_2021.csv.gz", 9210, 0, null],
    ["comcat-asof-2026/catalog_as_of_2026-07-31_m2.5.csv.gz", 11_057, 0, null],
    ["japan-comcat/japan_1990_2019.csv.gz", 37_581, 0, null],
    ["kaikoura-etas-2016/observed.csv.gz", 310, 0, null],
    ["central-asia/usgs_central_asia_raw.csv", 1607, 0, null],
    ["italy-ingv/ingv_m2_2005_2021.csv.gz", 0, 35_020, /time without a zone/],
    ["new-zealand/geonet_2014-11_2017-02.csv.gz", 0, 7231, /time without a zone/],
  ])("%s has the number of events that its README gives", (name, events, rejected, reason) => {
    const reading = load(name);
    expect([reading.format, reading.rows.length, reading.rejected.length]).toEqual(["named-columns-csv", events, rejected]);
    if (reason !== null) for (const row of reading.rejected.slice(0, 100)) expect(row.reason).toMatch(reason);
  });

  it.each(["gcmt_train_1976_2013.csv.gz", "gcmt_test_2014_2019_m5.95.csv.gz"])("%s, which has no times, is refused", (name) => {
    expect(() => load(`global-catalogs/${name}`)).toThrow(/header: no column for time/);
  });
});
