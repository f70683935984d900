import { readFileSync } from "node:fs";
import { fitEtasModel } from "../../../src/forecasters/etas/fit-model.ts";
import { createEtasLikelihood } from "../../../src/forecasters/etas/likelihood/log-likelihood.ts";
import { fromNormalized } from "../../../src/forecasters/etas/likelihood/rate.ts";
import { etasOptions } from "../../../src/forecasters/etas/options.ts";
import { trainingProblem } from "../../../src/forecasters/etas/training-problem.ts";
import { sum } from "../../../src/numerics/sums.ts";
import { createCatalog, filterCatalog } from "../../../src/seismicity/catalog.ts";
import { createMagnitudeBins } from "../../../src/seismicity/magnitude-bins.ts";
import { polygonRegion } from "../../../src/seismicity/region.ts";
import { MS_PER_DAY } from "../../../src/seismicity/time.ts";
import { sharedPath } from "../../support/shared.ts";
import { readRows } from "./reference-problems.ts";

/**
 * The example of `lmizrahi/etas` by the forecaster itself: region of 0.1° cells within the package's polygon, the triggered rate
 * integrated over it, events around it as sources, uniform background (the catalog was simulated with one). Gain over a uniform
 * Poisson process of the fitted window's rate, on the test window 2007–2021.
 */
export function outlineGain(): void {
  const oracle = JSON.parse(readFileSync(sharedPath("oracle", "etas", "mizrahi_ex0.json"), "utf8"));
  const region = polygonRegion("california", oracle.polygon_latlon.map(([latitude, longitude]: [number, number]) => [longitude, latitude]), 0.1);
  const instant = (text: string): number => Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  const [start, targets, test, end] = ["auxiliary_start", "timewindow_start", "timewindow_end", "testwindow_end"].map((key) => instant(oracle.config[key])) as [number, number, number, number];
  const rows = readRows(readFileSync(sharedPath("oracle", "etas", "mizrahi_example_catalog.csv"), "utf8")).filter(({ time, magnitude }) => time >= start && magnitude >= oracle.M0_used);
  const catalog = createCatalog(rows.map((row, index) => ({ ...row, id: `e${index}`, depthKm: 8, magnitudeType: "mw" })));
  const known = (asOf: number) => ({
    asOf, history: filterCatalog(catalog, (event) => catalog.times[event]! < asOf), declustered: filterCatalog(catalog, () => false), historyStart: start,
    completenessMagnitude: oracle.M0_used as number, magnitudeBinWidth: 0.1, region, magnitudeBins: createMagnitudeBins(3.55, 7.95, 0.1), depthRangeKm: { min: 0, max: 30 },
  });
  const options = etasOptions.parse({ auxiliaryDays: (targets - start) / MS_PER_DAY, shortTermIncompleteness: "none", background: { uniformFraction: 1 } });
  const before = performance.now();
  const model = fitEtasModel(known(test), options) as any;
  const seconds = (performance.now() - before) / 1000;
  const { muPerDay: mu, taperDays, referenceMagnitude: _m, beta, maximumMagnitude: _x, ...rest } = model.parameters;
  const testing = trainingProblem(known(end), { ...options, auxiliaryDays: (test - start) / MS_PER_DAY }, beta);
  const days = (end - test) / MS_PER_DAY;
  const background = { atTargets: Float64Array.from(testing.targets.cells, (cell) => model.density[cell] / region.areasKm2[cell]!), integral: days };
  const count = testing.targets.cells.length;
  const { logLikelihood } = createEtasLikelihood({ ...testing.problem, background }).evaluate(fromNormalized({ mu, taperDays: taperDays ?? Infinity, ...rest }));
  const area = sum(region.areasKm2);
  const uniform = model.targets / model.fittedDays / area;
  const poisson = Math.log(uniform) - (uniform * area * days) / count;
  console.log(`\nexample with the region's outline: ${count} test events, gain over a uniform Poisson process ${(logLikelihood / count - poisson).toFixed(4)} nats/event, fit ${seconds.toFixed(1)} s`);
}
