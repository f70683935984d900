import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../support/workspace.ts";
import { madeUpFit } from "../experiment/fit-file/support.ts";
import { quakegate } from "./support.ts";

const folder = temporaryFolder();
const fit = join(folder, "fit.json");
const { catalog } = madeUpFit();
const WINDOW = ["--from", "2003-09-01T00:00:00Z", "--days", "10"];

beforeAll(async () => {
  const { code, out } = await quakegate("fit", "etas", catalog, "--region=-119.5,33,-115.5,36,0.5", "--magnitude", "3", "--bin", "0.01", "--maximum", "7", "--no-taper", "--start", "2000-01-01T00:00:00Z", "--fit-from", "2000-07-01T00:00:00Z", "--until", "2003-07-01T00:00:00Z", "--json");
  expect(code).toBe(0);
  writeFileSync(fit, out);
});

describe("quakegate forecast etas", () => {
  it("prints probabilities beside the long term and the past, and that a small one is no promise", async () => {
    const { code, out, err } = await quakegate("forecast", "etas", fit, catalog, ...WINDOW, "--catalogs", "500");
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^2003-09-01T00:00:00\.000Z to 2003-09-11T00:00:00\.000Z, 10 days, magnitude 3 and above: [\d.]+ expected, long-term [\d.]+; in 500 simulated catalogs \d+ to \d+ \(95 %\), median \d+/);
    expect(out).toMatch(/\nM 4 +[\d.]+ % \[[\d.]+ %, [\d.]+ %\]; long-term [\d.]+ %( \(1 in \d+\))?; \d+ of 133 past windows/);
    expect(out).toMatch(/no prediction, and a small probability is no promise of safety/);
  });

  it("writes a page, cells, expected counts and catalogs that its other commands read", async () => {
    const [html, cells, expected, simulated] = ["f.html", "cells.csv", "expected.arrow", "simulated.csv"].map((name) => join(folder, name)) as [string, string, string, string];
    const command = ["forecast", "etas", fit, catalog, ...WINDOW, "--catalogs", "400", "--html", html, "--cells", cells, "--expected", expected, "--simulated", simulated, "--json"];
    const { code, out, err } = await quakegate(...command);
    expect([code, err]).toEqual([0, ""]);
    const report = JSON.parse(out) as any;
    expect(report).toMatchObject({ catalog, start: "2003-09-01T00:00:00.000Z", end: "2003-09-11T00:00:00.000Z", days: 10, catalogs: 400, parameterUncertainty: false, lowestMagnitude: 3 });
    expect(report).toMatchObject({ cells: 48, cellSizeDegrees: 0.5, seed: "1", magnitudes: { first: 3, last: 6.9, width: 0.1 } });
    expect(report.notes.join()).toMatch(/not sealed/);
    expect(readFileSync(html, "utf8")).toMatch(/<h1>ETAS forecast of 10 days from 2003-09-01<\/h1>[\s\S]*figure-ratio-map[\s\S]*no promise of safety/);
    expect(readFileSync(cells, "utf8").trimEnd().split("\n")).toHaveLength(49);

    const gridded = await quakegate("test", expected, catalog, "--tests", "N", "--json");
    expect(gridded.err).toBe("");
    const asDat = join(folder, "expected.dat");
    const converted = await quakegate("convert", expected, asDat, "--depths", "0,30", "--json");
    expect(JSON.parse(converted.out).counts.expected).toBeCloseTo(report.expected.total, 9);
    const byCatalogs = await quakegate("test", simulated, catalog, "--region=-119.5,33,-115.5,36,0.5", "--magnitudes", "3,6.9,0.1", "--window", "2003-09-01T00:00:00Z/2003-09-11T00:00:00Z", "--catalogs", "400", "--json");
    expect([byCatalogs.code, byCatalogs.err]).toEqual([0, ""]);
    expect(JSON.parse(byCatalogs.out).catalogs).toBe(400);

    const before = readFileSync(cells, "utf8");
    const again = await quakegate(...command);
    expect([again.code, again.out]).toEqual([2, ""]);
    expect(again.err).toMatch(/f\.html.*--force/);
    expect(readFileSync(cells, "utf8")).toBe(before);
    const forced = await quakegate(...command, "--force");
    expect(forced.out).toBe(out);
  });

  it.each([
    ["a window that the fit has seen", [fit, catalog, "--from", "2003-06-01T00:00:00Z", "--days", "10"], /fit knows/],
    ["a time without a zone", [fit, catalog, "--from", "2003-09-01", "--days", "10"], /--from.*zone/],
    ["a window shorter than a minute", [fit, catalog, "--from", "2003-09-01T00:00:00Z", "--days", "1e-7"], /--days.*a minute/],
    ["a window without end", [fit, catalog, "--from", "2003-09-01T00:00:00Z", "--days", "1e8", "--cells", join(folder, "none.dat")], /--days: the window ends too late/],
    ["too many catalogs", [fit, catalog, ...WINDOW, "--catalogs", "10000000000"], /--catalogs.*at most 1000000/],
    ["bins without width", [fit, catalog, ...WINDOW, "--magnitudes", "3,6,0"], /--magnitudes.*positive width/],
    ["more bins than memory", [fit, catalog, ...WINDOW, "--magnitudes", "3,6.9,1e-8"], /--magnitudes: too many/],
    ["depths of nothing", [fit, catalog, ...WINDOW, "--depths", "0,30"], /--depths/],
    ["a window without length", [fit, catalog, "--from", "2003-09-01T00:00:00Z", "--days", "0"], /--days/],
    ["magnitudes that are none", [fit, catalog, ...WINDOW, "--exceed", "4,big"], /--exceed.*4,big/],
    ["a catalog for a fit", [catalog, catalog, ...WINDOW], /not valid JSON.*expected what `quakegate fit etas --json` prints/],
    ["a format without depths", [fit, catalog, ...WINDOW, "--catalogs", "5", "--expected", join(folder, "none.dat")], /--depths/],
    ["an extension of no format", [fit, catalog, ...WINDOW, "--catalogs", "5", "--simulated", join(folder, "none.txt")], /--simulated.*none\.txt/],
    ["one name for two files", [fit, catalog, ...WINDOW, "--html", catalog, "--force"], /another file/],
  ])("refuses %s with one error and code 2, and writes nothing", async (_, args, message) => {
    const { code, out, err } = await quakegate("forecast", "etas", ...args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(message);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(["none.dat", "none.txt"].some((name) => existsSync(join(folder, name)))).toBe(false);
  });
});
