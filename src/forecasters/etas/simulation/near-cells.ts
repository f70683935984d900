import { EARTH_RADIUS_KM } from "../../../seismicity/geodesy.ts";
import type { Region } from "../../../seismicity/region.ts";

const RADIANS = Math.PI / 180;
const KM_PER_DEGREE = EARTH_RADIUS_KM * RADIANS;

/** Cells to either side of an event's own. */
const REACH = 2;

/** The cells about a place, and a radius within which there are no others. */
export interface NearCells {
  readonly cells: Int32Array;
  readonly count: number;
  readonly radiusKm: number;
  has(cell: number): boolean;
}

/**
 * Finds the 5 × 5 cells of the grid about a place, those that the region has; of a quadtree, the cell that holds the place.
 * The result is used again by the next call.
 */
export function nearCellFinder(region: Region): (longitude: number, latitude: number) => NearCells {
  const { bounds, cellSizeDegrees: size } = region;
  const cells = new Int32Array((2 * REACH + 1) * (2 * REACH + 1));
  const stamps = new Uint32Array(region.cellCount);
  let stamp = 0;
  const found = { cells, count: 0, radiusKm: 0, has: (cell: number): boolean => stamps[cell] === stamp };

  function take(cell: number): void {
    if (cell < 0 || stamps[cell] === stamp) return;
    stamps[cell] = stamp;
    cells[found.count++] = cell;
  }

  return (longitude, latitude) => {
    stamp++;
    found.count = 0;
    found.radiusKm = 0;
    if (Number.isNaN(size)) {
      const cell = region.indexOf(longitude, latitude);
      take(cell);
      if (cell >= 0) found.radiusKm = inscribedKm(longitude, latitude, region.west[cell], region.south[cell], region.east[cell], region.north[cell]);
      return found;
    }
    // The middle of the grid's cell at the place, on the grid though maybe not in the region.
    const middleX = bounds.west + (Math.floor((longitude - bounds.west) / size) + 0.5) * size;
    const middleY = bounds.south + (Math.floor((latitude - bounds.south) / size) + 0.5) * size;
    for (let column = -REACH; column <= REACH; column++) {
      for (let row = -REACH; row <= REACH; row++) take(region.indexOf(middleX + column * size, middleY + row * size));
    }
    const half = (REACH + 0.5) * size;
    found.radiusKm = inscribedKm(longitude, latitude, middleX - half, middleY - half, middleX + half, middleY + half);
    return found;
  };
}

/** Distance to the nearest side of a rectangle that holds the place, a little understated. */
function inscribedKm(longitude: number, latitude: number, west: number, south: number, east: number, north: number): number {
  const narrowest = Math.cos(Math.min(90, Math.max(Math.abs(south), Math.abs(north))) * RADIANS);
  const degrees = Math.min((longitude - west) * narrowest, (east - longitude) * narrowest, latitude - south, north - latitude);
  return Math.max(0, 0.998 * degrees * KM_PER_DEGREE);
}
