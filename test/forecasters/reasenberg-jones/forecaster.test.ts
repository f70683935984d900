import { describe, expect, it } from "vitest";
import type { FittedModel } from "../../../src/forecasters/contract.ts";
import { reasenbergJonesForecaster } from "../../../src/forecasters/reasenberg-jones/forecaster.ts";
import { reasenbergJonesOptions } from "../../../src/forecasters/reasenberg-jones/options.ts";
import { sha256Hex } from "../../../src/numerics/digest.ts";
import { createCatalog, eventAt, catalogEvents } from "../../../src/seismicity/catalog.ts";
import { totalExpectedCount, type GriddedForecast } from "../../../src/seismicity/forecast.ts";
import { day, knownOn, region, requestOn, simulateReasenbergJones } from "./support.ts";
import { type Level, levelOn } from "./level.ts";

const { catalog } = simulateReasenbergJones("test/reasenberg-jones/c", 4000, 0.4);
const options = reasenbergJonesOptions.parse({ background: { kernel: "power-law", neighbours: 3 } });
const forecaster = reasenbergJonesForecaster("rj", options);
const fitOn = (dayNumber: number): Promise<FittedModel> => forecaster.fit!(knownOn(catalog, dayNumber));
const layerTotal = (forecast: GriddedForecast, name: string): number => forecast.layers!.find((layer) => layer.name === name)!.spatial.reduce((a, b) => a + b, 0);

describe("Reasenberg–Jones forecaster where it is the true model", () => {
  it("expects as many as happen, and passes the number test as often as it should", async () => {
    // Stated before any of them was run. Sixteen others, x1 to x16, gave ln(expected/observed) a scatter of 0.058 between seeds.
    const seeds = ["1", "2", "3", "4", "5", "6", "7", "8"];
    const levels: Level[] = [];
    for (const seed of seeds) levels.push(await levelOn(seed, 1000));
    expect(levels.map(({ windows }) => windows)).toEqual(seeds.map(() => 142));
    // Each of the two limits fails a right model for one choice of seeds in 1,000 (3.29 standard errors, two-sided).
    const logRatios = levels.map(({ foreseeable }) => Math.log(foreseeable.expected / foreseeable.observed));
    expect(Math.abs(logRatios.reduce((a, b) => a + b) / seeds.length)).toBeLessThan((3.29 * 0.058) / Math.sqrt(seeds.length));
    // Windows count as independent and rates as known, which holds nearly: on x1 to x16, 55 rejections for 52.8.
    const probabilities = levels.flatMap(({ foreseeable }) => foreseeable.rejectionProbabilities);
    const rejected = levels.reduce((sum, { foreseeable }) => sum + foreseeable.rejected, 0);
    const variance = probabilities.reduce((sum, p) => sum + p * (1 - p), 0);
    expect(Math.abs(rejected - probabilities.reduce((a, b) => a + b))).toBeLessThan(3.29 * Math.sqrt(variance));
  });
});

describe("fitted background", () => {
  it("is the rate of independent events, also of those inside zones", async () => {
    const { parameters } = await fitOn(4000);
    const { backgroundDailyRate, openShare, backgroundCount, eventCount } = parameters as Record<string, number>;
    expect(openShare!).toBeLessThan(0.98);
    expect(backgroundCount!).toBeLessThan(0.5 * eventCount!);
    // 1,600 independent events: 2.5 % standard error.
    expect(Math.abs(backgroundDailyRate! / 0.4 - 1)).toBeLessThan(0.08);
  });
});

describe("Reasenberg–Jones forecasts", () => {
  const largest = catalog.magnitudes.indexOf(Math.max(...catalog.magnitudes.subarray(0, 8000)));
  const after = catalog.times[largest]! / day + 1;

  it("rise about a mainshock, mostly in its zone, and decay", async () => {
    const fitted = await fitOn(1000);
    const total = async (dayNumber: number): Promise<number> => layerTotal(await forecaster.forecast({ ...requestOn(catalog, dayNumber, 1), fitted }), "sequences");
    const [before, soon, later] = [await total(after - 1.001), await total(after), await total(after + 30)];
    expect(soon).toBeGreaterThan(10 * before);
    expect(soon).toBeGreaterThan(4 * later);
    const forecast = await forecaster.forecast({ ...requestOn(catalog, after, 1), fitted });
    const spatial = forecast.layers!.find((layer) => layer.name === "sequences")!.spatial;
    const { longitude, latitude } = eventAt(catalog, largest);
    expect(spatial.indexOf(Math.max(...spatial))).toBe(region.indexOf(longitude, latitude));
  });

  it("add up over windows issued together, and stop when sequences end", async () => {
    const fitted = await fitOn(1000);
    const total = async (days: number, delay: number): Promise<number> => totalExpectedCount(await forecaster.forecast({ ...requestOn(catalog, after, days, delay), fitted }));
    expect(((await total(3, 0)) + (await total(4, 3))) / (await total(7, 0))).toBeCloseTo(1, 10);
    const last = requestOn(catalog, after, 10, 2000);
    expect(layerTotal(await forecaster.forecast({ ...last, fitted }), "sequences")).toBe(0);
  });

  it("are a function of the request: the same bytes again, whatever came after", async () => {
    const fitted = await fitOn(1000);
    const bytes = async (source = catalog): Promise<string> => sha256Hex(new Uint8Array((await forecaster.forecast({ ...requestOn(source, after, 7), fitted })).expectedCounts.buffer));
    const later = catalogEvents(catalog).map((event) => (event.time < after * day ? event : { ...event, magnitude: event.magnitude + 2, latitude: event.latitude + 0.3 }));
    expect(await bytes(createCatalog(later))).toBe(await bytes());
    const earlier = catalogEvents(catalog).map((event, k) => (k === largest ? { ...event, magnitude: event.magnitude - 1 } : event));
    expect(await bytes(createCatalog(earlier))).not.toBe(await bytes());
  });

  it("come from the sealed parameters and name what does not fit", async () => {
    const fitted = await fitOn(1000);
    const request = requestOn(catalog, after, 7);
    const again = JSON.parse(JSON.stringify(fitted)) as FittedModel;
    expect((await forecaster.forecast({ ...request, fitted: again })).expectedCounts).toEqual((await forecaster.forecast({ ...request, fitted })).expectedCounts);
    await expect(forecaster.forecast(request)).rejects.toThrow(/without a fitted model/);
    await expect(forecaster.forecast({ ...request, fitted: { ...fitted, forecasterVersion: "0" } })).rejects.toThrow(/another forecaster/);
    await expect(forecaster.forecast({ ...request, fitted, region: { ...region, id: "elsewhere" } })).rejects.toThrow(/another region/);
    await expect(forecaster.fit!({ ...knownOn(catalog, 1000), historyStart: 1e15 })).rejects.toThrow(/no length/);
  });
});

describe("options", () => {
  it("have defaults, refuse unknown keys, and make the version", () => {
    expect(reasenbergJonesOptions.parse({})).toMatchObject({ regime: "CAL-SCSN", mainshockMinimumMagnitude: "completeness+1.5", activeDays: 1000, background: { neighbours: "choose" } });
    expect(() => reasenbergJonesOptions.parse({ regime: "MARS" })).toThrow();
    expect(() => reasenbergJonesOptions.parse({ activeDay: 3 })).toThrow(/activeDay/);
    expect(reasenbergJonesForecaster("rj", { ...options, activeDays: 500 }).version).not.toBe(forecaster.version);
    expect(reasenbergJonesForecaster("rj", options).card.method).toContain("CAL-SCSN");
  });
});
