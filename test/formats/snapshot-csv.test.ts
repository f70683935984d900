import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSnapshotCsv, snapshotCsv } from "../../src/formats/snapshot-csv.ts";
import { catalogEvents, createCatalog, type EarthquakeEvent, EMPTY_CATALOG } from "../../src/seismicity/catalog.ts";

const HEAD = "time,longitude,latitude,depth_km,magnitude,magnitude_type,id\n";
const quake: EarthquakeEvent = { id: "ci38457511", time: Date.UTC(2019, 6, 6, 3, 19, 53, 40), longitude: -117.5993, latitude: 35.7695, depthKm: 8, magnitude: 7.1, magnitudeType: "mw" };

describe("snapshotCsv", () => {
  it("is one line an event, by time and id, shortest numbers, nothing where there is no depth", () => {
    const text = snapshotCsv(createCatalog([{ ...quake, id: "b", depthKm: Number.NaN }, { ...quake, id: "a", longitude: 0.1 + 0.2 }]));
    expect(text).toBe(`${HEAD}2019-07-06T03:19:53.040Z,0.30000000000000004,35.7695,8,7.1,mw,a\n2019-07-06T03:19:53.040Z,-117.5993,35.7695,,7.1,mw,b\n`);
    expect(snapshotCsv(EMPTY_CATALOG)).toBe(HEAD);
    expect(parseSnapshotCsv(HEAD)).toEqual(EMPTY_CATALOG);
  });

  it("does not depend on the order in which events came", () => {
    const events = Array.from({ length: 20 }, (_, index) => ({ ...quake, id: `${index}`, time: quake.time + (index % 7) * 1000 }));
    expect(snapshotCsv(createCatalog([...events].reverse()))).toBe(snapshotCsv(createCatalog(events)));
  });

  it("brings back any events bit for bit, whatever their ids and magnitude types hold", () => {
    const number = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true }).map((value) => value + 0);
    const text = fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom("mb,lg", 'a"b', "a\nb", '"', "", " x ", "é\r", ",", "\\", '",', "\\\"")).filter((value) => !/[\ud800-\udfff]/.test(value));
    const events = fc.array(
      fc.record({ id: text, time: fc.integer({ min: -2e12, max: 4e12 }), longitude: number(-180, 360), latitude: number(-90, 90), depthKm: fc.oneof(number(-10, 700), fc.constant(Number.NaN)), magnitude: number(-5, 10), magnitudeType: text }),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(events, (list) => {
        const catalog = createCatalog(list);
        const back = parseSnapshotCsv(snapshotCsv(catalog));
        expect(catalogEvents(back)).toEqual(catalogEvents(catalog));
        expect(snapshotCsv(back)).toBe(snapshotCsv(catalog));
      }),
      { numRuns: 300 },
    );
  });
});

describe("parseSnapshotCsv", () => {
  const [time, rest] = ["2019-07-06T03:19:53.040Z", ",-117.6,35.8,8,7.1,mw,a\n"];
  it.each([
    ["another header", "time,lon\n", /made.csv, line 1: not a snapshot/],
    ["an empty text", "", /made.csv, line 1: not a snapshot/],
    ["a last line cut off", `${HEAD}${time}${rest}${time},-117.6,35`, /made.csv, line 3: snapshot is cut short/],
    ["too few fields", `${HEAD}${time},-117.6,35.8,8,7.1,mw\n`, /made.csv, line 2: not an event/],
    ["too many fields", `${HEAD}${time}${rest.trim()},b\n`, /made.csv, line 2: not an event/],
    ["a blank line", `${HEAD}\n${time}${rest}`, /made.csv, line 2: not an event/],
    ["a time without a zone", `${HEAD}2019-07-06T03:19:53${rest}`, /made.csv, line 2, time: time without a zone/],
    ["no longitude", `${HEAD}${time},,35.8,8,7.1,mw,a\n`, /made.csv, line 2, longitude: missing value/],
    ["a word for a latitude", `${HEAD}${time},1,north,8,7.1,mw,a\n`, /made.csv, line 2, latitude: not a number; got "north"/],
    ["a depth that is no number", `${HEAD}${time},1,2,NaN,7.1,mw,a\n`, /made.csv, line 2, depth_km: not a number/],
    ["no magnitude", `${HEAD}${time},1,2,8,,mw,a\n`, /made.csv, line 2, magnitude: missing value/],
    ["an infinite magnitude", `${HEAD}${time},1,2,8,Infinity,mw,a\n`, /made.csv, line 2, magnitude: not a number/],
    ["a quote that is no JSON", `${HEAD}${time},1,2,8,5,mw,"\\x"\n`, /made.csv, line 2, id: not a quoted text/],
    ["line breaks of another system", HEAD.replace("\n", "\r\n"), /made.csv, line 1: not a snapshot/],
  ])("refuses %s, naming file and line", (_, text, message) => expect(() => parseSnapshotCsv(text, "made.csv")).toThrow(message));
});
