import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { epochOfCalendarTime } from "../../src/formats/calendar-time.ts";
import { readCatalogText } from "../../src/formats/catalog-registry.ts";
import { hasShared, sharedPath } from "../support/shared.ts";

const read = (text: string, format?: string) => readCatalogText(text, "catalog.txt", format);
const NDK = [
  "PDE  2005/01/01 01:20:05.4  13.78  -88.78 193.1 5.0 0.0 EL SALVADOR             ",
  "C200501010120A   B:  4    4  40 S: 27   33  50 M:  0    0   0 CMT: 1 TRIHD:  0.6",
  "CENTROID:     -0.3 0.9  13.76 0.06  -89.08 0.09 162.8 12.5 FREE S-20050322125201",
  "23  0.838 0.201 -0.005 0.231 -0.833 0.270  1.050 0.121 -0.369 0.161  0.044 0.240",
  "V10   1.581 56  12  -0.537 23 140  -1.044 24 241   1.312   9 29  142 133 72   66",
];
const JMA = "timestamp;longitude;latitude;depth;magnitude\n";
const HORUS = "Year\tMo\tDa\tHo\tMi\tSe\tLat\tLon\tDepth\tMw\tsigMw\n";
const RCMT = `C1,2019-01-15,01:25: 5,0,38.93,20.55,10,${"0,".repeat(54)}4.52,D,A\n`;

describe("epochOfCalendarTime", () => {
  const time = { year: 2020, month: 2, day: 29, hour: 23, minute: 59, second: 60.5 };
  it("carries leap seconds, and minutes and seconds where a catalog writes them so", () => {
    expect(epochOfCalendarTime(time, "time")).toBe(Date.UTC(2020, 2, 1, 0, 0, 0, 500));
    expect(epochOfCalendarTime({ ...time, hour: 10, minute: 60, second: 64.29 }, "time", { minute: 60, second: 119 })).toBe(Date.UTC(2020, 1, 29, 11, 1, 4, 290));
  });
  it.each(Array.from({ length: 1000 }, (_, ms) => ms).filter((ms) => ms % 83 === 0))("keeps %i ms of a decimal second", (ms) => {
    expect(epochOfCalendarTime({ ...time, second: Number((7 + ms / 1000).toFixed(3)) }, "time") % 1000).toBe(ms);
  });
  it.each([{ day: 30 }, { month: 13 }, { month: 0 }, { hour: 24 }, { minute: 60 }, { second: 61 }, { second: -1 }, { day: 1.5 }, { year: 99 }, { year: Number.NaN }])("refuses %j", (part) => {
    expect(() => epochOfCalendarTime({ ...time, ...part }, "time")).toThrow(/not a date and time/);
  });
});

describe("zmap", () => {
  it("reads numbers separated by blanks, tabs or commas, decimal years, errors and network", () => {
    const { format, rows, rejected } = read("% made up\n 10.05 45.05 2020.005 1 2 5.1 10 3 4 5.25\n10.15,45.15,2020,1,3,5.2,NaN,4,5,6.5,1,2,0.1,IV\n");
    expect([format, rejected]).toEqual(["zmap", []]);
    expect(rows.map(({ event }) => [event.id, event.time, event.longitude, event.latitude, event.depthKm, event.magnitude])).toEqual([
      ["row-1", Date.UTC(2020, 0, 2, 3, 4, 5, 250), 10.05, 45.05, 10, 5.1],
      ["row-2", Date.UTC(2020, 0, 3, 4, 5, 6, 500), 10.15, 45.15, Number.NaN, 5.2],
    ]);
  });
  it("keeps a bad row apart and refuses a cut-off line", () => {
    expect(read("10 45 2020 1 2 5.1 10 3 4 5\n10 45 2020 2 30 5.1 10 3 4 5\n").rejected.map(({ reason }) => reason)).toEqual([expect.stringMatching(/^year to second: not a date and time; got \[2020,2,30,3,4,5\]/)]);
    expect(() => read("10 45 2020 1 2 5.1 10 3 4 5\n10 45 2020 1 2")).toThrow(/line 2: file is cut off in its last line/);
  });
});

describe("ndk", () => {
  it("reads hypocentre and moment magnitude", () => {
    const { format, rows } = read(`${NDK.join("\n")}\n`);
    const { magnitude, ...event } = rows[0]!.event;
    expect([format, event]).toEqual(["ndk", { id: "C200501010120A", time: Date.UTC(2005, 0, 1, 1, 20, 5, 400), latitude: 13.78, longitude: -88.78, depthKm: 193.1, magnitudeType: "mw" }]);
    expect(magnitude).toBeCloseTo((2 / 3) * (Math.log10(1.312e16) - 9.1), 12);
  });
  it("keeps bad events apart and refuses a file that is cut off", () => {
    const bad = [...NDK, ...NDK.map((line) => line.replace("CENTROID:", "CENTROID ")), ...NDK.map((line) => line.replace("  1.312", " -1.312")), ...NDK.map((line) => line.replace("2005/01/01", "2005/13/01"))];
    const { rows, rejected } = read(bad.join("\n"));
    expect(rows).toHaveLength(1);
    expect(rejected.map(({ reason }) => reason)).toEqual([expect.stringMatching(/^third line: lines are out of step/), expect.stringMatching(/^fifth line.*scalar moment is not positive; got -1.312/), expect.stringMatching(/^first line.*not a date and time/)]);
    expect(() => read([...NDK, ...NDK.slice(0, 3)].join("\n"))).toThrow(/line 8, number of lines: file is cut off in its last event; got 8; expected a multiple of 5/);
  });
});

describe("jma-csv", () => {
  it("honours the zone, and refuses a time without one", () => {
    const { format, rows, rejected } = read(`${JMA}2011-03-11T14:46:18.120000+0900;142.861;38.1035;23.74;9.0\n2011-03-11T14:46:18.12;142.861;38.1035;23.74;9.0\n`);
    expect([format, rows[0]!.event]).toEqual(["jma-csv", { id: "row-1", time: Date.UTC(2011, 2, 11, 5, 46, 18, 120), longitude: 142.861, latitude: 38.1035, depthKm: 23.74, magnitude: 9, magnitudeType: "mj" }]);
    expect(rejected.map(({ reason }) => reason)).toEqual([expect.stringMatching(/^timestamp: time without a zone/)]);
    expect(read(JMA).declaresNoEvents).toBe(true);
    expect(() => read(`${JMA}2011-03-11T14:46:18+0900;142`)).toThrow(/line 2: file is cut off/);
  });
});

describe("horus", () => {
  it("carries minutes and seconds, in double precision", () => {
    const { format, rows } = read(`${HORUS}2009.0\t4.0\t6.0\t1.0\t60.0\t60.5\t42.342\t13.380\t8.3\t4.7\t0.1\n`);
    expect([format, rows[0]!.event]).toEqual(["horus", { id: "row-1", time: Date.UTC(2009, 3, 6, 2, 1, 0, 500), latitude: 42.342, longitude: 13.38, depthKm: 8.3, magnitude: 4.7, magnitudeType: "mw" }]);
    expect(() => read(`${HORUS}2009.0\t4.0`)).toThrow(/line 2: file is cut off/);
  });
});

describe("rcmt-csv", () => {
  it("reads blanks in times, missing seconds and tenths", () => {
    const { format, rows } = read(RCMT + RCMT.replace("01:25: 5,0", "03: 5:,").replace("C1", "C2") + RCMT.replace("01:25: 5,0", "09:15:00,9").replace("C1", "C3"));
    expect(format).toBe("rcmt-csv");
    expect(rows.map(({ event }) => event.time)).toEqual([Date.UTC(2019, 0, 15, 1, 25, 5), Date.UTC(2019, 0, 15, 3, 5), Date.UTC(2019, 0, 15, 9, 15, 0, 900)]);
    expect(rows[0]!.event).toMatchObject({ id: "C1", latitude: 38.93, longitude: 20.55, depthKm: 10, magnitude: 4.52, magnitudeType: "mw" });
  });

  it("refuses a file cut off in its last line", () => {
    expect(() => read(`${RCMT}C2,2019-01-15,01:25`)).toThrow(/line 2: file is cut off in its last line; got "C2,2019-01-15,01:25"; expected \d+ columns/);
  });
});

describe.skipIf(!hasShared)("catalogs of networks against pyCSEP (needs the reference folder)", () => {
  type Row = [string, number, number, number, number, number];
  const io = hasShared ? (JSON.parse(readFileSync(sharedPath("oracle", "pycsep", "io", "readers.json"), "utf8")) as Record<string, Row[]>) : {};
  const peer = hasShared ? (JSON.parse(readFileSync(sharedPath("oracle", "pycsep", "peer_data", "readers.json"), "utf8")) as Record<string, { n: number; events: Row[]; magnitude_sum: number; time_sum: number }>) : {};
  const events = (folder: string, name: string) => readCatalogText(readFileSync(sharedPath("oracle", "pycsep", folder, name), "utf8"), name).rows.map(({ event }) => event);
  const wholeSeconds = (time: number): number => Math.floor(time / 1000) * 1000;

  it("made.ndk, but for tenths of a second and the id, which pyCSEP drops", () => {
    expect(events("io", "made.ndk").map(({ time, latitude, longitude, depthKm, magnitude }) => [wholeSeconds(time), latitude, longitude, depthKm, magnitude])).toEqual(io["made.ndk"]!.map((row) => row.slice(1)));
  });

  it.each([["io", "made_horus.txt"], ["peer_data", "HORUS_Ita_Catalog.txt"]])("%s/%s, once rounded to pyCSEP's single precision and seconds", (folder, name) => {
    const want = folder === "io" ? io[name]! : peer[name]!.events;
    expect(events(folder, name).map(({ time, latitude, longitude, depthKm, magnitude }) => [wholeSeconds(time), ...[latitude, longitude, depthKm, magnitude].map(Math.fround)])).toEqual(want.map((row) => row.slice(1)));
  });

  it("made_jma.csv and the first 200 lines of a JMA catalog", () => {
    const rows = (list: ReturnType<typeof events>) => list.map(({ time, latitude, longitude, depthKm, magnitude }) => [time, latitude, longitude, depthKm, magnitude]);
    expect(rows(events("io", "made_jma.csv"))).toEqual(io["made_jma.csv"]!.map((row) => row.slice(1)));
    const jma = peer["jma_first200.csv"]!;
    const mine = events("peer_data", "jma_first200.csv");
    expect(rows(mine).slice(0, jma.events.length)).toEqual(jma.events.map((row) => row.slice(1)));
    expect([mine.length, mine.reduce((sum, { time }) => sum + time, 0)]).toEqual([jma.n, jma.time_sum]);
    expect(mine.reduce((sum, { magnitude }) => sum + magnitude, 0)).toBeCloseTo(jma.magnitude_sum, 9);
  });

  it.each(["EuroMedCentrMomTensors.csv", "EuroMedCentrMomTensors_old.csv"])("%s, in which pyCSEP drops the event that is there twice", (name) => {
    const unique = [...new Map(events("peer_data", name).map((event) => [event.id, event])).values()];
    expect(unique.map(({ time, latitude, longitude, depthKm, magnitude }) => [wholeSeconds(time), latitude, longitude, depthKm, magnitude])).toEqual(peer[name]!.events.map((row) => row.slice(1)));
  });

  it("made_zmap.txt, which pyCSEP cannot read", () => {
    expect(events("io", "made_zmap.txt").map(({ time, longitude, latitude, magnitude, depthKm }) => [time, longitude, latitude, magnitude, depthKm])).toEqual([
      [Date.UTC(2020, 0, 2, 3, 4, 5, 250), 10.05, 45.05, 5.1, 10],
      [Date.UTC(2020, 0, 3, 4, 5, 6, 500), 10.15, 45.15, 5.2, 11],
    ]);
  });
});
