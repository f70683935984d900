import { beforeAll, describe, expect, it } from "vitest";
import type { FittedModel, ForecastRequest, TrainingView } from "../../../src/forecasters/contract.ts";
import { fitWithDeclustering } from "../../../src/forecasters/etas/background/stochastic-declustering.ts";
import { backgroundSmoother } from "../../../src/forecasters/etas/background/weighted-map.ts";
import { etasForecaster } from "../../../src/forecasters/etas/forecaster.ts";
import { etasOptions } from "../../../src/forecasters/etas/options.ts";
import { simulateEtasCatalog } from "../../../src/forecasters/etas/synthetic-catalog.ts";
import { trainingProblem } from "../../../src/forecasters/etas/training-problem.ts";
import { sum } from "../../../src/numerics/sums.ts";
import { type Catalog, filterCatalog } from "../../../src/seismicity/catalog.ts";
import { griddedViewOf, totalExpectedCount } from "../../../src/seismicity/forecast.ts";
import { InputError } from "../../../src/seismicity/input-error.ts";
import { createMagnitudeBins } from "../../../src/seismicity/magnitude-bins.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";
import { MS_PER_DAY } from "../../../src/seismicity/time.ts";
import { etasParameters } from "./support.ts";

const region = boxRegion("box", { west: -119, east: -116, south: 33, north: 36 }, 0.2);
const START = Date.UTC(2000, 0, 1);
const DAYS = 2400;
const TRUTH = etasParameters({ muPerDay: 0.35, K: 0.3, alpha: 1.1, p: 1.2, DKm: 1, q: 1.9, referenceMagnitude: 3, maximumMagnitude: 6.5 });
/** Twice the rate in the western half. */
const weights = region.areasKm2.map((area, cell) => area * (region.west[cell]! < -117.5 ? 2 : 1));
const catalog = simulateEtasCatalog({
  parameters: TRUTH, background: { region, weights }, area: { west: -120, east: -115, south: 32, north: 37 }, start: START, end: START + DAYS * MS_PER_DAY, burnInDays: 400,
  seed: "etas-forecaster", depths: { minimumKm: 0, mostFrequentKm: 8, maximumKm: 20 }, magnitudeBinWidth: 0.001, magnitudeType: "mw",
});

function knownAt(day: number, history: Catalog = catalog): TrainingView {
  const asOf = START + day * MS_PER_DAY;
  const known = filterCatalog(history, (event) => history.times[event]! < asOf);
  return {
    asOf, history: known, declustered: filterCatalog(known, () => false), historyStart: START, completenessMagnitude: 3, magnitudeBinWidth: 0.001,
    region, magnitudeBins: createMagnitudeBins(3.5, 6, 0.5), depthRangeKm: { min: 0, max: 30 },
  };
}

function requestAt(day: number, fitted: FittedModel): ForecastRequest {
  const known = knownAt(day);
  const window = { index: 0, horizonDays: 7, start: known.asOf, end: known.asOf + 7 * MS_PER_DAY, issueAt: known.asOf, commitBy: known.asOf, settlesAt: known.asOf };
  return { ...known, window, fitted, seedNames: ["test"] };
}

const options = etasOptions.parse({ auxiliaryDays: 400, catalogs: 2000, taper: false, magnitude: { maximumMagnitude: 6.5 } });
const forecaster = etasForecaster("etas", options);
let fitted: FittedModel;
beforeAll(async () => {
  fitted = await forecaster.fit!(knownAt(DAYS));
}, 60_000);

describe("a fitted ETAS model", () => {
  it("finds the parameters that made the catalog within 3.5 of its own errors, and as many events as there are", () => {
    const { parameters, errors, gates, expected, targets, branchingRatio } = fitted.parameters as any;
    const truth: Record<string, number> = { mu: TRUTH.muPerDay, K: TRUTH.K, alpha: TRUTH.alpha, cDays: TRUTH.cDays, p: TRUTH.p, DKm: TRUTH.DKm, q: TRUTH.q, gamma: TRUTH.gamma };
    for (const [place, name] of (errors.names as string[]).entries()) {
      // Scales of positive parameters are skew: judged by their logarithm.
      const value = errors.values[place] as number;
      const distance = ["mu", "cDays", "DKm"].includes(name) ? (value * Math.log(value / truth[name]!)) / errors.standardErrors[place] : (value - truth[name]!) / errors.standardErrors[place];
      expect([name, Math.abs(distance) < 3.5]).toEqual([name, true]);
    }
    expect(expected.total).toBeCloseTo(targets, 2);
    expect(parameters.taperDays).toBeNull();
    expect(branchingRatio).toBeLessThan(1);
    expect(Object.values(gates).every((passed) => passed === true)).toBe(true);
  });

  it("finds the busier half of the background", () => {
    const density = (fitted.parameters as any).density as number[];
    expect(sum(density)).toBeCloseTo(1, 12);
    expect(density.every((share) => share > 0)).toBe(true);
    const west = sum(density.filter((_, cell) => region.west[cell]! < -117.5));
    // Two thirds; some 700 background events scatter by 0.02.
    expect(Math.abs(west - 2 / 3)).toBeLessThan(0.08);
  });

  it("is made of the past alone: what comes later does not change it", async () => {
    const early = etasForecaster("etas", { ...options, background: { ...options.background, maximumRounds: 40 } });
    const [one, other] = await Promise.all([early.fit!(knownAt(1500)), early.fit!(knownAt(1500, filterCatalog(catalog, (event) => catalog.times[event]! < START + 1500 * MS_PER_DAY)))]);
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  });

  it("refuses a minimum magnitude below completeness, and a background that never settles", async () => {
    await expect(etasForecaster("etas", etasOptions.parse({ minimumMagnitude: 2.5 })).fit!(knownAt(DAYS))).rejects.toThrow(/minimum magnitude|complete/);
    await expect(etasForecaster("etas", etasOptions.parse({ auxiliaryDays: 400, taper: false, background: { maximumRounds: 1 } })).fit!(knownAt(DAYS))).rejects.toThrow(InputError);
  });
});

describe("an ETAS forecast", () => {
  it("has expected counts above zero everywhere, equal to the mean of its sealed catalogs", async () => {
    const forecast = await forecaster.forecast(requestAt(DAYS, fitted));
    expect(forecast.kind).toBe("catalogs");
    const view = griddedViewOf(forecast);
    expect(view.expectedCounts.subarray(0, region.cellCount).every((count) => count > 0)).toBe(true);
    expect(view.layers!.map(({ name }) => name)).toEqual(["background", "direct aftershocks", "later generations"]);
    if (forecast.kind !== "catalogs") throw new Error("unreachable");
    const { offsets, times } = forecast.catalogs;
    expect(offsets).toHaveLength(2001);
    const counts = Float64Array.from({ length: 2000 }, (_, catalogIndex) => offsets[catalogIndex + 1]! - offsets[catalogIndex]!);
    const mean = times.length / 2000;
    const error = Math.sqrt(counts.reduce((total, count) => total + (count - mean) * (count - mean), 0) / 2000 / 1999);
    expect(Math.abs(mean - totalExpectedCount(view))).toBeLessThan(4 * error);
  });

  it("rises after a large event, and most where it was", async () => {
    const shock = { id: "shock", time: START + DAYS * MS_PER_DAY - 3_600_000, longitude: -116.5, latitude: 35.5, depthKm: 8, magnitude: 6, magnitudeType: "mw" };
    const quiet = requestAt(DAYS, fitted);
    const { createCatalog, catalogEvents } = await import("../../../src/seismicity/catalog.ts");
    const shaken = { ...quiet, history: createCatalog([...catalogEvents(quiet.history), shock]) };
    const [before, after] = await Promise.all([quiet, shaken].map(async (request) => griddedViewOf(await forecaster.forecast(request))));
    expect(totalExpectedCount(after!)).toBeGreaterThan(totalExpectedCount(before!) + 1);
    const cell = region.indexOf(-116.5, 35.5);
    const bins = after!.magnitudeBins.lowerEdges.length;
    const rise = Float64Array.from({ length: region.cellCount }, (_, place) => after!.expectedCounts[place * bins]! - before!.expectedCounts[place * bins]!);
    // The event lies on a corner of cells: one of the four is first.
    expect(rise[cell]! / Math.max(...rise)).toBeGreaterThan(0.9);
  });

  it("draws parameters for every catalog when asked, and says so in its version", async () => {
    const uncertain = etasForecaster("etas", { ...options, catalogs: 300, parameterUncertainty: true });
    expect(uncertain.version).not.toBe(forecaster.version);
    const forecast = await uncertain.forecast(requestAt(DAYS, { ...fitted, forecasterVersion: uncertain.version }));
    expect(forecast.kind === "catalogs" && forecast.catalogs.offsets.length).toBe(301);
  });

  it("refuses a model of another version", async () => {
    await expect(forecaster.forecast(requestAt(DAYS, { ...fitted, forecasterVersion: "0" }))).rejects.toThrow(/another forecaster/);
  });
});

describe("background from the events themselves", () => {
  const { problem, targets } = trainingProblem(knownAt(DAYS), options, TRUTH.beta);

  it("explains events outside the region nowhere, and takes the margin's as sources", () => {
    expect(problem.targets.length).toBe(targets.cells.length);
    expect(targets.cells.every((cell) => cell >= 0)).toBe(true);
    expect(problem.sources.tDays.length).toBeGreaterThan(problem.targets.length);
    expect(Array.from(problem.targets).every((source) => problem.sources.tDays[source]! >= 400)).toBe(true);
  });

  it("leaves every event's own kernel out of the density at it", () => {
    const smoother = backgroundSmoother(region, targets, { ...options.background, neighbours: 5 });
    const count = targets.cells.length;
    const all = smoother.map(new Float64Array(count).fill(1));
    const one = new Float64Array(count).fill(1);
    one[5] = 0;
    const without = smoother.map(one);
    expect(without.atEvents[5]).toBeCloseTo(all.atEvents[5]!, 14);
    expect(sum(all.shares)).toBeCloseTo(1, 12);
  });

  it("settles on as many background events as the rate says", () => {
    const smoother = backgroundSmoother(region, targets, { ...options.background, neighbours: 5 });
    const { fit, backgroundProbability, rounds } = fitWithDeclustering(problem, smoother, { magnitudes: { beta: TRUTH.beta, maximumMagnitude: 6.5 }, taper: false }, 40);
    expect(rounds).toBeGreaterThan(2);
    expect(sum(backgroundProbability) / fit.evaluation.backgroundIntegral).toBeCloseTo(1, 4);
    expect(backgroundProbability.every((value) => value > 0 && value <= 1)).toBe(true);
  });
});

describe("options", () => {
  it("that would do nothing but make another version are refused where no catalogs are sealed; what stands there anyway may be written", () => {
    for (const vain of [{ catalogs: 5 }, { parameterUncertainty: true }]) {
      const [name] = Object.keys(vain);
      expect([name, etasOptions.safeParse({ sealCatalogs: false, ...vain }).error?.issues.map(({ path, message }) => [path, message])]).toEqual([name, [[[name], "it has no effect where no catalogs are sealed"]]]);
      expect(etasOptions.parse(vain)).toMatchObject(vain);
    }
    expect(etasOptions.parse({ sealCatalogs: false, catalogs: 10_000, parameterUncertainty: false })).toEqual(etasOptions.parse({ sealCatalogs: false }));
  });
});
