import { describe, expect, it } from "vitest";
import { readCatalogText } from "../../src/formats/catalog-registry.ts";
import { readTextFile } from "../../src/formats/text-file.ts";
import { hasShared, sharedPath } from "../support/shared.ts";

const SCEC_DC = "#YYY/MM/DD HH:mm:SS.ss ET GT MAG  M    LAT     LON     DEPTH Q  EVID     NPH NGRM\n";
const SCSN = "year: 2014\n#YYY MM DD  HH mm SS.ss  LATITUDE LONGITUDE Q MAG     DEPTH NPH    RMS   EVID\n";
const read = (text: string) => readCatalogText(text, "listing");
const footer = (rows: number): string => `\n### Number of rows returned:${rows} \n`;

describe("a listing of the Southern California Earthquake Data Center", () => {
  it("reads the SCEC_DC form of both times, and rejects quarry blasts by the line", () => {
    const rows = ["1987/01/01 01:48:27.56 eq  l 3.00 c    32.975 -117.767   5.7 C   715298   18   32", "2015/03/30 05:24:57.60 le 0.68 l    33.473 -116.569  11.7 A 37352336   40    0", "2015/01/01 23:55:41.83 qb 2.51 l    35.959 -117.743   0.0 C 37300904   45    0"];
    const { rows: events, rejected, format } = read(`${SCEC_DC}${rows.join("\n")}\n${footer(3)}`);
    expect(format).toBe("scedc-listing");
    expect(events.map(({ line, event }) => [line, event])).toEqual([
      [2, { id: "715298", time: Date.UTC(1987, 0, 1, 1, 48, 27, 560), longitude: -117.767, latitude: 32.975, depthKm: 5.7, magnitude: 3, magnitudeType: "c" }],
      [3, { id: "37352336", time: Date.UTC(2015, 2, 30, 5, 24, 57, 600), longitude: -116.569, latitude: 33.473, depthKm: 11.7, magnitude: 0.68, magnitudeType: "l" }],
    ]);
    expect(rejected).toEqual([{ line: 4, reason: 'ET: not an earthquake; got "qb"; expected earthquake, eq or nothing', text: rows[2], isEarthquake: false }]);
  });

  it("reads the SCSN form in degrees and minutes, also where phases follow the depth without a blank", () => {
    const rows = ["2014 01 01  02 00 42.00  33 13.50-116  4.88 A 2.4      9.21129     0.18 11408450", "2014 01 01  00 53 59.13  33 27.75-116 28.37 A 0.1     13.83 24     0.10 11408434"];
    expect(read(`${SCSN}${rows.join("\n")}\n${footer(2)}`).rows.map(({ event }) => event)).toEqual([
      { id: "11408450", time: Date.UTC(2014, 0, 1, 2, 0, 42), longitude: -116.08133, latitude: 33.225, depthKm: 9.21, magnitude: 2.4, magnitudeType: "" },
      { id: "11408434", time: Date.UTC(2014, 0, 1, 0, 53, 59, 130), longitude: -116.47283, latitude: 33.4625, depthKm: 13.83, magnitude: 0.1, magnitudeType: "" },
    ]);
  });

  it("is refused when it was cut off or does not hold what it says, and is quiet when it says so", () => {
    const row = "1987/01/01 01:48:27.56 eq  l 3.00 c    32.975 -117.767   5.7 C   715298   18   32\n";
    expect(() => read(SCEC_DC + row)).toThrow(/listing, last line: the listing is cut off/);
    expect(() => read(`${SCEC_DC}${row}${footer(2)}`)).toThrow(/number of rows returned: the listing does not hold as many rows as it says; got 2; expected 1, the number of rows/);
    expect(read(SCEC_DC + footer(0))).toMatchObject({ rows: [], declaresNoEvents: true });
  });

  it.skipIf(!hasShared)("is what the centre published (needs ../shared)", () => {
    const listing = (name: string) => readCatalogText(readTextFile(sharedPath("data", "scsn-asof", "raw", name)).text, name);
    const [scecDc, scsn] = [listing("SCEC_DC-2015-as-published-2015-03-3x.catalog.gz"), listing("SCSN-2014-as-published-2014-12-31.catalog.gz")];
    expect([scecDc.rows.length, scecDc.rejected.length, new Set(scecDc.rejected.map(({ reason }) => reason)).size]).toEqual([3858, 148, 1]);
    expect([scsn.rows.length, scsn.rejected.length]).toEqual([14_363, 0]);
    expect(() => listing("SCEC_DC-1987-as-published-2025-02-21-truncated.catalog.gz")).toThrow(/the listing is cut off/);
  });
});
