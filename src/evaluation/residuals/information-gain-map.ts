import { sum } from "../../numerics/sums.ts";
import type { GriddedForecast } from "../../seismicity/forecast.ts";
import { sameMagnitudeBins } from "../../seismicity/magnitude-bins.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { sameRegion } from "../../seismicity/region.ts";
import { observedBins } from "../observed-bins.ts";

/** Where one forecast gained on another. */
export interface InformationGainMap {
  /** Difference of log-likelihoods in each cell, forecast minus reference, nats; magnitudes summed. */
  readonly cellGain: Float64Array;
  /** Sum over cells: the difference of the joint log scores. */
  readonly totalGain: number;
}

/**
 * Gain by cell, `Σ_k ω ln(λ/λ_ref) − (λ − λ_ref)`: the joint log score, laid on the map. A cell is NaN where an event
 * fell on an expected count of zero in both.
 *
 * @throws RangeError when the two are not on the same cells and magnitude bins in the same order.
 */
export function informationGainMap(forecast: GriddedForecast, reference: GriddedForecast, observed: ObservedEvents): InformationGainMap {
  if (!sameRegion(forecast.region, reference.region) || !sameMagnitudeBins(forecast.magnitudeBins, reference.magnitudeBins)) {
    throw new RangeError(`forecasts on different grids cannot be compared: ${forecast.region.id} and ${reference.region.id}`);
  }
  const binCount = forecast.magnitudeBins.lowerEdges.length;
  const cellGain = new Float64Array(forecast.region.cellCount);
  for (let place = 0; place < forecast.expectedCounts.length; place++) {
    cellGain[Math.floor(place / binCount)] -= forecast.expectedCounts[place] - reference.expectedCounts[place];
  }
  for (const bin of observedBins(forecast, observed, "joint")) {
    cellGain[Math.floor(bin / binCount)] += Math.log(forecast.expectedCounts[bin]) - Math.log(reference.expectedCounts[bin]);
  }
  return { cellGain, totalGain: sum(cellGain) };
}
