import { describe, expect, it } from "vitest";
import { readConversionFile } from "../../../src/experiment/catalog-tools/conversion-file.ts";
import { type AnchorRequest, homogeniseCatalog } from "../../../src/experiment/catalog-tools/homogenise.ts";
import { readCatalogText } from "../../../src/formats/catalog-registry.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { sampleNormal } from "../../../src/numerics/random/samplers.ts";
import { homogeniseRows } from "../../../src/observations/hygiene/homogenisation/homogenise-rows.ts";
import { homogenisedCsv } from "../../../src/observations/hygiene/homogenisation/homogenised-csv.ts";
import { ANCHOR_TOLERANCE } from "../../../src/observations/hygiene/homogenisation/match-anchor.ts";
import { DAY, HEADER, read, START, write } from "./support.ts";

/** Earthquakes with a true Mw between 4 and 7: ml = (Mw − 0.4)/0.9 with an error of 0.1, in the first catalog; Mw with an error of 0.1 in the second. */
function overlap(): { native: string; anchor: string } {
  const stream = namedStream("homogenise");
  const rows = Array.from({ length: 900 }, (_, k) => {
    const mw = 4 + 3 * stream.nextDouble();
    const place = `${40 + k / 1000},12,10`;
    const time = new Date(START + k * DAY).toISOString();
    return { native: `${time},${place},${((mw - 0.4) / 0.9 + 0.1 * sampleNormal(stream)).toFixed(2)},ml,n${k}`, anchor: `${time},${place},${(mw + 0.1 * sampleNormal(stream)).toFixed(2)},mww,a${k}` };
  });
  const other = `2003-01-01T00:00:00Z,41,13,10,5.5,mb,mb1\n2003-02-01T00:00:00Z,41,13,10,5.1,mw,mw1\n`;
  return { native: `${HEADER}\n${rows.map((row) => row.native).join("\n")}\n${other}`, anchor: `${HEADER}\n${rows.map((row) => row.anchor).join("\n")}\n` };
}

const { native, anchor } = overlap();
const request: AnchorRequest = { file: read(anchor), untypedIsMw: false, tolerance: ANCHOR_TOLERANCE, version: "made-up-1", varianceRatio: 1, minimumPairs: 30 };
const made = homogeniseCatalog(read(native), { from: request, literature: true, flagUnknown: false });

describe("a catalog brought to moment magnitudes", () => {
  it("by the line that made it, everything flagged by where its Mw comes from", () => {
    const line = made.report.document.lines.find(({ types }) => types.includes("ml"))!;
    expect(line.basis).toBe("fitted");
    expect(Math.abs(line.slope - 0.9)).toBeLessThan(4 * line.slopeStandardError);
    expect(Math.abs(line.intercept - 0.4)).toBeLessThan(4 * line.interceptStandardError);
    expect(line.slopeStandardError).toBeLessThan(0.01);
    expect(made.report.document.version).toBe("made-up-1+literature-1");
    expect(made.report.counts).toEqual({ native: 1, fitted: 900, literature: 1, assumed: 0, unconverted: 0, extrapolated: 0 });
    expect(made.report.anchor).toMatchObject({ events: 900, pairs: 900 });
    expect(made.pairs.map(({ type, native: values }) => [type, values.length])).toEqual([["ml", 900]]);
  });

  it("is written with native magnitudes and errors, and reads back in Mw", () => {
    const text = homogenisedCsv(made.events);
    const { rows, rejected } = readCatalogText(text, "out.csv");
    expect([rows.length, rejected]).toEqual([902, []]);
    expect(rows.every(({ event }) => event.magnitudeType === "mw")).toBe(true);
    const mb = text.split("\n").find((row) => row.includes("mb1"))!.split(",");
    expect(mb.slice(4, 14)).toEqual(["5.705", "mw", "mb1", expect.any(String), "5.5", "mb", "literature", "scordilis-2006-mb", "false", "made-up-1+literature-1"]);
    expect(Number(mb[7])).toBeCloseTo(0.29, 2);
  });

  it("gives the same again from the stored conversion, also where a source is imported", () => {
    const file = write(JSON.stringify(made.report.document), "conversion.json");
    const stored = homogeniseCatalog(read(native), { from: readConversionFile(file).document, literature: false, flagUnknown: false });
    expect(stored.events.map(({ mw }) => mw)).toEqual(made.events.map(({ mw }) => mw));
    const reading = readCatalogText(`${native}2004-01-01T00:00:00Z,41,13,10,5.5,mx,odd\n`, "in.csv");
    const converted = homogeniseRows(reading, readConversionFile(file).document);
    expect(converted.rows.map(({ event }) => event.magnitude)).toEqual(reading.rows.slice(0, -1).map(({ event }) => made.events.find((one) => one.event.id === event.id)!.mw));
    expect(converted.rejected).toEqual([{ line: 904, reason: 'magnitude type: no conversion to Mw in made-up-1+literature-1; got "mx"', text: "" }]);
  });
});

describe("what is refused", () => {
  it.each([
    ["a type without a line", () => homogeniseCatalog(read(native), { from: request, literature: false, flagUnknown: false }), /no conversion to Mw.*mb/],
    ["an anchor without moment magnitudes", () => homogeniseCatalog(read(native), { from: { ...request, file: read(native.replace(",mw,mw1", ",ml,mw1")) }, literature: true, flagUnknown: false }), /no moment magnitudes in the anchor/],
    ["catalogs without an earthquake in common", () => homogeniseCatalog(read(native), { from: { ...request, file: read(`${HEADER}\n1990-01-01T00:00:00Z,0,0,10,6,mw,x\n`) }, literature: true, flagUnknown: false }), /no earthquake is in both/],
    ["a stored conversion that is none", () => readConversionFile(write("{}", "empty.json")), /empty\.json.*format/],
    ["a file that is no JSON", () => readConversionFile(write("slope 1", "words.json")), /words\.json.*expected a magnitude conversion/],
  ])("%s", (_, run, message) => {
    expect(run).toThrow(message);
  });
});
