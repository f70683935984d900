import { describe, expect, it } from "vitest";
import { readCatalogText } from "../../src/formats/catalog-registry.ts";

const HEADER = "#EventID|Time|Latitude|Longitude|Depth/km|Author|Catalog|Contributor|ContributorID|MagType|Magnitude|MagAuthor|EventLocationName";
const ROW = "4730151|2014-12-20T22:37:25.350000|43.6097|11.2563|6.7|SURVEY||||ML|2.6|SURVEY|Firenze";
const read = (text: string) => readCatalogText(text, "events.txt");

describe("fdsn-text", () => {
  it("reads events by the names of their columns, times being UTC", () => {
    const { format, rows, rejected, declaresNoEvents } = read(`${HEADER}\n${ROW}\n`);
    expect([format, rejected, declaresNoEvents]).toEqual(["fdsn-text", [], false]);
    expect(rows).toEqual([{ line: 2, event: { id: "4730151", time: Date.UTC(2014, 11, 20, 22, 37, 25, 350), longitude: 11.2563, latitude: 43.6097, depthKm: 6.7, magnitude: 2.6, magnitudeType: "ml" } }]);
    const moved = "# EventID | Time | Magnitude | MagType | Longitude | Latitude | Depth/Km | EventType\r\na | 2020-01-01T00:00:00Z | 5 | | 200 | -9 | | earthquake\r\n";
    expect(read(moved).rows[0]!.event).toEqual({ id: "a", time: Date.UTC(2020, 0, 1), longitude: 200, latitude: -9, depthKm: Number.NaN, magnitude: 5, magnitudeType: "" });
  });

  it("keeps only earthquakes where there are types, and passes over comments", () => {
    const { rows, rejected } = read(`${HEADER}|EventType\n${ROW}|explosion\n${HEADER}|EventType\n\n${ROW.replace("4730151", "b")}|\n`);
    expect(rows.map(({ line, event }) => [line, event.id])).toEqual([[5, "b"]]);
    expect(rejected).toEqual([{ line: 2, reason: expect.stringMatching(/EventType: not an earthquake; got "explosion"/) as string, text: `${ROW}|explosion`, isEarthquake: false }]);
  });

  it("lists rows that cannot be used with the reason", () => {
    const bad = [ROW.replace("|2.6|", "||"), ROW.replace("43.6097", "93"), ROW.replace("4730151", " "), `${ROW}|more`, ROW.replace("22:37", "25:37")];
    const { rows, rejected } = read(`${HEADER}\n${bad.join("\n")}\n`);
    expect(rows).toEqual([]);
    expect(rejected.map(({ reason }) => /Magnitude: missing|Latitude: latitude out|EventID: missing|row: wrong number|Time: not a date/.exec(reason)?.[0])).toEqual(["Magnitude: missing", "Latitude: latitude out", "EventID: missing", "row: wrong number", "Time: not a date"]);
  });

  it("knows a whole file without events from one that is cut off", () => {
    expect(read(`${HEADER}\n`).declaresNoEvents).toBe(true);
    expect(() => read(`${HEADER}\n${ROW.slice(0, 60)}`)).toThrow(/cut off in its last line/);
    expect(() => read("#EventID|Time|Latitude|Longitude|Depth/km|Author\n")).toThrow(/not one column each for magtype, magnitude/);
    expect(() => read(`${HEADER}|Time\n`)).toThrow(/not one column each for time/);
  });
});
