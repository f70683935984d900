import { expect, it } from "vitest";
import { etasOfKnownParameters } from "../../../../src/experiment/gate/worlds/etas-of-known-parameters.ts";
import { createWorld, worldCatalog, WORLD_HISTORY_START, WORLD_MAGNITUDES, WORLD_START } from "../../../../src/experiment/gate/worlds/world.ts";
import type { DeclusteredCatalog, ForecastRequest } from "../../../../src/forecasters/contract.ts";
import { expectedCounts } from "../../../../src/forecasters/etas/simulation/expected-counts.ts";
import { sum } from "../../../../src/numerics/sums.ts";
import { EMPTY_CATALOG, sliceByTime } from "../../../../src/seismicity/catalog.ts";
import { createMagnitudeBins } from "../../../../src/seismicity/magnitude-bins.ts";
import { boxRegion } from "../../../../src/seismicity/region.ts";
import { MS_PER_DAY } from "../../../../src/seismicity/time.ts";

const world = createWorld("known parameters", 0);
const [start, end] = [WORLD_START, WORLD_START + 7 * MS_PER_DAY];
const history = sliceByTime(worldCatalog(world, end), -Infinity, start);
const region = boxRegion("world", { west: 10, east: 12, south: 40, north: 42 }, 0.25);
const request: ForecastRequest = {
  asOf: start, history, declustered: EMPTY_CATALOG as DeclusteredCatalog, historyStart: WORLD_HISTORY_START, completenessMagnitude: WORLD_MAGNITUDES.target, magnitudeBinWidth: WORLD_MAGNITUDES.step,
  region, magnitudeBins: createMagnitudeBins(WORLD_MAGNITUDES.target, WORLD_MAGNITUDES.last, WORLD_MAGNITUDES.width), depthRangeKm: { min: -5, max: 30 },
  window: { index: 0, horizonDays: 7, start, end, issueAt: start, commitBy: start, settlesAt: end }, seedNames: ["known", "window", "truth"],
};

it("forecasts what the product's ETAS expects with these parameters", async () => {
  const truth = etasOfKnownParameters("truth", { ...world, lagDays: 0 });
  const forecasts = await Promise.all(Array.from({ length: 20 }, (_, k) => truth.forecast({ ...request, seedNames: ["known", `window ${k}`, "truth"] })));
  const product = expectedCounts({ ...world, sources: history, region, start, end, seedNames: ["product"], drawCount: 20 });
  const [background, direct] = forecasts[0]!.view.layers!.map(({ spatial }) => spatial);
  expect(Array.from(background!)).toEqual(Array.from(product.background));
  direct!.forEach((count, cell) => expect(Math.abs(count - product.directAftershocks[cell]!)).toBeLessThan(2e-3 * sum(product.directAftershocks)));
  expect(sum(direct!) / sum(product.directAftershocks)).toBeCloseTo(1, 3);
  const later = forecasts.reduce((total, { view }) => total + sum(view.layers![2]!.spatial), 0) / forecasts.length;
  expect(Math.abs(later / sum(product.laterGenerations) - 1)).toBeLessThan(0.08);
  // The catalogs are of the same law: their mean number is the expected one.
  const simulated = forecasts.reduce((total, { catalogs }) => total + catalogs.times.length / (catalogs.offsets.length - 1), 0) / forecasts.length;
  expect(Math.abs(simulated / product.total - 1)).toBeLessThan(0.06);
});

it("knows nothing of the days that it is late by", async () => {
  const late = etasOfKnownParameters("late", { ...world, lagDays: 14 });
  const known = sliceByTime(history, -Infinity, start - 14 * MS_PER_DAY);
  const forecast = await late.forecast(request);
  const again = await etasOfKnownParameters("late", { ...world, lagDays: 14 }).forecast({ ...request, history: known });
  expect(known.length).toBeLessThan(history.length);
  expect(again).toEqual(forecast);
  expect((await etasOfKnownParameters("late", { ...world, lagDays: 0 }).forecast(request)).view.expectedCounts).not.toEqual(forecast.view.expectedCounts);
});
