import { concatenate } from "../../numerics/concatenate.ts";
import { type GriddedForecast, totalExpectedCount } from "../../seismicity/forecast.ts";
import { sameMagnitudeBins } from "../../seismicity/magnitude-bins.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { sameRegion } from "../../seismicity/region.ts";
import { observedBins } from "../observed-bins.ts";

/** All that a comparison of forecasts A and B needs to know of one window, or of several pooled. */
export interface ComparisonTerms {
  /** ln of A's expected count in the bin of each event; −Infinity where it is zero. */
  readonly logRateA: Float64Array;
  readonly logRateB: Float64Array;
  /** A's expected number of events in all bins. */
  readonly expectedA: number;
  readonly expectedB: number;
  /** Tells which events share a space–magnitude bin of one window: equal numbers, same bin. Absent where it is not known. */
  readonly eventBins?: Int32Array;
}

/** What one forecast of any kind says of the events of a window: ln of its expected count at each, and its total. */
export interface ForecastTerms {
  readonly logRates: ArrayLike<number>;
  readonly expected: number;
}

/**
 * Terms from what two forecasts say of the same events in the same order: stored results, catalog-based forecasts by
 * their mean rates, densities per area and magnitude. A constant common to both forecasts drops out.
 *
 * @throws RangeError for different numbers of events, a NaN or +Infinity among log-rates, or totals that are not finite and ≥ 0.
 */
export function comparisonTerms(a: ForecastTerms, b: ForecastTerms): ComparisonTerms {
  if (a.logRates.length !== b.logRates.length) throw new RangeError(`forecasts scored on ${a.logRates.length} and ${b.logRates.length} events cannot be compared`);
  for (const { logRates, expected } of [a, b]) {
    if (!(expected >= 0 && expected < Infinity)) throw new RangeError(`expected number of events must be finite and not negative, got ${expected}`);
    const bad = Array.from(logRates).findIndex((logRate) => !(logRate < Infinity));
    if (bad >= 0) throw new RangeError(`log-rate of event ${bad} must be a number below Infinity, got ${logRates[bad]}`);
  }
  return { logRateA: Float64Array.from(a.logRates), logRateB: Float64Array.from(b.logRates), expectedA: a.expected, expectedB: b.expected };
}

/**
 * Terms of one window.
 *
 * @throws RangeError when the two forecasts do not have the same cells and magnitude bins in the same order.
 */
export function windowTerms(forecastA: GriddedForecast, forecastB: GriddedForecast, observed: ObservedEvents): ComparisonTerms {
  if (!sameRegion(forecastA.region, forecastB.region) || !sameMagnitudeBins(forecastA.magnitudeBins, forecastB.magnitudeBins)) {
    throw new RangeError(`forecasts on different grids cannot be compared: ${forecastA.region.id} and ${forecastB.region.id}`);
  }
  const bins = observedBins(forecastA, observed, "joint");
  return {
    logRateA: Float64Array.from(bins, (bin) => Math.log(forecastA.expectedCounts[bin])),
    logRateB: Float64Array.from(bins, (bin) => Math.log(forecastB.expectedCounts[bin])),
    expectedA: totalExpectedCount(forecastA),
    expectedB: totalExpectedCount(forecastB),
    eventBins: bins,
  };
}

/** The windows as one: events joined, expected numbers added. */
export function pool(windows: readonly ComparisonTerms[]): ComparisonTerms {
  return {
    logRateA: concatenate(windows.map((terms) => terms.logRateA)),
    logRateB: concatenate(windows.map((terms) => terms.logRateB)),
    expectedA: windows.reduce((total, terms) => total + terms.expectedA, 0),
    expectedB: windows.reduce((total, terms) => total + terms.expectedB, 0),
    ...(windows.every((terms) => terms.eventBins !== undefined) ? { eventBins: distinctBins(windows.map((terms) => terms.eventBins!)) } : {}),
  };
}

/** ln λA − ln λB for each event; NaN where both are zero. */
export function logRateRatios({ logRateA, logRateB }: ComparisonTerms): Float64Array {
  return logRateA.map((logRate, event) => logRate - logRateB[event]);
}

/** Numbers that tell bins of different windows apart. */
function distinctBins(parts: readonly Int32Array[]): Int32Array {
  const numbers: number[] = [];
  let next = 0;
  for (const bins of parts) {
    const known = new Map<number, number>();
    for (const bin of bins) {
      if (!known.has(bin)) known.set(bin, next++);
      numbers.push(known.get(bin)!);
    }
  }
  return Int32Array.from(numbers);
}
