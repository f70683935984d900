import { InputError } from "../../../seismicity/input-error.ts";
import type { Region } from "../../../seismicity/region.ts";
import { sum } from "../../../numerics/sums.ts";
import { cellMasses } from "../../smoothed-seismicity/cell-masses.ts";
import { neighbourDistances } from "../../smoothed-seismicity/neighbour-distances.ts";
import { regionSurface } from "../../smoothed-seismicity/surface.ts";

export interface BackgroundMapOptions {
  readonly neighbours: number;
  readonly minimumDistanceKm: number;
  readonly uniformFraction: number;
}

/** A background density made of events of which each counts as far as it is background. */
export interface BackgroundMap {
  /** Share of each cell; sums to 1. */
  readonly shares: Float64Array;
  /** Density at each event per km², from all other events. */
  readonly atEvents: Float64Array;
}

/** Smooths the same events again and again with other weights. */
export interface BackgroundSmoother {
  /** @param weights probability of each event to be background, in [0, 1] */
  map(weights: Float64Array): BackgroundMap;
}

/**
 * Adaptive Gaussian kernels, as wide as the distance to the n-th neighbour, integrated over the cells (Zhuang, Ogata &
 * Vere-Jones 2002, §3); a share is spread evenly by area. The density at an event leaves its own kernel out: with it every
 * event would explain itself, the more the narrower its kernel.
 *
 * @param cells cell of each event, all inside the region
 * @throws InputError with no more events than neighbours
 */
export function backgroundSmoother(region: Region, events: { readonly longitudes: Float64Array; readonly latitudes: Float64Array; readonly cells: Int32Array }, options: BackgroundMapOptions): BackgroundSmoother {
  const { neighbours, minimumDistanceKm, uniformFraction } = options;
  const count = events.cells.length;
  if (!(count > neighbours)) throw new InputError("too few events to smooth", { field: "background.neighbours", value: count, expected: `more than ${neighbours} events` });
  const surface = regionSurface(region);
  const x = Float64Array.from(events.longitudes, surface.xOf);
  const y = events.latitudes;
  const bandwidthsKm = neighbourDistances(surface, x, y, neighbours, minimumDistanceKm).column(neighbours);
  const masses = cellMasses(surface, "gaussian");
  const everywhere = Int32Array.from({ length: region.cellCount }, (_, cell) => cell);
  const own = Float64Array.from({ length: count }, (_, event) => {
    const into = new Float64Array(1);
    masses.add(x[event]!, y[event]!, bandwidthsKm[event]!, 1, events.cells.subarray(event, event + 1), into);
    return into[0]!;
  });
  const inside = Float64Array.from({ length: count }, (_, event) => masses.total(x[event]!, y[event]!, bandwidthsKm[event]!));
  const area = sum(region.areasKm2);
  return {
    map(weights) {
      const smoothed = new Float64Array(region.cellCount);
      for (let event = 0; event < count; event++) if (weights[event]! > 1e-12) masses.add(x[event]!, y[event]!, bandwidthsKm[event]!, weights[event]!, everywhere, smoothed);
      const total = sum(smoothed);
      const mixed = (share: number): number => (1 - uniformFraction) * share + uniformFraction / area;
      return {
        shares: smoothed.map((mass, cell) => region.areasKm2[cell]! * mixed(mass / total / region.areasKm2[cell]!)),
        atEvents: Float64Array.from(events.cells, (cell, event) => {
          const others = Math.max(0, smoothed[cell]! - weights[event]! * own[event]!);
          return mixed(others / (total - weights[event]! * inside[event]!) / region.areasKm2[cell]!);
        }),
      };
    },
  };
}
