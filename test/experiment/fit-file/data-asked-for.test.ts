import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fitEtasFile } from "../../../src/experiment/fit-file/fit-etas-file.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";
import { temporaryFolder } from "../../support/workspace.ts";
import { madeUpFit } from "./support.ts";

describe("a fit to a catalog file", () => {
  const request = madeUpFit({ uniformBackground: true });

  it.each([
    ["a catalog that begins after the fit", { start: Date.UTC(1990, 0, 1) }, /made-up\.csv, --start: the catalog begins after the fit does: missing data is not zero earthquakes; got "1990-.*expected 2000-01-0.*, its first event, or later/],
    ["too few events", { minimumMagnitude: 5.6 }, /--region, --margin, --magnitude, --start, --until: too few events to fit a law of magnitudes to; got \d+; expected at least 50 events from magnitude 5\.6/],
    ["a law that ends before it begins", { maximumMagnitude: 2.9 }, /--maximum: the law of magnitudes ends before it begins; got 2\.9; expected above --magnitude, 3/],
    ["an event beyond the law's end", { maximumMagnitude: 5 }, /--maximum: the catalog has events that the law of magnitudes has no room for; got 5; expected above 5\.\d+, the magnitude of 200/],
  ])("refuses %s", (_, changes, words) => {
    expect(() => fitEtasFile({ ...request, ...changes })).toThrow(words);
  });

  it("names a hole in the file, which it takes for silence", () => {
    const file = join(temporaryFolder(), "hole.csv");
    writeFileSync(file, readFileSync(request.catalog, "utf8").split("\n").filter((line) => !/,2002-0[1-6]-/.test(line)).join("\n"));
    const { report } = fitEtasFile({ ...request, catalog: file });
    expect(report.notes.filter((note) => note.includes("too long to be true"))).toEqual([expect.stringMatching(/^the file lists nothing from 2001-12-.* to 2002-07-0.* \(18\d\.\d days\), too long to be true at its rate: if data are missing, they are taken for silence here$/)]);
    expect(fitEtasFile({ ...request, catalog: file, fitFrom: Date.UTC(2002, 8, 1), start: Date.UTC(2002, 6, 10) }).report.notes.join()).not.toContain("too long to be true");
  });

  it("says that a catalog is not complete from a magnitude below most of its events", () => {
    const file = join(temporaryFolder(), "low.csv");
    const [header, ...lines] = readFileSync(request.catalog, "utf8").trim().split("\n");
    // One event far below the others, which begin at 3.
    writeFileSync(file, [header, lines[0]!.replace(/^([^,]*,[^,]*),[^,]*,/, "$1,2.00,").replace(/,[^,]*$/, ",odd"), ...lines].join("\n") + "\n");
    expect(fitEtasFile({ ...request, catalog: file, minimumMagnitude: 2 }).report.notes.join("\n")).toMatch(/magnitudes about 3\.00 are listed more often \(\d+\) than those about 2 \(\d+\): the catalog is not complete from 2/);
    expect(fitEtasFile(request).report.notes.join()).not.toContain("not complete");
  });
});

it("a box of more cells than there is room for is refused", () => {
  expect(() => boxRegion("fine", { west: 65, east: 85, south: 38, north: 45 }, 0.001)).toThrow(/too many cells; got 0\.001; expected one that makes at most 10000000 cells/);
  expect(() => boxRegion("west", { west: 174, east: -170, south: -38, north: -14 }, 0.5)).toThrow(/across 180° the east is above 180/);
});
