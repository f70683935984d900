import { expect, it } from "vitest";
import { scoreWindow, type WindowResult } from "../../../src/evaluation/window-result.ts";
import { logPowerCalibrator } from "../../../src/gate/calibration/p-to-e.ts";
import { calibrationPath, calibrationWindow } from "../../../src/gate/sequential/calibration-path.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { samplePoisson } from "../../../src/numerics/random/samplers.ts";
import type { RandomStream } from "../../../src/numerics/random/stream.ts";
import { createCatalog } from "../../../src/seismicity/catalog.ts";
import { compactCatalogsBuilder } from "../../../src/seismicity/compact-catalogs.ts";
import { createGriddedForecast, type Forecast } from "../../../src/seismicity/forecast.ts";
import { createMagnitudeBins } from "../../../src/seismicity/magnitude-bins.ts";
import { gridCatalog } from "../../../src/seismicity/observed-counts.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";

const region = boxRegion("box", { west: 0, east: 3, south: 0, north: 3 }, 0.5);
const bins = createMagnitudeBins(4, 4, 0.5);
const WEEK = 7 * 86_400_000;

/** Clusters of about three earthquakes in one cell each. */
function clusteredPlaces(stream: RandomStream): { readonly longitude: number; readonly latitude: number }[] {
  return Array.from({ length: samplePoisson(stream, 2) }, () => Math.floor(region.cellCount * stream.nextDouble())).flatMap((cell) =>
    Array.from({ length: 1 + samplePoisson(stream, 2) }, () => ({ longitude: region.west[cell]! + 0.25, latitude: region.south[cell]! + 0.25 })));
}

/** 150 windows of a forecast that knows the clusters, and its largest ln of the e-value of places. */
function largestOfPlaces(sealsCatalogs: boolean): number {
  const path = calibrationPath("S");
  const stream = namedStream("own law");
  for (let window = 0; window < 150; window++) {
    const builder = compactCatalogsBuilder(0, WEEK);
    for (let catalog = 0; catalog < 150; catalog++) {
      for (const { longitude, latitude } of clusteredPlaces(stream)) builder.add(1, longitude, latitude, 4.2);
      builder.endCatalog();
    }
    const view = createGriddedForecast(region, bins, new Float64Array(region.cellCount).fill(6 / region.cellCount));
    const forecast: Forecast = sealsCatalogs ? { kind: "catalogs", view, catalogs: builder.build() } : view;
    const observed = clusteredPlaces(stream).map((place, k) => ({ ...place, id: String(k), time: k, depthKm: 5, magnitude: 4.2, magnitudeType: "mw" }));
    path.step(calibrationWindow("S", scoreWindow(forecast, gridCatalog(createCatalog(observed), region, bins), { tests: ["S"], simulations: 200, seedNames: ["own law", window] }), false));
  }
  return path.evidence().largestLogEValue;
}

it("does not reject a model for the clusters that its catalogs have, which the test of its expected counts would", () => {
  expect(largestOfPlaces(true)).toBeLessThan(Math.log(20));
  expect(largestOfPlaces(false)).toBeGreaterThan(Math.log(1000));
});

it("takes the p-value of the forecast's own test where it has one, and is silent where that is", () => {
  const result = (own: object | undefined): WindowResult => ({ tests: [{ test: "S", quantileAddOne: 0.001, informative: true }], lawTests: own === undefined ? [] : [{ test: "catalog-S", ...own }] }) as unknown as WindowResult;
  const factorOf = (own: object | undefined) => calibrationWindow("S", result(own), false)?.factors;
  expect(factorOf(undefined)).toEqual(Float64Array.of(logPowerCalibrator(0.001)));
  expect(factorOf({ pValue: 0.6, informative: true })).toEqual(Float64Array.of(logPowerCalibrator(0.6)));
  expect(factorOf({ pValue: 1, informative: false })).toBeUndefined();
});
