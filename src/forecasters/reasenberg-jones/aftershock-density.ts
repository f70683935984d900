import type { CellMasses } from "../smoothed-seismicity/cell-masses.ts";
import { neighbourDistances } from "../smoothed-seismicity/neighbour-distances.ts";
import type { Surface } from "../smoothed-seismicity/surface.ts";
import { ruptureLengthKm } from "./sequences.ts";

/** Least kernel width: about the epicentre error, so that no sequence is a point. */
const MINIMUM_WIDTH_KM = 1;
/** Aftershocks are smoothed over the distance to this neighbour; power-law kernels do best with few. */
const NEIGHBOURS = 3;
/** The latest aftershocks tell the shape; more would cost time and change little. */
const MOST_SMOOTHED = 500;
/** The mainshock's kernel counts for as much as this many aftershocks. */
export const MAINSHOCK_COUNTS_AS = 100;

/** Places of a mainshock and its aftershocks in a surface's coordinates. */
export interface SequencePlaces {
  readonly magnitude: number;
  readonly x: number;
  readonly y: number;
  readonly aftershockX: Float64Array;
  readonly aftershockY: Float64Array;
}

/**
 * Width d of the kernel f_d(r) = d / (2π (r² + d²)^{3/2}) about a mainshock, such that half of it lies within half the
 * rupture length: d = L / (2 √3), at least 1 km.
 */
export function mainshockWidthKm(magnitude: number): number {
  return Math.max(MINIMUM_WIDTH_KM, ruptureLengthKm(magnitude) / (2 * Math.sqrt(3)));
}

/** Share of the smoothed aftershocks in a sequence's density: n / (n + 100), and none before there are 4. */
export function aftershockShare(count: number): number {
  return count > NEIGHBOURS ? count / (count + MAINSHOCK_COUNTS_AS) : 0;
}

/**
 * Adds `expected` events to the cells: a share 1 − w by the mainshock's power-law kernel and w = {@link aftershockShare} by
 * equal kernels about the latest 500 aftershocks, each as wide as the distance to its third neighbour. The whole is
 * scaled to sum to `expected` over the cells: the number is one of events inside the region, and the kernels only say where.
 */
export function addSequence(places: SequencePlaces, expected: number, surface: Surface, masses: CellMasses, cells: Int32Array, into: Float64Array): void {
  const count = places.aftershockX.length;
  const share = aftershockShare(count);
  const density = new Float64Array(cells.length);
  masses.add(places.x, places.y, mainshockWidthKm(places.magnitude), 1 - share, cells, density);
  if (share > 0) {
    const x = places.aftershockX.subarray(Math.max(0, count - MOST_SMOOTHED));
    const y = places.aftershockY.subarray(Math.max(0, count - MOST_SMOOTHED));
    const widthsKm = neighbourDistances(surface, x, y, NEIGHBOURS, MINIMUM_WIDTH_KM).column(NEIGHBOURS);
    for (let event = 0; event < x.length; event++) masses.add(x[event], y[event], widthsKm[event], share / x.length, cells, density);
  }
  const scale = expected / density.reduce((total, mass) => total + mass, 0);
  for (let k = 0; k < cells.length; k++) into[k] += scale * density[k];
}
