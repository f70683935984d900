import { sum } from "../../numerics/sums.ts";
import { type GriddedForecast, spatialCounts } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { type ComparisonTerms, windowTerms } from "./window-terms.ts";

/** Names the stratum of a space–magnitude bin. */
export type BinLabel = (cell: number, magnitudeBin: number) => string;

/**
 * The terms of one window, split by where bins belong: each stratum has its own events and its own share of the expected
 * numbers, so that the strata's gains add up to the window's. Strata without events are there too, in order of their
 * first bin.
 *
 * @throws RangeError for forecasts on different grids.
 */
export function splitTerms(forecastA: GriddedForecast, forecastB: GriddedForecast, observed: ObservedEvents, label: BinLabel): Map<string, ComparisonTerms> {
  const whole = windowTerms(forecastA, forecastB, observed);
  const binCount = forecastA.magnitudeBins.lowerEdges.length;
  const strata = new Map<string, { expectedA: number; expectedB: number; events: number[] }>();
  for (let cell = 0, place = 0; cell < forecastA.region.cellCount; cell++) {
    for (let bin = 0; bin < binCount; bin++, place++) {
      const name = label(cell, bin);
      let stratum = strata.get(name);
      if (stratum === undefined) strata.set(name, (stratum = { expectedA: 0, expectedB: 0, events: [] }));
      stratum.expectedA += forecastA.expectedCounts[place];
      stratum.expectedB += forecastB.expectedCounts[place];
    }
  }
  for (let event = 0; event < observed.count; event++) strata.get(label(observed.cells[event], observed.magnitudeBins[event]))!.events.push(event);
  return new Map([...strata].map(([name, { expectedA, expectedB, events }]) => [name, {
    logRateA: Float64Array.from(events, (event) => whole.logRateA[event]),
    logRateB: Float64Array.from(events, (event) => whole.logRateB[event]),
    expectedA,
    expectedB,
    eventBins: Int32Array.from(events, (event) => whole.eventBins![event]),
  }]));
}

/** Bands of magnitude from the given lower edges of bins upward: `5–6`, `≥6`; bins below the first edge are `<5`. */
export function magnitudeBands(forecast: GriddedForecast, edges: readonly number[]): BinLabel {
  const names = [`<${edges[0]}`, ...edges.map((edge, band) => (band + 1 < edges.length ? `${edge}–${edges[band + 1]}` : `≥${edge}`))];
  const bands = Array.from(forecast.magnitudeBins.lowerEdges, (lower) => edges.filter((edge) => edge <= lower + 1e-9).length);
  return (_, magnitudeBin) => names[bands[magnitudeBin]];
}

/** The fewest cells, highest expected counts first and ties in cell order, that hold `share` of a forecast's expected number: 1 for those, else 0. */
export function busiestCells(forecast: GriddedForecast, share: number): Uint8Array {
  const expected = spatialCounts(forecast);
  const order = Uint32Array.from(expected.keys()).sort((a, b) => expected[b] - expected[a] || a - b);
  const inside = new Uint8Array(expected.length);
  let left = share * sum(expected);
  for (const cell of order) {
    if (!(left > 0)) break;
    inside[cell] = 1;
    left -= expected[cell];
  }
  return inside;
}

/** Cells inside and outside a subset of the region. */
export function regionSubset(isInside: (cell: number) => boolean, inside: string, outside: string): BinLabel {
  return (cell) => (isInside(cell) ? inside : outside);
}
