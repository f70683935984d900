import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cellTable } from "../../../src/experiment/forecast-file/cell-table.ts";
import { forecastEtasFile } from "../../../src/experiment/forecast-file/forecast-etas-file.ts";
import { type FitDocument, readFitDocument } from "../../../src/experiment/forecast-file/fit-document.ts";
import { eventsAbout } from "../../../src/experiment/fit-file/events-about.ts";
import { readCatalogFile } from "../../../src/experiment/catalog-tools/read-catalog.ts";
import type { ForecastRequest, FullCatalog } from "../../../src/forecasters/contract.ts";
import { etasForecaster } from "../../../src/forecasters/etas/forecaster.ts";
import { etasOptions } from "../../../src/forecasters/etas/options.ts";
import { sum } from "../../../src/numerics/sums.ts";
import { filterCatalog } from "../../../src/seismicity/catalog.ts";
import { griddedViewOf } from "../../../src/seismicity/forecast.ts";
import { MS_PER_DAY } from "../../../src/seismicity/time.ts";
import { temporaryFolder } from "../../support/workspace.ts";
import { madeUpForecast } from "./support.ts";

const request = madeUpForecast();
const { view, gridded } = await forecastEtasFile(request);
const { expected, numbers, exceedances, byMagnitude, cells, catalogs } = view;

/** What a forecaster of an experiment would be asked for the same window. */
function etasRequest(forecasterVersion: string, { region, model, start, history }: Pick<FitDocument, "region" | "model" | "start"> & { readonly history: FullCatalog }): ForecastRequest {
  const { taperDays, ...rest } = model.parameters;
  const window = { start: request.from, end: request.from + request.days * MS_PER_DAY, issueAt: request.from, commitBy: request.from, settlesAt: Infinity, horizonDays: request.days, index: 0 };
  return {
    asOf: request.from, history, declustered: filterCatalog(history, () => false), historyStart: start, completenessMagnitude: 3, magnitudeBinWidth: 0.01, region, magnitudeBins: gridded.magnitudeBins,
    depthRangeKm: { min: 0, max: 30 }, window, seedNames: ["other"],
    fitted: { forecasterId: "etas", forecasterVersion, fittedAt: start, parameters: { regionId: region.id, parameters: { ...rest, taperDays: taperDays ?? null }, errors: null, density: Array.from(model.density) } },
  };
}

describe("a forecast by a fit", () => {
  it("integrates what the forecaster of the experiments integrates", async () => {
    const { region, model, settings, start } = readFitDocument(request.fit);
    const history = eventsAbout(readCatalogFile({ file: request.catalog, skipRejected: true, assumeUtc: false }).catalog, region, { ...settings, start, end: request.from });
    const etas = etasForecaster("etas", etasOptions.parse({ sealCatalogs: false }));
    const same = griddedViewOf(await etas.forecast(etasRequest(etas.version, { region, model, start, history })));
    for (const layer of [0, 1]) expect(Array.from(gridded.layers![layer]!.spatial)).toEqual(Array.from(same.layers![layer]!.spatial));
    expect(gridded.layers![0]!.magnitude).toEqual(same.layers![0]!.magnitude);
    expect(Math.abs(sum(same.layers![2]!.spatial) / expected.laterGenerations - 1)).toBeLessThan(0.1);
    expect(sum(gridded.expectedCounts)).toBeCloseTo(expected.total, 10);
  });

  it("simulates the same process: as many events as are expected, and none with the probability of no first generation", () => {
    expect(expected.background + expected.directAftershocks + expected.laterGenerations).toBeCloseTo(expected.total, 10);
    // Catalogs scatter more than Poisson; five standard errors of the mean of 4000.
    expect(Math.abs(numbers.mean - expected.total)).toBeLessThan(5 * Math.sqrt((3 * expected.total) / catalogs));
    const [lowest] = exceedances;
    const firstGeneration = -Math.expm1(-expected.background - expected.directAftershocks);
    // Aftershocks in the region of first events outside add a little.
    expect(lowest!.upper).toBeGreaterThan(firstGeneration);
    expect(lowest!.lower).toBeLessThan(-Math.expm1(-expected.background - expected.directAftershocks - 0.1 * expected.laterGenerations));
    expect(lowest!.magnitude).toBe(3);
    expect([numbers.lower <= numbers.median, numbers.median <= numbers.upper]).toEqual([true, true]);
  });

  it("has at every magnitude what the exceedances say, and by cells no more than their sum", () => {
    expect(exceedances.map(({ magnitude }) => magnitude)).toEqual([3, 4, 5, 6]);
    for (const { magnitude, probability } of exceedances) {
      const same = byMagnitude.find((row) => Math.abs(row.magnitude - magnitude) < 1e-9)!;
      expect(same.probability).toBe(probability);
      const k = exceedances.findIndex((row) => row.magnitude === magnitude);
      const ofCells = cells.map((cell) => cell.exceedances[k]!.probability);
      expect(sum(ofCells)).toBeGreaterThanOrEqual(probability - 1e-12);
      expect(Math.max(...ofCells)).toBeLessThanOrEqual(probability);
    }
    expect(sum(cells.map((cell) => cell.expected))).toBeCloseTo(expected.total, 10);
  });

  it("stands beside the long term: mean rate, Gutenberg-Richter, and the windows that were", () => {
    const { region, start } = readFitDocument(request.fit);
    const { catalog } = readCatalogFile({ file: request.catalog, skipRejected: true, assumeUtc: false });
    const inRegion = filterCatalog(catalog, (event) => catalog.times[event]! < request.from && catalog.magnitudes[event]! >= 3 && region.indexOf(catalog.longitudes[event]!, catalog.latitudes[event]!) >= 0);
    const perDay = inRegion.length / ((request.from - start) / MS_PER_DAY);
    expect(expected.longTerm).toBeCloseTo(10 * perDay, 8);
    const [three, four] = exceedances;
    expect(three!.longTerm).toBeCloseTo(-Math.expm1(-10 * perDay), 8);
    expect(Math.log(Math.log1p(-three!.longTerm) / Math.log1p(-four!.longTerm)) / Math.LN10).toBeCloseTo(1, 0);
    expect(three!.past.windows).toBe(Math.floor((request.from - start) / MS_PER_DAY / 10));
    expect(three!.past.reached).toBeGreaterThanOrEqual(four!.past.reached);
    expect(sum(cells.map((cell) => cell.longTermExpected))).toBeCloseTo(expected.longTerm, 8);
  });

  it("reads nothing of what happens in the window, and gives the same on every run, wherever fit and catalog lie", async () => {
    const cut = join(temporaryFolder(), "cut.csv");
    const lines = readFileSync(request.catalog, "utf8").trimEnd().split("\n");
    const until = new Date(request.from).toISOString();
    const kept = lines.filter((line, place) => place === 0 || line.split(",")[3]! < until);
    expect(kept.length).toBeLessThan(lines.length);
    writeFileSync(cut, `${kept.join("\n")}\n`);
    const elsewhere = join(temporaryFolder(), "elsewhere.json");
    writeFileSync(elsewhere, JSON.stringify({ ...(JSON.parse(readFileSync(request.fit, "utf8")) as object), catalog: "another folder/made-up.csv" }, null, 2));
    const { view: same } = await forecastEtasFile({ ...request, fit: elsewhere, catalog: cut });
    for (const part of ["expected", "numbers", "exceedances", "byMagnitude", "cells"] as const) expect(same[part]).toEqual(view[part]);
    const { view: other } = await forecastEtasFile({ ...request, seed: "2" });
    expect(other.numbers.mean).not.toBe(numbers.mean);
  });

  it("takes past events to be as productive as their aftershocks show when asked, as the forecaster of the experiments does, and names those that matter", async () => {
    const { view: shown, gridded: counts } = await forecastEtasFile({ ...request, sequencesCountAs: 3, catalogs: 500 });
    const { region, model, settings, start, fitFrom } = readFitDocument(request.fit);
    const history = eventsAbout(readCatalogFile({ file: request.catalog, skipRejected: true, assumeUtc: false }).catalog, region, { ...settings, start, end: request.from });
    const etas = etasForecaster("etas", etasOptions.parse({ sealCatalogs: false, auxiliaryDays: (fitFrom - start) / MS_PER_DAY, sequenceProductivity: { countsAs: 3 } }));
    const same = griddedViewOf(await etas.forecast(etasRequest(etas.version, { region, model, start, history })));
    for (const layer of [0, 1]) expect(Array.from(counts.layers![layer]!.spatial)).toEqual(Array.from(same.layers![layer]!.spatial));
    expect(Array.from(counts.layers![1]!.spatial)).not.toEqual(Array.from(gridded.layers![1]!.spatial));
    expect([view.sequencesCountAs, shown.sequencesCountAs]).toEqual([null, 3]);
    expect(view.leadingSources.map(({ productivityFactor }) => productivityFactor)).toEqual(Array(8).fill(1));
    expect(shown.leadingSources.some(({ productivityFactor }) => Math.abs(productivityFactor - 1) > 0.05)).toBe(true);
    const numbersExpected = shown.leadingSources.map(({ directAftershocks }) => directAftershocks);
    expect(numbersExpected).toEqual(numbersExpected.toSorted((a, b) => b - a));
    expect(sum(numbersExpected)).toBeLessThan(2 * shown.expected.directAftershocks);
  });

  it("draws parameters by the errors of the fit when asked, and says so", async () => {
    const { view: drawn } = await forecastEtasFile({ ...request, parameterUncertainty: true, catalogs: 1500 });
    expect(drawn.parameterUncertainty).toBe(true);
    expect(Math.abs(drawn.numbers.mean / numbers.mean - 1)).toBeLessThan(0.25);
    expect(drawn.numbers.mean).not.toBe(numbers.mean);
  });

  it("hands out every catalog as it counts them, and every cell as a row that is never zero", async () => {
    let [seen, events] = [0, 0];
    const again = await forecastEtasFile({ ...request, catalogs: 300, magnitudes: [3.5, 6.5, 0.5], exceed: [4.2] }, (all) => {
      for (const { length, magnitudes, times } of all) {
        seen++;
        events += length;
        expect(magnitudes.every((magnitude) => magnitude >= 3.5 - 1e-9)).toBe(true);
        expect(times.every((time) => time >= request.from && time < request.from + 10 * MS_PER_DAY)).toBe(true);
      }
    });
    expect([seen, events / 300]).toEqual([300, again.view.numbers.mean]);
    const [header, ...rows] = cellTable(again.view).trimEnd().split("\n");
    expect(header).toBe("west,south,east,north,expected,long_term_expected,p_4.2,p_4.2_lower,p_4.2_upper,p_4.2_long_term");
    expect(rows).toHaveLength(again.view.region.cellCount);
    for (const row of rows) {
      const [west, , east, , count, longTerm, probability, lower, upper] = row.split(",").map(Number);
      expect(east! - west!).toBeCloseTo(0.5, 9);
      expect(count! > 0 && longTerm! > 0 && upper! > 0 && lower! <= probability! && probability! <= upper!).toBe(true);
    }
  });
});

describe("what the catalog lacks is told", () => {
  const lines = readFileSync(request.catalog, "utf8").trimEnd().split("\n");
  const without = (from: string, until: string): string => {
    const file = join(temporaryFolder(), "holes.csv");
    writeFileSync(file, `${lines.filter((line, place) => place === 0 || !(line.split(",")[3]! >= from && line.split(",")[3]! < until)).join("\n")}\n`);
    return file;
  };

  it("refuses one without the events of the fit, which would make a low long term", async () => {
    await expect(forecastEtasFile({ ...request, catalog: without("2000", "2001-06"), catalogs: 10 })).rejects.toThrow(/holes\.csv, events from 2000-01-01T00:00:00\.000Z to 2003-07-01.*lacks events that the fit was made of/);
  });

  it("notes one that ends well before the window, whatever it lists later", async () => {
    const { view: { notes } } = await forecastEtasFile({ ...request, catalog: without("2003-08-10", "2003-09-20"), catalogs: 10 });
    expect(notes.join()).toMatch(/last event of the file before the window is of 2003-08-0/);
    expect(view.notes.join()).not.toMatch(/last event/);
  });
});

describe("what cannot be forecast is refused", () => {
  const broken = join(temporaryFolder(), "broken.json");
  it.each([
    ["a window that the fit has seen", { from: Date.UTC(2003, 5, 30) }, /the fit knows what happened after the window begins/],
    ["a magnitude below those of the fit", { magnitudes: [2.5, 6, 0.5] as const }, /the fit knows no such magnitude/],
    ["a magnitude that no event can have", { exceed: [7.5] }, /no event is so large/],
    ["an exceedance below the lowest bin", { exceed: [2] }, /the forecast has no such magnitude/],
    ["a fit that is none", { fit: broken }, /broken\.json, settings/],
    ["a fit that is missing", { fit: "none.json" }, /none\.json/],
  ])("%s", async (_, changes, message) => {
    const { settings: __, ...content } = JSON.parse(readFileSync(request.fit, "utf8")) as Record<string, unknown>;
    writeFileSync(broken, JSON.stringify(content));
    await expect(forecastEtasFile({ ...request, ...changes })).rejects.toThrow(message);
  });

  it("a fit whose aftershocks never end, one of periods out of order, and one whose region is far larger than its background", async () => {
    const content = JSON.parse(readFileSync(request.fit, "utf8")) as any;
    writeFileSync(broken, JSON.stringify({ ...content, model: { ...content.model, parameters: { ...content.model.parameters, K: "Infinity", p: 0.9 } } }));
    await expect(forecastEtasFile({ ...request, fit: broken })).rejects.toThrow(/p <= 1 without a taper/);
    writeFileSync(broken, JSON.stringify({ ...content, settings: { ...content.settings, region: { ...content.settings.region, cellSizeDegrees: 1e-7 } } }));
    await expect(forecastEtasFile({ ...request, fit: broken })).rejects.toThrow(/48 cells and the region \d{10}/);
    writeFileSync(broken, JSON.stringify({ ...content, fitFrom: "1999-01-01T00:00:00.000Z" }));
    await expect(forecastEtasFile({ ...request, fit: broken })).rejects.toThrow(/periods are out of order/);
    writeFileSync(broken, JSON.stringify({ ...content, model: { ...content.model, errors: null } }));
    await expect(forecastEtasFile({ ...request, fit: broken, parameterUncertainty: true })).rejects.toThrow(/--parameter-uncertainty/);
  });

  it("a fit whose background has other cells", async () => {
    const content = JSON.parse(readFileSync(request.fit, "utf8")) as { model: { density: number[] } };
    content.model.density.pop();
    writeFileSync(broken, JSON.stringify(content));
    await expect(forecastEtasFile({ ...request, fit: broken })).rejects.toThrow(/47 cells and the region 48/);
  });
});
