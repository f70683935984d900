import { spatialCounts, type GriddedForecast } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import type { WindowGain } from "./window-gain.ts";
import { windowTerms } from "./window-terms.ts";

/**
 * The gain of A over B in one window cell by cell, for the Diebold–Mariano test of a single window, where cells take the
 * place of windows and are taken as independent. They add up to the window's gain; scale and shape are split within each
 * cell.
 *
 * @throws RangeError for forecasts on different grids.
 */
export function cellGains(forecastA: GriddedForecast, forecastB: GriddedForecast, observed: ObservedEvents): WindowGain[] {
  const { logRateA, logRateB } = windowTerms(forecastA, forecastB, observed);
  const expectedA = spatialCounts(forecastA);
  const expectedB = spatialCounts(forecastB);
  const events = new Float64Array(expectedA.length);
  const ratios = new Float64Array(expectedA.length);
  for (let event = 0; event < observed.count; event++) {
    events[observed.cells[event]]++;
    ratios[observed.cells[event]] += logRateA[event] - logRateB[event];
  }
  return Array.from(expectedA, (_, cell) => {
    const gain = ratios[cell] - (expectedA[cell] - expectedB[cell]);
    const logTotals = events[cell] === 0 ? 0 : events[cell] * Math.log(expectedA[cell] / expectedB[cell]);
    return { gain, scale: logTotals - (expectedA[cell] - expectedB[cell]), shape: ratios[cell] - logTotals, events: events[cell] };
  });
}
