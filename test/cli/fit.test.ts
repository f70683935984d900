import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { simulateEtasCatalog } from "../../src/forecasters/etas/synthetic-catalog.ts";
import { writeCsepCatalogCsv } from "../../src/formats/csep-catalog-csv.ts";
import { boxRegion } from "../../src/seismicity/region.ts";
import { temporaryFolder } from "../support/workspace.ts";
import { quakegate } from "./support.ts";

const catalog = join(temporaryFolder(), "simulated.csv");
const PERIOD = ["--start", "2000-01-01T00:00:00Z", "--fit-from", "2001-01-01T00:00:00Z", "--until", "2005-01-01T00:00:00Z"];
const COMMON = ["--region=-119,33,-116,36,0.5", "--magnitude", "3", "--bin", "0.01", "--maximum", "7", "--uniform", "--no-taper"];

beforeAll(() => {
  const region = boxRegion("box", { west: -119, east: -116, south: 33, north: 36 }, 0.5);
  writeFileSync(catalog, writeCsepCatalogCsv(simulateEtasCatalog({
    parameters: { muPerDay: 0.4, K: 0.3, alpha: 1.2, cDays: 0.01, p: 1.2, DKm: 1, q: 1.8, gamma: 0.4, referenceMagnitude: 2.995, beta: 2.3, maximumMagnitude: 7 },
    background: { region, weights: region.areasKm2 }, area: { west: -120, east: -115, south: 32, north: 37 }, start: Date.UTC(2000, 0, 1), end: Date.UTC(2005, 0, 1), burnInDays: 200,
    seed: "fit", depths: { minimumKm: 0, mostFrequentKm: 8, maximumKm: 20 }, magnitudeBinWidth: 0.01, magnitudeType: "mw",
  })));
});

describe("quakegate fit etas", () => {
  it("prints estimates with errors, gates and as many expected as observed", async () => {
    const { code, out, err } = await quakegate("fit", "etas", catalog, ...COMMON, ...PERIOD);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^\d+ events explained from 2001-01-01T00:00:00\.000Z to 2005-01-01T00:00:00\.000Z, by \d+ of \d+/);
    expect(out).toMatch(/\np +1\.\d+ +± 0\.\d+ +\[1\.\d+, 1\.\d+\]/);
    expect(out).toMatch(/every gate passed/);
    const [, targets, expected] = /^(\d+) events explained.*; ([\d.]+) expected/.exec(out)!;
    expect(Number(expected)).toBeCloseTo(Number(targets), 0);
  });

  it("as JSON has every number, the same on every run", async () => {
    const [first, second] = await Promise.all([1, 2].map(() => quakegate("fit", "etas", catalog, ...COMMON, ...PERIOD, "--json")));
    expect(first!.out).toBe(second!.out);
    const { model } = JSON.parse(first!.out) as any;
    expect(Math.abs(model.parameters.alpha - 1.2)).toBeLessThan(4 * model.errors.standardErrors[model.errors.names.indexOf("alpha")]);
    expect(model.errors.correlation).toHaveLength(model.errors.names.length);
    expect(model.density).toHaveLength(36);
  });

  it("takes the step of the magnitudes from the magnitudes, and no other", async () => {
    const withoutBin = COMMON.filter((word) => word !== "--bin" && word !== "0.01");
    const [stated, found] = await Promise.all([COMMON, withoutBin].map((options) => quakegate("fit", "etas", catalog, ...options, ...PERIOD, "--json")));
    expect(found!.out).toBe(stated!.out);
    for (const wrong of ["0", "0.1"]) {
      const { code, out, err } = await quakegate("fit", "etas", catalog, ...withoutBin, "--bin", wrong, ...PERIOD);
      expect([code, out]).toEqual([2, ""]);
      expect(err).toMatch(new RegExp(`simulated\\.csv, --bin: the magnitudes are rounded to another step; got ${wrong}; expected 0\\.01`));
    }
  });

  it("writes a page with what it found, and not over a file that is there", async () => {
    const page = join(temporaryFolder(), "fit.html");
    const { code, err } = await quakegate("fit", "etas", catalog, ...COMMON, ...PERIOD, "--html", page);
    expect([code, err]).toEqual([0, ""]);
    const html = readFileSync(page, "utf8");
    expect(html).toMatch(/<h1>ETAS fit of simulated\.csv<\/h1>/);
    for (const id of ["counts", "residuals-picture", "productivity", "omori", "background-map"]) expect(html).toContain(`<figure id="figure-${id}"`);
    const again = await quakegate("fit", "etas", catalog, ...COMMON, ...PERIOD, "--html", page);
    expect([again.code, again.out]).toEqual([2, ""]);
  });

  it.each([
    ["a missing file", ["none.csv", ...COMMON, ...PERIOD], /none\.csv/],
    ["periods out of order", [catalog, ...COMMON, "--start", "2000-01-01T00:00:00Z", "--fit-from", "2006-01-01T00:00:00Z", "--until", "2005-01-01T00:00:00Z"], /out of order/],
    ["a time without a zone", [catalog, ...COMMON, "--start", "2000-01-01T00:00:00", ...PERIOD.slice(2)], /--start.*zone/],
    ["an unknown region", [catalog, "--region", "atlantis", "--magnitude", "3", ...PERIOD], /atlantis/],
    ["a magnitude that is none", [catalog, "--region=-119,33,-116,36,0.5", "--magnitude", "big", ...PERIOD], /--magnitude.*big/],
    ["an unknown rule", [catalog, ...COMMON, ...PERIOD, "--incompleteness", "guess"], /guess/],
    ["a region without events", [catalog, "--region=10,33,12,36,0.5", "--magnitude", "3", ...PERIOD], /too few|events/],
  ])("refuses %s with one error and code 2", async (_, args, message) => {
    const { code, out, err } = await quakegate("fit", "etas", ...args);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toMatch(message);
    expect(err.trim().split("\n")).toHaveLength(1);
  });
});
