import { describe, expect, it } from "vitest";
import { isRevisionLog, readRevisionLog, readRevisionSnapshots } from "../../src/formats/revision-log.ts";
import { readTextFile } from "../../src/formats/text-file.ts";
import { hasShared } from "../support/shared.ts";
import { HISTORIES } from "../observations/revisions/real-histories.ts";

const HEADER = "as_of,op,id,time,latitude,longitude,depth_km,mag";
const log = (...rows: readonly string[]): string => `${[HEADER, ...rows].join("\n")}\n`;

describe("a log of revisions", () => {
  it("reads times as text or in epoch milliseconds, and columns in any order", () => {
    expect(readRevisionLog(log("2026-04-09T14:23:38Z,init,nc1,2026-03-10T14:23:44.770Z,39.25,-123.2,6.8,2.0"))).toEqual([
      { line: 2, asOf: Date.UTC(2026, 3, 9, 14, 23, 38), operation: "init", id: "nc1", unusable: "", eventType: "", event: { id: "nc1", time: Date.UTC(2026, 2, 10, 14, 23, 44, 770), latitude: 39.25, longitude: -123.2, depthKm: 6.8, magnitude: 2, magnitudeType: "" } },
    ]);
    const [row] = readRevisionLog("mag,evid,op,as_of,time,longitude,latitude,depth_km,mag_type,event_type,quality\n2.0,7,upd,1775744618000,1773152624770,-123.2,39.25,,Ml,QB,A\n");
    expect(row).toMatchObject({ asOf: 1775744618000, operation: "upd", id: "7", eventType: "qb", event: { time: 1773152624770, depthKm: Number.NaN, magnitudeType: "ml" } });
  });

  it("keeps the place of a row whose values cannot be used, and says why", () => {
    const rows = readRevisionLog(log("2026-04-09T14:23:38Z,init,a,2026-03-10T14:23:44Z,39.25,-123.2,6.8,", "2026-04-09T14:23:38Z,del,b,never,39.25,-123.2,6.8,2"));
    expect(rows.map(({ id, event }) => [id, event])).toEqual([["a", undefined], ["b", undefined]]);
    expect(rows.map(({ unusable }) => unusable)).toEqual([expect.stringMatching(/^mag: /), expect.stringMatching(/^time: not a date and time/)]);
  });

  it.each([
    ["", /file is empty/],
    ["as_of,op,id,time,latitude,longitude,mag\n", /columns are missing; got .*; expected depth_km/],
    [log("2026-04-09T14:23:38Z,moved,a,2026-03-10T14:23:44Z,39,-123,6,2"), /line 2, op: no such operation; got "moved"; expected init, new, upd, del/],
    [log("2026-04-09,new,a,2026-03-10T14:23:44Z,39,-123,6,2"), /line 2, as_of: not a date and time/],
    [log("2026-04-09T14:23:38,new,a,2026-03-10T14:23:44Z,39,-123,6,2"), /line 2, as_of: time without a zone/],
    [log("2026-04-09T14:23:38Z,new,,2026-03-10T14:23:44Z,39,-123,6,2"), /line 2, id: event id is missing/],
    [log("2026-04-09T14:23:38Z,new,a,2026-03-10T14:23:44Z,39,-123,6,2", "2026-04-09T14:23:37Z,del,a,2026-03-10T14:23:44Z,39,-123,6,2"), /line 3, as_of: rows go back in time/],
    [log("2026-04-09T14:23:38Z,new,a,2026-03-10T14:23:44Z,39,-123,6"), /line 2: wrong number of fields/],
    [`${HEADER}\n2026-04-09T14:23:38Z,new,a,2026-03-10T14:2`, /line 2: file is cut off in its last line/],
  ])("refuses %j", (text, message) => expect(() => readRevisionLog(text)).toThrow(message));

  it("reads when the source was looked at", () => {
    expect(readRevisionSnapshots("as_of,commit\n1970-01-01T00:00:01Z,x\n1970-01-01T00:00:02Z,y\n")).toEqual([{ asOf: 1000 }, { asOf: 2000 }]);
    expect(() => readRevisionSnapshots("time\n1\n")).toThrow(/line 1, header: no column for the times of the snapshots/);
    expect(() => readRevisionSnapshots("as_of\n1970-01-01T00:00:02Z\n1970-01-01T00:00:01Z\n")).toThrow(/line 3, as_of: snapshots go back in time/);
    expect(() => readRevisionSnapshots("as_of\n")).toThrow(/no snapshots in the file/);
  });

  it.skipIf(!hasShared).each(HISTORIES.slice(0, 1))("is what the history $name is: every row can be used (needs ../shared)", ({ log: path, snapshots }) => {
    const { text } = readTextFile(path);
    expect(isRevisionLog(text.slice(0, 1000))).toBe(true);
    const rows = readRevisionLog(text);
    expect(rows).toHaveLength(1986);
    expect(rows.filter(({ event }) => event === undefined)).toEqual([]);
    expect(readRevisionSnapshots(readTextFile(snapshots).text)).toHaveLength(496);
  });
});
