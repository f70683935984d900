import type { Region } from "../../../seismicity/region.ts";
import { backgroundSmoother, type BackgroundMapOptions } from "./weighted-map.ts";

/** Neighbour numbers that are tried. */
const CANDIDATES: readonly number[] = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32];
/** Share of the events, the latest, on which they are judged. */
const JUDGED = 0.25;

export interface NeighbourTrial {
  readonly neighbours: number;
  /** Mean ln density (per km²) of the judged events, weighted by their probability to be background. */
  readonly meanLogDensity: number;
}

/**
 * The neighbour number whose map of the earlier background events forecasts the places of the later ones best (after
 * Helmstetter, Kagan & Jackson 2007): events count by their probability to be background, on both sides. A map that was judged on
 * the events that it is made of would always take the narrowest kernels. Ties go to the smaller number.
 *
 * @param events in time order
 * @param probability of each to be background
 * @returns the trials in order of neighbour number, and the best; none with fewer than 8 events
 */
export function chooseNeighbours(
  region: Region, events: { readonly longitudes: Float64Array; readonly latitudes: Float64Array; readonly cells: Int32Array }, probability: Float64Array, options: Omit<BackgroundMapOptions, "neighbours">,
): { readonly chosen: number; readonly trials: readonly NeighbourTrial[] } | undefined {
  const learningCount = Math.floor(events.cells.length * (1 - JUDGED));
  if (learningCount < 6 || learningCount === events.cells.length) return undefined;
  const learning = { longitudes: events.longitudes.subarray(0, learningCount), latitudes: events.latitudes.subarray(0, learningCount), cells: events.cells.subarray(0, learningCount) };
  const judged = events.cells.subarray(learningCount);
  const weights = probability.subarray(learningCount);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) return undefined;
  const trials = CANDIDATES.filter((neighbours) => neighbours < learningCount).map((neighbours): NeighbourTrial => {
    const { shares } = backgroundSmoother(region, learning, { ...options, neighbours }).map(probability.subarray(0, learningCount));
    const weighted = judged.reduce((sum, cell, place) => sum + weights[place]! * Math.log(shares[cell]! / region.areasKm2[cell]!), 0);
    return { neighbours, meanLogDensity: weighted / total };
  });
  return { chosen: trials.reduce((best, trial) => (trial.meanLogDensity > best.meanLogDensity ? trial : best)).neighbours, trials };
}
