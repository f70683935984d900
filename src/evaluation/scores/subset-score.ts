import type { GriddedForecast } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { sum } from "../../numerics/sums.ts";
import { jointLogLikelihood } from "../consistency/joint-log-likelihood.ts";
import { observedBins } from "../observed-bins.ts";

/** A named part of the space–magnitude bins: those whose cell and whose magnitude bin are both marked 1. */
export interface BinSubset {
  readonly id: string;
  readonly cells: Uint8Array;
  readonly magnitudeBins: Uint8Array;
}

/** One forecast's score in a part of its bins. */
export interface SubsetScore {
  readonly id: string;
  /** Expected number of target events there. */
  readonly expected: number;
  readonly events: number;
  /** Joint log-likelihood of the counts there, nats. */
  readonly logScore: number;
}

/**
 * `Σ_i ln Poisson(ω_i; λ_i)` over the bins of the subset alone: the joint log score of what a gridded forecast says of them. The
 * scores of subsets that divide the bins add up to the joint log score.
 *
 * @throws RangeError for a subset of another grid
 */
export function subsetScore(forecast: GriddedForecast, observed: ObservedEvents, { id, cells, magnitudeBins }: BinSubset): SubsetScore {
  const binCount = forecast.magnitudeBins.lowerEdges.length;
  if (cells.length !== forecast.region.cellCount || magnitudeBins.length !== binCount) throw new RangeError(`subset ${id}: expected ${forecast.region.cellCount} cells and ${binCount} bins, got ${cells.length} and ${magnitudeBins.length}`);
  const byCell = new Float64Array(forecast.region.cellCount);
  for (let cell = 0; cell < byCell.length; cell++) {
    if (cells[cell] === 0) continue;
    for (let bin = 0, place = cell * binCount; bin < binCount; bin++, place++) if (magnitudeBins[bin] === 1) byCell[cell] += forecast.expectedCounts[place];
  }
  const expected = sum(byCell);
  const bins = observedBins(forecast, observed, "joint").filter((place) => cells[Math.floor(place / binCount)] === 1 && magnitudeBins[place % binCount] === 1);
  return { id, expected, events: bins.length, logScore: jointLogLikelihood(forecast.expectedCounts, bins, 1, expected) };
}
