import { sum } from "../../numerics/sums.ts";
import { cellMasses } from "./cell-masses.ts";
import type { KernelName } from "./kernels.ts";
import type { Surface } from "./surface.ts";

/** Events to be smoothed, in the coordinates of a surface. */
export interface SmoothedEvents {
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** One bandwidth an event, > 0. */
  readonly bandwidthsKm: Float64Array;
  /** Relative weight of each event, such as 10^{b (Mc(x) − Mmin)} where completeness varies; all 1 when absent. */
  readonly weights?: Float64Array;
}

/**
 * Density over cells, normalised to the region: (1 − ε) Σᵢ wᵢ massᵢ(cell) / Σ over cells + ε area(cell) / Σ area, with
 * ε = `uniformFraction` (Helmstetter, Kagan & Jackson 2007, eq. 5). `massInRegion` is the weighted share of
 * kernel mass inside the region before normalising.
 */
export function spatialDensity(
  surface: Surface, events: SmoothedEvents, kernel: KernelName, uniformFraction: number,
): { perCell: Float64Array; massInRegion: number } {
  const { areas } = surface.grid;
  const cells = Int32Array.from(areas, (_, cell) => cell);
  const masses = cellMasses(surface, kernel);
  const perCell = new Float64Array(areas.length);
  let weightSum = 0;
  for (let event = 0; event < events.x.length; event++) {
    const weight = events.weights?.[event] ?? 1;
    weightSum += weight;
    masses.add(events.x[event], events.y[event], events.bandwidthsKm[event], weight, cells, perCell);
  }
  const total = sum(perCell);
  const totalArea = sum(areas);
  for (let cell = 0; cell < perCell.length; cell++) {
    const smoothed = total > 0 ? perCell[cell] / total : areas[cell] / totalArea;
    perCell[cell] = (1 - uniformFraction) * smoothed + (uniformFraction * areas[cell]) / totalArea;
  }
  return { perCell, massInRegion: total / weightSum };
}
