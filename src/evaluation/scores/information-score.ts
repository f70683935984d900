import { sum } from "../../numerics/sums.ts";
import { type GriddedForecast, spatialCounts } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { observedBins, zeroRateBins } from "../observed-bins.ts";
import type { ZeroRateBin } from "../result.ts";

/** Information score I₁ of one window. */
export interface InformationScore {
  /** Mean of log₂(rate density at the event / mean rate density), bits per event; NaN without events. */
  readonly bitsPerEvent: number;
  readonly events: number;
  /** The cells of expected count zero in which events fell, which make the score −Infinity; empty otherwise. */
  readonly infiniteAt: readonly ZeroRateBin[];
}

/**
 * Kagan's I₁ (2009, eq. 7): how many bits per event the forecast's map is better than an even spread over the region's
 * area. Magnitudes are summed. An event where nothing was expected makes it −Infinity; pyCSEP leaves such events out of
 * the sum without saying so.
 */
export function informationScore(forecast: GriddedForecast, observed: ObservedEvents): InformationScore {
  const rates = spatialCounts(forecast);
  const { areasKm2 } = forecast.region;
  const cells = observedBins(forecast, observed, "spatial");
  const meanDensity = sum(rates) / sum(areasKm2);
  const bits = Float64Array.from(cells, (cell) => Math.log2(rates[cell] / areasKm2[cell] / meanDensity));
  return {
    bitsPerEvent: sum(bits) / cells.length,
    events: cells.length,
    infiniteAt: zeroRateBins(forecast, "spatial", rates, cells),
  };
}
