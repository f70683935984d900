import { sum } from "../../numerics/sums.ts";
import { type GriddedForecast, spatialCounts } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { observedBins } from "../observed-bins.ts";
import { type CountDistribution, countLowerTail, countUpperTail } from "./count-distribution.ts";

/**
 * Brier score (1950), (p − y)² in [0, 1] with 0 best, of "at least one event" in each cell, with p = 1 − e^{−λ}: one value a
 * cell. Where an event fell, the miss is e^{−λ} itself, not 1 − p.
 */
export function cellBrierScores(forecast: GriddedForecast, observed: ObservedEvents): Float64Array {
  return occurrenceBrierScores(spatialCounts(forecast), observedBins(forecast, observed, "spatial"));
}

/** The same over space–magnitude bins. pyCSEP's Brier statistic is −2 times their mean. */
export function binBrierScores(forecast: GriddedForecast, observed: ObservedEvents): Float64Array {
  return occurrenceBrierScores(forecast.expectedCounts, observedBins(forecast, observed, "joint"));
}

/** Mean over cells. */
export function meanCellBrierScore(forecast: GriddedForecast, observed: ObservedEvents): number {
  return sum(cellBrierScores(forecast, observed)) / forecast.region.cellCount;
}

/** Brier score of "at least one event in the window". */
export function windowBrierScore(count: number, distribution: CountDistribution): number {
  const miss = count > 0 ? countLowerTail(distribution, 0) : countUpperTail(distribution, 1);
  return miss * miss;
}

function occurrenceBrierScores(rates: Float64Array, occupied: Int32Array): Float64Array {
  const scores = rates.map((rate) => Math.expm1(-rate) * Math.expm1(-rate));
  for (const bin of occupied) scores[bin] = Math.exp(-2 * rates[bin]);
  return scores;
}
