import { describe, expect, it } from "vitest";
import type { FittedModel, ForecastRequest } from "../../../src/forecasters/contract.ts";
import { readFitted } from "../../../src/forecasters/reasenberg-jones/fitted.ts";
import { reasenbergJonesForecaster } from "../../../src/forecasters/reasenberg-jones/forecaster.ts";
import { reasenbergJonesOptions } from "../../../src/forecasters/reasenberg-jones/options.ts";
import { omoriIntegral } from "../../../src/forecasters/reasenberg-jones/omori-integral.ts";
import { fittedComponents, stepForecaster } from "../../../src/forecasters/step/forecaster.ts";
import { stepOptions, type StepOptions } from "../../../src/forecasters/step/options.ts";
import type { EarthquakeEvent } from "../../../src/seismicity/catalog.ts";
import { spatialCounts, totalExpectedCount, type GriddedForecast } from "../../../src/seismicity/forecast.ts";
import { createMagnitudeBins } from "../../../src/seismicity/magnitude-bins.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";
import { day, region, requestAfter, sequenceEvents, training, withQuiet } from "./support.ts";

const shared = { background: { kernel: "power-law", neighbours: 3 }, magnitude: { law: "truncated", b: 1, maximumMagnitude: 7 } } as const;
const optionsWith = (changes: object = {}): StepOptions => stepOptions.parse({ ...shared, ...changes });
const rj = reasenbergJonesForecaster("rj", reasenbergJonesOptions.parse(shared));

async function forecastOf(request: ForecastRequest, changes: object = {}): Promise<GriddedForecast> {
  const forecaster = stepForecaster("step", optionsWith(changes));
  return forecaster.forecast({ ...request, fitted: await forecaster.fit!(training(request.region)) });
}

const layer = (forecast: GriddedForecast, name: string): Float64Array => forecast.layers!.find((candidate) => candidate.name === name)!.spatial;
const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

const aftershocks = (forecast: GriddedForecast): number => total(layer(forecast, "generic")) + total(layer(forecast, "sequence")) + total(layer(forecast, "spatially varying"));

const place = { longitude: -117.03, latitude: 34.78 };
const steep = sequenceEvents("test/step/forecaster/steep", 6.2, place, [{ place, law: { rate: 150, p: 1.4, cDays: 0.05 }, radiusKm: 10 }]);

describe("STEP-like forecasts without much to learn from", () => {
  it("are the background when there is no sequence, bin by bin that of Reasenberg–Jones", async () => {
    const request = requestAfter(withQuiet([]), 100);
    const forecast = await forecastOf(request);
    expect(forecast.layers!.map(({ name }) => name)).toEqual(["background", "generic", "sequence", "spatially varying", "coming sequences"]);
    expect(aftershocks(forecast)).toBe(0);
    expect(forecast.expectedCounts).toEqual((await rj.forecast({ ...request, fitted: await rj.fit!(training()) })).expectedCounts);
    const alone = await forecastOf(request, { comingSequences: false });
    expect(total(layer(alone, "coming sequences"))).toBe(0);
    expect(spatialCounts(alone).every((count, cell) => Math.abs(count / layer(alone, "background")[cell]! - 1) < 1e-12)).toBe(true);
    // 600 events in 1,500 days, a tenth of them a magnitude higher.
    expect(Math.abs(total(layer(alone, "background")) / (0.4 * 7 * 0.1) - 1)).toBeLessThan(0.15);
  });

  it("are those of Reasenberg–Jones while sequences have few events", async () => {
    const few = sequenceEvents("test/step/forecaster/few", 5, place, [{ place, law: { rate: 4, p: 1.4, cDays: 0.02 }, radiusKm: 3 }]);
    const request = requestAfter(withQuiet(few), 5);
    const ours = await forecastOf(request);
    const theirs = await rj.forecast({ ...request, fitted: await rj.fit!(training()) });
    expect(total(layer(ours, "generic"))).toBeGreaterThan(0.05);
    // Theirs counts background also in the first minutes, when it could not be seen.
    ours.expectedCounts.forEach((count, bin) => expect(Math.abs(count - theirs.expectedCounts[bin]!)).toBeLessThanOrEqual(1e-3 * theirs.expectedCounts[bin]!));
  });
});

describe("STEP-like forecasts of a sequence that decays fast", () => {
  const catalog = withQuiet(steep);

  it("expect what comes, where the generic law expects too many", async () => {
    let [expected, generic, observed] = [0, 0, 0];
    for (const after of [10, 20, 40, 80, 160]) {
      const request = { ...requestAfter(catalog, after, after), magnitudeBins: createMagnitudeBins(2.5, 7, 0.1) };
      expected += aftershocks(await forecastOf(request));
      generic += total(layer(await rj.forecast({ ...request, fitted: await rj.fit!(training()) }), "sequences"));
      observed += steep.filter(({ time }) => time >= request.window.start && time < request.window.end).length;
    }
    expect(observed).toBeGreaterThan(80);
    expect(Math.abs(expected - observed)).toBeLessThan(3.29 * Math.sqrt(expected));
    expect(generic - observed).toBeGreaterThan(3.29 * Math.sqrt(generic));
  });

  it("rest on fits that leave the background out, unless the larger of the two is asked for", async () => {
    const request = requestAfter(catalog, 390);
    const decay = async (changes: object): Promise<number> => {
      const options = optionsWith({ prior: "none", ...changes });
      const forecaster = stepForecaster("step", options);
      const withModel = { ...request, fitted: await forecaster.fit!(training()) };
      return fittedComponents(withModel, readFitted("step", forecaster.version, withModel), options)[0]!.sequenceSpecific!.p;
    };
    const [sum, larger] = [await decay({}), await decay({ combine: "larger" })];
    expect(sum).toBeGreaterThan(larger + 0.005);
    expect(Math.abs(sum - 1.4)).toBeLessThan(0.15);
  });

  it("conserve the number: layers add up to the weighted counts of the components", async () => {
    const request = requestAfter(catalog, 20);
    const options = optionsWith({ prior: "none", spatiallyVarying: { minimumEvents: 10_000 } });
    const forecaster = stepForecaster("step", options);
    const fitted = await forecaster.fit!(training());
    const forecast = await forecaster.forecast({ ...request, fitted });
    const [{ generic, sequenceSpecific, weights }] = fittedComponents({ ...request, fitted }, readFitted("step", forecaster.version, { ...request, fitted }), options) as [ReturnType<typeof fittedComponents>[number]];
    const count = (law: { rate: number; p: number; cDays: number }): number => 0.1 * law.rate * omoriIntegral(20, 27, law.cDays, law.p);
    expect(total(layer(forecast, "sequence")) / (weights.sequenceSpecific * count(sequenceSpecific!))).toBeCloseTo(1, 10);
    expect(Math.abs(total(layer(forecast, "generic")) - weights.generic * count(generic))).toBeLessThan(1e-10);
    expect(total(layer(forecast, "spatially varying"))).toBe(0);
    // The place is that of the aftershocks.
    const near = layer(forecast, "sequence").reduce((sum, value, cell) => sum + (Math.hypot(0.82 * (region.west[cell]! + 0.05 - place.longitude), region.south[cell]! + 0.05 - place.latitude) < 0.2 ? value : 0), 0);
    expect(near / total(layer(forecast, "sequence"))).toBeGreaterThan(0.8);
  });

  it("hold half of a sequence that the region's edge halves", async () => {
    // Each aftershock north of the edge has a mirror image south of it, a millisecond later.
    const edge = { longitude: -117.05, latitude: 34.7 };
    const [mainshock, ...north] = sequenceEvents("test/step/forecaster/edge", 6.2, edge, [{ place: { longitude: -117.05, latitude: 34.82 }, law: { rate: 100, p: 1.3, cDays: 0.05 }, radiusKm: 8 }]) as [EarthquakeEvent, ...EarthquakeEvent[]];
    const south = north.map((event) => ({ ...event, id: `${event.id}-south`, time: event.time + 1, latitude: 2 * edge.latitude - event.latitude }));
    const mirrored = withQuiet([mainshock, ...north, ...south]);
    const half = boxRegion("half", { west: -118, east: -116, south: 34.7, north: 35.5 }, 0.1);
    for (const changes of [{ prior: "none" }, { sequenceSpecific: { minimumEvents: 100_000 } }, { sequenceSpecific: { minimumEvents: 100_000 }, genericProductivity: "fixed" }]) {
      const whole = await forecastOf(requestAfter(mirrored, 30), changes);
      const cut = await forecastOf(requestAfter(mirrored, 30, 7, 0, half), changes);
      expect(Math.abs(aftershocks(cut) / aftershocks(whole) - 0.5)).toBeLessThan(0.05);
    }
  });

  it("add up over windows issued together, and end with the sequence", async () => {
    const count = async (days: number, delay: number): Promise<number> => totalExpectedCount(await forecastOf(requestAfter(catalog, 20, days, delay)));
    // Aftershocks of mainshocks within the window depend on when they are looked for, and are the same sum.
    expect(((await count(3, 0)) + (await count(4, 3))) / (await count(7, 0))).toBeCloseTo(1, 9);
    const late = await forecastOf(requestAfter(catalog, 20, 10, 30), { activeDays: 40 });
    expect(aftershocks(late)).toBe(0);
    const [ended, whole] = [await forecastOf(requestAfter(catalog, 20, 10), { activeDays: 25 }), await forecastOf(requestAfter(catalog, 20, 5), { activeDays: 25 })];
    expect(aftershocks(ended) / aftershocks(whole)).toBeCloseTo(1, 12);
  });

  it("combine with the background by the larger when told to", async () => {
    const request = requestAfter(catalog, 60);
    const sum = spatialCounts(await forecastOf(request));
    const larger = await forecastOf(request, { combine: "larger" });
    const sides = [["background", "coming sequences"], ["generic", "sequence", "spatially varying"]].map((names) => sum.map((_, cell) => names.reduce((value, name) => value + layer(larger, name)[cell]!, 0)));
    sum.forEach((_, cell) => expect(Math.min(sides[0]![cell]!, sides[1]![cell]!)).toBe(0));
    const background = layer(await forecastOf(request), "background");
    spatialCounts(larger).forEach((count, cell) => expect(count).toBeGreaterThanOrEqual(background[cell]! * (1 - 1e-12)));
    expect(total(sides[0]!)).toBeGreaterThan(0);
    expect(total(sides[1]!)).toBeGreaterThan(0);
    expect(total(spatialCounts(larger))).toBeLessThan(total(sum));
  });

  it("are a function of the request, and know nothing of what comes later", async () => {
    const request = requestAfter(catalog, 15);
    const again = await forecastOf(request);
    expect((await forecastOf({ ...request, fitted: undefined } as unknown as ForecastRequest)).expectedCounts).toEqual(again.expectedCounts);
    const later = withQuiet(steep.map((event) => (event.time < request.asOf ? event : { ...event, latitude: event.latitude + 0.2, magnitude: event.magnitude + 1 })));
    expect((await forecastOf(requestAfter(later, 15))).expectedCounts).toEqual(again.expectedCounts);
  });
});

describe("STEP-like forecaster", () => {
  const forecaster = stepForecaster("step", optionsWith());

  it("forecasts from the sealed parameters and names what does not fit", async () => {
    const request = requestAfter(withQuiet([]), 10);
    const fitted = await forecaster.fit!(training());
    const again = JSON.parse(JSON.stringify(fitted)) as FittedModel;
    expect((await forecaster.forecast({ ...request, fitted: again })).expectedCounts).toEqual((await forecaster.forecast({ ...request, fitted })).expectedCounts);
    await expect(forecaster.forecast(request)).rejects.toThrow(/without a fitted model/);
    await expect(forecaster.forecast({ ...request, fitted: await rj.fit!(training()) })).rejects.toThrow(/another forecaster/);
    await expect(forecaster.forecast({ ...request, fitted, region: { ...region, id: "elsewhere" } })).rejects.toThrow(/another region/);
    await expect(forecaster.fit!({ ...training(), historyStart: 1000 * day })).rejects.toThrow(/no length/);
  });

  it("has options with defaults that refuse what they do not know", () => {
    expect(stepOptions.parse({})).toMatchObject({
      regime: "CAL-SCSN", genericProductivity: "updated", prior: "regional", combine: "sum", comingSequences: true,
      sequenceSpecific: { minimumEvents: 100 }, spatiallyVarying: { minimumEvents: 100, radiusKm: 10 },
    });
    expect(() => stepOptions.parse({ sequenceSpecifc: {} })).toThrow(/sequenceSpecifc/);
    expect(() => stepOptions.parse({ spatiallyVarying: { radius: 3 } })).toThrow(/radius/);
    expect(() => stepOptions.parse({ prior: "none", sequenceSpecific: { minimumEvents: 50 } })).toThrow(/prior: regional/);
    expect(() => stepOptions.parse({ prior: "none", spatiallyVarying: { minimumEvents: 50 } })).toThrow(/prior: regional/);
    expect(stepOptions.parse({ prior: "regional", sequenceSpecific: { minimumEvents: 30 } }).sequenceSpecific.minimumEvents).toBe(30);
  });

  it("has a version for each set of options, and a card that tells them", () => {
    expect(forecaster.version).toMatch(/^1\.0\.0\+[0-9a-f]{8}$/);
    const other = stepForecaster("step", optionsWith({ combine: "larger", prior: "none", genericProductivity: "fixed", comingSequences: false, spatiallyVarying: { radiusKm: 7 } }));
    expect(other.version).not.toBe(forecaster.version);
    for (const text of ["CAL-SCSN", "corrected Akaike weights", "within 10 km", "a updated", "posterior mode", "added to it", "yet to come"]) expect(forecaster.card.method).toContain(text);
    for (const text of ["within 7 km", "a fixed", "maximum likelihood", "the larger of background and aftershocks"]) expect(other.card.method).toContain(text);
    expect(other.card.method).not.toContain("yet to come");
  });
});
