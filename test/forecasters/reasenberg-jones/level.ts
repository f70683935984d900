import { reasenbergJonesForecaster } from "../../../src/forecasters/reasenberg-jones/forecaster.ts";
import { reasenbergJonesOptions } from "../../../src/forecasters/reasenberg-jones/options.ts";
import { poissonCdf, poissonUpperTail } from "../../../src/numerics/distributions/poisson.ts";
import { sliceByTime } from "../../../src/seismicity/catalog.ts";
import type { GriddedForecast } from "../../../src/seismicity/forecast.ts";
import { knownOn, region, requestOn, simulateReasenbergJones } from "./support.ts";

const FIT_DAY = 2000;
const options = reasenbergJonesOptions.parse({ background: { kernel: "power-law", neighbours: 3 }, magnitude: { law: "truncated", maximumMagnitude: 7 } });

export interface Level {
  readonly windows: number;
  /**
   * Expected by background and sequences under way, and observed of what they are about: no aftershocks of the window's own mainshocks.
   * The N-test is two-sided at 5 %; counts being whole, it rejects a right forecast with the smaller probability given for each window.
   */
  readonly foreseeable: { readonly expected: number; readonly observed: number; readonly rejected: number; readonly rejectionProbabilities: readonly number[] };
  readonly background: { readonly expected: number; readonly observed: number };
  /** Aftershocks of mainshocks inside the window. */
  readonly coming: { readonly expected: number; readonly observed: number };
}

/** Weekly forecasts over `days` days of a catalog made by the model itself, after 2,000 days to fit on. */
export async function levelOn(seed: string, days: number): Promise<Level> {
  const forecaster = reasenbergJonesForecaster("rj", options);
  const { catalog, mainshockTimes } = simulateReasenbergJones(`test/reasenberg-jones/${seed}`, FIT_DAY + days, 0.4);
  const fitted = await forecaster.fit!(knownOn(catalog, FIT_DAY));
  const rejectionProbabilities: number[] = [];
  const level = { windows: 0, foreseeable: { expected: 0, observed: 0, rejected: 0, rejectionProbabilities }, background: { expected: 0, observed: 0 }, coming: { expected: 0, observed: 0 } };
  for (let dayNumber = FIT_DAY; dayNumber + 7 <= FIT_DAY + days; dayNumber += 7) {
    const request = requestOn(catalog, dayNumber, 7);
    const forecast: GriddedForecast = await forecaster.forecast({ ...request, fitted });
    const layer = (name: string): number => forecast.layers!.find((candidate) => candidate.name === name)!.spatial.reduce((a, b) => a + b, 0);
    const window = sliceByTime(catalog, request.window.start, request.window.end);
    const inside = window.ids.filter((_, k) => region.indexOf(window.longitudes[k]!, window.latitudes[k]!) >= 0);
    const foreseeable = inside.filter((id) => !(mainshockTimes.get(id)! >= request.window.start)).length;
    const expected = layer("background") + layer("sequences");
    level.windows++;
    level.foreseeable.expected += expected;
    level.foreseeable.observed += foreseeable;
    if (rejects(foreseeable, expected)) level.foreseeable.rejected++;
    rejectionProbabilities.push(rejectionProbability(expected));
    level.background.expected += layer("background");
    level.background.observed += inside.filter((id) => !mainshockTimes.has(id)).length;
    level.coming.expected += layer("coming sequences");
    level.coming.observed += inside.length - foreseeable;
  }
  return level;
}

function rejects(count: number, expected: number): boolean {
  return poissonCdf(count, expected) < 0.025 || poissonUpperTail(count, expected) < 0.025;
}

/** Probability that a Poisson count with this mean is rejected. */
function rejectionProbability(expected: number): number {
  let lowest = 0;
  while (rejects(lowest, expected)) lowest++;
  let highest = lowest;
  while (!rejects(highest + 1, expected)) highest++;
  return (lowest === 0 ? 0 : poissonCdf(lowest - 1, expected)) + poissonUpperTail(highest + 1, expected);
}
