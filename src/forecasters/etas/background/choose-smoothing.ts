import type { Region } from "../../../seismicity/region.ts";
import { backgroundSmoother, type BackgroundMapOptions } from "./weighted-map.ts";

/** Neighbour numbers and shares of the declustered map that are tried. */
const NEIGHBOURS: readonly number[] = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32];
const SHARES: readonly number[] = [0, 0.25, 0.5, 0.75];
/** Share of the events, the latest, on which they are judged. */
const JUDGED = 0.25;

export interface SmoothingTrial {
  readonly neighbours: number;
  /** Of the map of the declustered catalog; the rest is the map of the events by their probabilities. */
  readonly declusteredShare: number;
  /** Mean ln density (per km²) of the judged events, weighted by their probability to be background. */
  readonly meanLogDensity: number;
}

export interface SmoothedEvents {
  readonly longitudes: Float64Array;
  readonly latitudes: Float64Array;
  readonly cells: Int32Array;
}

/** How many of the events, the earliest, a map is made of while it is judged on the others. */
export function learningCountOf(events: Pick<SmoothedEvents, "cells">): number {
  return Math.floor(events.cells.length * (1 - JUDGED));
}

/**
 * The smoothing whose map of the earlier background forecasts the places of the later background best (after Helmstetter, Kagan &
 * Jackson 2007): events count by their probability to be background, on both sides. A map that was judged on the events that it is
 * made of would always take the narrowest kernels. Ties go to the smaller number and share.
 *
 * @param events in time order
 * @param probability of each to be background
 * @param declusteredShares map of the declustered catalog as it was when the judged events began; undefined for none
 * @returns the best and all trials; undefined with fewer than 8 events or no background among the judged
 */
export function chooseSmoothing(
  region: Region, events: SmoothedEvents, probability: Float64Array, options: Omit<BackgroundMapOptions, "neighbours">, declusteredShares: Float64Array | undefined,
): { readonly chosen: SmoothingTrial; readonly trials: readonly SmoothingTrial[] } | undefined {
  const learningCount = learningCountOf(events);
  if (learningCount < 6 || learningCount === events.cells.length) return undefined;
  const learning = { longitudes: events.longitudes.subarray(0, learningCount), latitudes: events.latitudes.subarray(0, learningCount), cells: events.cells.subarray(0, learningCount) };
  const judged = events.cells.subarray(learningCount);
  const weights = probability.subarray(learningCount);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0)) return undefined;
  const trials = NEIGHBOURS.filter((neighbours) => neighbours < learningCount).flatMap((neighbours) => {
    const { shares } = backgroundSmoother(region, learning, { ...options, neighbours }).map(probability.subarray(0, learningCount));
    return (declusteredShares === undefined ? [0] : SHARES).map((declusteredShare): SmoothingTrial => {
      const density = (cell: number): number => ((1 - declusteredShare) * shares[cell]! + declusteredShare * (declusteredShares?.[cell] ?? 0)) / region.areasKm2[cell]!;
      return { neighbours, declusteredShare, meanLogDensity: judged.reduce((sum, cell, place) => sum + weights[place]! * Math.log(density(cell)), 0) / total };
    });
  });
  return { chosen: trials.reduce((best, trial) => (trial.meanLogDensity > best.meanLogDensity ? trial : best)), trials };
}
