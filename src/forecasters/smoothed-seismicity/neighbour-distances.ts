import KDBush from "kdbush";
import type { DistanceSurface } from "./surface.ts";

/** Distances from every event to its nearest others. */
export interface NeighbourDistances {
  readonly maxNeighbours: number;
  /** Distance in km of each event to its n-th neighbour (1 <= n <= maxNeighbours), never below the floor. */
  column(n: number): Float64Array;
}

/**
 * Distance of every event to its 1st … `maxNeighbours`-th nearest other event, floored at `minimumDistanceKm`. Events at
 * the same place are neighbours at distance 0. O(N log N) for scattered events: the search box about each event starts
 * at the floor and doubles until it holds enough.
 *
 * @throws RangeError unless there are more than `maxNeighbours` events.
 */
export function neighbourDistances(
  surface: DistanceSurface, x: Float64Array, y: Float64Array, maxNeighbours: number, minimumDistanceKm: number,
): NeighbourDistances {
  const count = x.length;
  if (!(maxNeighbours >= 1 && maxNeighbours < count)) throw new RangeError(`neighbour number ${maxNeighbours} with ${count} events`);
  const index = new KDBush(count);
  for (let event = 0; event < count; event++) index.add(x[event], y[event]);
  index.finish();

  const distances = new Float64Array(count * maxNeighbours);
  for (let event = 0; event < count; event++) {
    const nearest = nearestDistances(surface, index, x, y, event, maxNeighbours, minimumDistanceKm);
    for (let n = 0; n < maxNeighbours; n++) distances[event * maxNeighbours + n] = Math.max(nearest[n], minimumDistanceKm);
  }
  return {
    maxNeighbours,
    column: (n) => Float64Array.from({ length: count }, (_, event) => distances[event * maxNeighbours + n - 1]),
  };
}

/** At least `wanted` ascending distances to other events; complete up to the last search radius. */
function nearestDistances(
  surface: DistanceSurface, index: KDBush, x: Float64Array, y: Float64Array, event: number, wanted: number, firstRadiusKm: number,
): Float64Array {
  const x0 = x[event];
  const y0 = y[event];
  for (let radiusKm = firstRadiusKm; ; radiusKm *= 2) {
    const reachX = surface.reachX(y0, radiusKm);
    const reachY = (radiusKm / surface.kmPerUnitY) * (1 + 1e-12);
    const found = index.range(x0 - reachX, y0 - reachY, x0 + reachX, y0 + reachY);
    if (found.length <= wanted) continue;
    const within: number[] = [];
    const everything = found.length === x.length;
    for (const other of found) {
      if (other === event) continue;
      const distance = surface.distanceKm(x0, y0, x[other], y[other]);
      if (everything || distance <= radiusKm) within.push(distance);
    }
    if (within.length >= wanted) return Float64Array.from(within).sort();
  }
}
