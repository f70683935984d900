import { InputError } from "../../seismicity/input-error.ts";
import type { TrainingView } from "../contract.ts";
import { chooseNeighbours, type NeighbourScore, type SmoothingChoice } from "./choose-neighbours.ts";
import type { KernelName } from "./kernels.ts";
import { neighbourDistances } from "./neighbour-distances.ts";
import type { SmoothingOptions } from "./options.ts";
import { spatialDensity } from "./spatial-density.ts";
import { regionSurface } from "./surface.ts";

const CANDIDATE_KERNELS: readonly KernelName[] = ["power-law", "gaussian"];
const CANDIDATE_NEIGHBOURS: readonly number[] = Array.from({ length: 20 }, (_, index) => index + 1);

export interface SmoothedDensity {
  /** Probability that an event of the region falls in each cell; sums to 1. */
  readonly perCell: Float64Array;
  /** Every combination that was tried; empty when options left nothing to choose. */
  readonly table: readonly NeighbourScore[];
  readonly chosen: SmoothingChoice;
  /** Of every declustered event. */
  readonly bandwidthsKm: Float64Array;
  /** Share of the kernels' mass that lies inside the region before normalising. */
  readonly massInRegion: number;
  /** Number of declustered events smoothed, those in the margin around the region included. */
  readonly eventCount: number;
}

/**
 * Density of independent earthquakes over the region's cells, from `training.declustered` alone (all events at or above
 * completeness count alike). Kernel and neighbour number are chosen on a time-ordered split when the options leave them
 * open; the map itself is then made from all declustered events.
 *
 * @throws InputError when there are too few declustered events for the neighbour number, or for a choice.
 */
export function fitSmoothedDensity(training: Pick<TrainingView, "region" | "declustered">, options: SmoothingOptions): SmoothedDensity {
  const { region, declustered } = training;
  const surface = regionSurface(region);
  const x = Float64Array.from(declustered.longitudes, surface.xOf);
  const y = declustered.latitudes;
  const kernels = options.kernel === "choose" ? CANDIDATE_KERNELS : [options.kernel];
  const neighbours = options.neighbours === "choose" ? CANDIDATE_NEIGHBOURS : [options.neighbours];
  const { uniformFraction, minimumDistanceKm } = options;

  let table: readonly NeighbourScore[] = [];
  let chosen: SmoothingChoice = { kernel: kernels[0], neighbours: neighbours[0] };
  if (kernels.length * neighbours.length > 1) {
    const learningCount = Math.floor(declustered.length * (1 - options.targetFraction));
    const targetCells = cellsOf(region.indexOf, declustered.longitudes, declustered.latitudes, learningCount);
    const learning = { x: x.subarray(0, learningCount), y: y.subarray(0, learningCount) };
    ({ table, chosen } = chooseNeighbours(surface, learning, targetCells, { kernels, neighbours, minimumDistanceKm, uniformFraction }));
  }
  if (declustered.length <= chosen.neighbours) {
    throw new InputError("too few declustered events to smooth", {
      field: "neighbours", value: declustered.length, expected: `more than ${chosen.neighbours} events`,
    });
  }
  const bandwidthsKm = neighbourDistances(surface, x, y, chosen.neighbours, minimumDistanceKm).column(chosen.neighbours);
  const { perCell, massInRegion } = spatialDensity(surface, { x, y, bandwidthsKm }, chosen.kernel, uniformFraction);
  return { perCell, table, chosen, bandwidthsKm, massInRegion, eventCount: declustered.length };
}

/** Cells of the events from index `from` on that lie in the region. */
function cellsOf(indexOf: (longitude: number, latitude: number) => number, longitudes: Float64Array, latitudes: Float64Array, from: number): number[] {
  const cells: number[] = [];
  for (let event = from; event < longitudes.length; event++) {
    const cell = indexOf(longitudes[event], latitudes[event]);
    if (cell >= 0) cells.push(cell);
  }
  return cells;
}
