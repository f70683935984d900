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
  };
}

/** The windows as one: events joined, expected numbers added. */
export function pool(windows: readonly ComparisonTerms[]): ComparisonTerms {
  return {
    logRateA: join(windows.map((terms) => terms.logRateA)),
    logRateB: join(windows.map((terms) => terms.logRateB)),
    expectedA: windows.reduce((total, terms) => total + terms.expectedA, 0),
    expectedB: windows.reduce((total, terms) => total + terms.expectedB, 0),
  };
}

/** ln λA − ln λB for each event; NaN where both are zero. */
export function logRateRatios({ logRateA, logRateB }: ComparisonTerms): Float64Array {
  return logRateA.map((logRate, event) => logRate - logRateB[event]);
}

function join(parts: readonly Float64Array[]): Float64Array {
  const joined = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
