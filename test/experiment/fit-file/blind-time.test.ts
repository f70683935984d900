import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fitEtasFile, type FitEtasReport } from "../../../src/experiment/fit-file/fit-etas-file.ts";
import { trainingOnEvents } from "../../../src/experiment/fit-file/training-on-events.ts";
import { etasRegionalOptions } from "../../../src/forecasters/etas-regional/options.ts";
import { knownProductivity } from "../../../src/forecasters/etas/known-sequences.ts";
import { etasOptions } from "../../../src/forecasters/etas/options.ts";
import { simulateEtasCatalog } from "../../../src/forecasters/etas/synthetic-catalog.ts";
import { writeCsepCatalogCsv } from "../../../src/formats/csep-catalog-csv.ts";
import { etasFitPage } from "../../../src/publish/catalog-report/etas-fit-page.ts";
import { type Catalog, filterCatalog } from "../../../src/seismicity/catalog.ts";
import { createMagnitudeBins } from "../../../src/seismicity/magnitude-bins.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";
import { MS_PER_DAY } from "../../../src/seismicity/time.ts";
import { temporaryFolder } from "../../support/workspace.ts";

const BOX = { west: -118.5, east: -116.5, south: 34, north: 36 };
const START = Date.UTC(2020, 0, 1);
const BLIND_DAYS = 5 / 1440;
const truth = { muPerDay: 0.5, K: 0.12, alpha: 1.9, cDays: 0.005, p: 1.15, DKm: 0.5, q: 2.2, gamma: 0.4, referenceMagnitude: 2.995, beta: 2.3, maximumMagnitude: 6.9 };

const region = boxRegion("box", BOX, 0.5);
const complete = simulateEtasCatalog({
  parameters: truth, background: { region, weights: region.areasKm2 }, area: BOX, start: START, end: START + 200 * MS_PER_DAY, burnInDays: 0, seed: "blind 4",
  depths: { minimumKm: 0, mostFrequentKm: 8, maximumKm: 20 }, magnitudeBinWidth: 0.01, magnitudeType: "mw",
  plantedMainshocks: [{ time: START + 100 * MS_PER_DAY, longitude: -117.5, latitude: 35, magnitude: 6.8 }],
});
/** Seen are events before which, within the blind time, none as large occurred (Hainzl 2022). */
const seen = filterCatalog(complete, (event) => {
  for (let before = event - 1; before >= 0 && complete.times[event]! - complete.times[before]! < BLIND_DAYS * MS_PER_DAY; before--) if (complete.magnitudes[before]! >= complete.magnitudes[event]!) return false;
  return true;
});

function fitted(catalog: Catalog, shortTermIncompleteness: "blind-time" | "none"): ReturnType<typeof fitEtasFile> {
  const file = join(temporaryFolder(), "seen.csv");
  writeFileSync(file, writeCsepCatalogCsv(catalog));
  return fitEtasFile({
    catalog: file, region: { ...BOX, cellSizeDegrees: 0.5 }, minimumMagnitude: 3, start: START, fitFrom: START, until: START + 200 * MS_PER_DAY, marginDegrees: 0, maximumMagnitude: 6.9,
    taper: false, uniformBackground: true, shortTermIncompleteness, finiteSourcesFrom: null, assumeUtc: false,
  });
}

describe("a sequence of which early aftershocks hide others", () => {
  const [blind, flat, whole] = [fitted(seen, "blind-time"), fitted(seen, "none"), fitted(complete, "none")];
  const estimate = ({ model: { errors } }: FitEtasReport, name: string): { value: number; error: number } => ({ value: errors!.values[errors!.names.indexOf(name)]!, error: errors!.standardErrors[errors!.names.indexOf(name)]! });
  const ofMainshock = ({ report }: typeof blind): number => estimate(report, "K").value * Math.exp(estimate(report, "alpha").value * (6.8 - 2.995));

  it("gives back the blind time and, of the productivity that a flat fit misses, more than half", () => {
    const { value, error } = estimate(blind.report, "blindDays");
    expect(Math.abs(value - BLIND_DAYS)).toBeLessThan(3 * error);
    expect(blind.report.model.blindDays).toBeCloseTo(value, 12);
    const hidden = complete.length - seen.length;
    expect(hidden).toBeGreaterThan(50);
    expect(blind.report.model.unseen! / hidden).toBeGreaterThan(0.5);
    expect(blind.report.model.unseen! / hidden).toBeLessThan(2);
    // Over eight such sequences the mainshock has 150 direct aftershocks on average with a blind time, 97 without, and 155 where all are listed.
    expect(ofMainshock(flat) / ofMainshock(whole)).toBeLessThan(0.75);
    expect(Math.abs(Math.log(ofMainshock(blind) / ofMainshock(whole)))).toBeLessThan(0.5 * Math.abs(Math.log(ofMainshock(flat) / ofMainshock(whole))));
  });

  it("explains as many as are listed, and says what it takes for granted", async () => {
    const { model, notes } = blind.report;
    expect(model.expected.total).toBeCloseTo(model.targets, 0);
    expect(model.expected.background + model.expected.triggered - model.unseen!).toBeCloseTo(model.expected.total, 9);
    expect(notes.join("\n")).toMatch(/events outside trigger nothing in it[^]*b-positive/);
    const page = await etasFitPage(blind.view());
    const words = JSON.stringify(page);
    expect(words).toMatch(/of which background [\d.]+ and triggered [\d.]+, less [\d.]+ that go unseen[^]*Each event hides all others of the region for the blind time Tb\./);
    expect(words).toContain("No residuals: what goes unseen in a blind time is not known from one event to the next.");
    expect(words).not.toContain("Helmstetter");
    expect(flat.report.model).not.toHaveProperty("blindDays");
  });
});

it("is of whole sequences: the forecaster by tiles refuses it, and so does productivity by sequence", () => {
  expect(etasRegionalOptions.safeParse({ shortTermIncompleteness: "blind-time" }).success).toBe(false);
  const training = trainingOnEvents({ history: seen, start: START, asOf: START + 200 * MS_PER_DAY, region, minimumMagnitude: 3, magnitudeBinWidth: 0.01, magnitudeBins: createMagnitudeBins(3, 6.9, 0.1) });
  const options = etasOptions.parse({ auxiliaryDays: 0, shortTermIncompleteness: "blind-time", sequenceProductivity: {} });
  expect(() => knownProductivity(training, options, { parameters: [truth], lawOf: () => 0, backgroundPerDay: () => 0.1 })).toThrow(/sequenceProductivity.*blind/);
});
