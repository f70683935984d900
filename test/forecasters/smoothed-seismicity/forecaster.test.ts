import { describe, expect, it } from "vitest";
import type { ForecastRequest, TrainingView } from "../../../src/forecasters/contract.ts";
import { fitSmoothedDensity } from "../../../src/forecasters/smoothed-seismicity/fit-density.ts";
import { smoothedSeismicityForecaster } from "../../../src/forecasters/smoothed-seismicity/forecaster.ts";
import { smoothedSeismicityOptions, smoothingOptionsSchema } from "../../../src/forecasters/smoothed-seismicity/options.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { createCatalog, filterCatalog } from "../../../src/seismicity/catalog.ts";
import { totalExpectedCount } from "../../../src/seismicity/forecast.ts";
import { createMagnitudeBins } from "../../../src/seismicity/magnitude-bins.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";

const day = 86_400_000;
const region = boxRegion("box", { west: 10, east: 14, south: 42, north: 45 }, 0.1);

/** 400 events of b = 1 about two centres inside the region and one in the margin, over 1,000 days. */
function training(): TrainingView {
  const stream = namedStream("test", "smoothed-seismicity");
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - stream.nextDouble())) * Math.cos(2 * Math.PI * stream.nextDouble());
  const centres = [[11, 43], [13, 44.2], [9.8, 43.5]] as const;
  const events = Array.from({ length: 400 }, (_, k) => {
    const [longitude, latitude] = centres[k % 3]!;
    return {
      id: `e${k}`, time: Math.floor(k * 2.5 * day), longitude: longitude + 0.1 * normal(), latitude: latitude + 0.1 * normal(),
      depthKm: 8, magnitude: Math.round((2.45 - Math.log10(1 - stream.nextDouble())) * 10) / 10, magnitudeType: "ml",
    };
  });
  const history = createCatalog(events);
  return {
    asOf: 1000 * day, historyStart: 0, completenessMagnitude: 2.45, magnitudeBinWidth: 0.1, history, declustered: filterCatalog(history, (index) => index % 2 === 0),
    region, magnitudeBins: createMagnitudeBins(3.95, 8.95, 0.1), depthRangeKm: { min: 0, max: 30 },
  };
}

const request = (view: TrainingView, days: number): ForecastRequest => ({
  ...view,
  window: { index: 0, horizonDays: days, start: view.asOf, end: view.asOf + days * day, issueAt: view.asOf, commitBy: view.asOf, settlesAt: view.asOf + days * day },
  seedNames: [],
});

describe("smoothed density", () => {
  it("chooses on held-out events, sums to 1 and has no empty cell", () => {
    const { perCell, table, chosen, eventCount } = fitSmoothedDensity(training(), smoothingOptionsSchema.parse({}));
    expect(table).toHaveLength(40);
    expect(table.find((row) => row.kernel === chosen.kernel && row.neighbours === chosen.neighbours)!.logLikelihood).toBe(Math.max(...table.map((row) => row.logLikelihood)));
    expect(table[0]!.gainPerEvent).toBeGreaterThan(3);
    expect(perCell.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    expect(Math.min(...perCell)).toBeGreaterThan(0.9 * 0.001 / region.cellCount);
    expect(perCell[region.indexOf(11, 43)]! / perCell[region.indexOf(12, 42.1)]!).toBeGreaterThan(50);
    expect(eventCount).toBe(200);
  });

  it("tries nothing when kernel and number are given", () => {
    const { table, chosen } = fitSmoothedDensity(training(), smoothingOptionsSchema.parse({ kernel: "gaussian", neighbours: 4 }));
    expect(table).toEqual([]);
    expect(chosen).toEqual({ kernel: "gaussian", neighbours: 4 });
  });

  it("says so when events are too few", () => {
    const view = training();
    const few = { ...view, declustered: filterCatalog(view.declustered, (index) => index < 3) };
    expect(() => fitSmoothedDensity(few, smoothingOptionsSchema.parse({ kernel: "gaussian", neighbours: 4 }))).toThrow(/too few declustered events/);
    expect(() => fitSmoothedDensity(few, smoothingOptionsSchema.parse({}))).toThrow(/too few declustered events to choose/);
  });
});

describe("smoothed-seismicity forecaster", () => {
  const forecaster = smoothedSeismicityForecaster("smoothed", smoothedSeismicityOptions.parse({ magnitude: { b: 1 } }));

  it("expects the full catalog's rate, scaled to the target magnitude and the window's length", async () => {
    const view = training();
    const fitted = await forecaster.fit!(view);
    const inside = Array.from(view.history.longitudes).filter((longitude, k) => region.indexOf(longitude, view.history.latitudes[k]!) >= 0).length;
    const week = await forecaster.forecast({ ...request(view, 7), fitted });
    expect(totalExpectedCount(week) / ((inside / 1000) * 7 * 10 ** -1.5)).toBeCloseTo(1, 5);
    expect(week.layers).toHaveLength(1);
    const day1 = await forecaster.forecast({ ...request(view, 1), fitted });
    expect(totalExpectedCount(week) / totalExpectedCount(day1)).toBeCloseTo(7, 12);
  });

  it("forecasts from the sealed parameters alone", async () => {
    const view = training();
    const fitted = JSON.parse(JSON.stringify(await forecaster.fit!(view))) as Awaited<ReturnType<NonNullable<typeof forecaster.fit>>>;
    const empty = filterCatalog(view.history, () => false);
    const bare = await forecaster.forecast({ ...request(view, 7), history: empty, declustered: empty, fitted });
    const full = await forecaster.forecast({ ...request(view, 7), fitted: await forecaster.fit!(view) });
    expect(bare.expectedCounts).toEqual(full.expectedCounts);
  });

  it("the rate does not depend on the declustered catalog, the map not on the rest", async () => {
    const view = training();
    const thinned = { ...view, declustered: filterCatalog(view.declustered, (index) => index % 2 === 0) };
    const rate = async (of: TrainingView): Promise<number> => totalExpectedCount(await forecaster.forecast({ ...request(of, 7), fitted: await forecaster.fit!(of) }));
    expect(await rate(thinned)).toBeCloseTo(await rate(view), 10);
    const loud = { ...view, history: filterCatalog(view.history, (index) => index < 100) };
    expect(fitSmoothedDensity(loud, smoothingOptionsSchema.parse({})).perCell).toEqual(fitSmoothedDensity(view, smoothingOptionsSchema.parse({})).perCell);
  });

  it("records b with its error when it is estimated", async () => {
    const estimating = smoothedSeismicityForecaster("smoothed", smoothedSeismicityOptions.parse({ kernel: "power-law", neighbours: 3 }));
    const { parameters } = await estimating.fit!(training());
    const { magnitude } = parameters as { magnitude: { law: { b: number }; bEstimate: { b: number; standardError: number; count: number } } };
    expect(magnitude.bEstimate.count).toBe(400);
    expect(Math.abs(magnitude.law.b - 1)).toBeLessThan(3 * magnitude.bEstimate.standardError);
  });

  it("refuses a missing model, another version's model and another region", async () => {
    const view = training();
    const fitted = await forecaster.fit!(view);
    await expect(forecaster.forecast(request(view, 7))).rejects.toThrow(/without a fitted model/);
    const other = smoothedSeismicityForecaster("smoothed", smoothedSeismicityOptions.parse({ magnitude: { b: 0.9 } }));
    expect(other.version).not.toBe(forecaster.version);
    await expect(other.forecast({ ...request(view, 7), fitted })).rejects.toThrow(/another forecaster/);
    const moved = boxRegion("moved", { west: 0, east: 4, south: 42, north: 45 }, 0.1);
    await expect(forecaster.forecast({ ...request(view, 7), region: moved, fitted })).rejects.toThrow(/another region/);
  });

  it("refuses unknown options", () => {
    expect(smoothedSeismicityOptions.safeParse({ bandwidth: 3 }).success).toBe(false);
    expect(smoothedSeismicityOptions.safeParse({ uniformFraction: -1 }).success).toBe(false);
  });
});
