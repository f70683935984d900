import { distanceKm, EARTH_RADIUS_KM } from "../../seismicity/geodesy.ts";
import type { Region } from "../../seismicity/region.ts";

const RADIANS = Math.PI / 180;
const KM_PER_DEGREE = EARTH_RADIUS_KM * RADIANS;

/** Cells on a regular grid in some coordinates x, y: cell i covers column `column[i]` and row `row[i]`. */
export interface CellGrid {
  readonly west: number;
  readonly south: number;
  /** Side of a cell along x and y, in coordinate units. */
  readonly width: number;
  readonly height: number;
  readonly columnCount: number;
  readonly rowCount: number;
  readonly column: Int32Array;
  readonly row: Int32Array;
  /** Area of each cell; only ratios are used. */
  readonly areas: Float64Array;
}

/** Cells together with what a kernel in km needs to know about their coordinates. */
export interface Surface {
  readonly grid: CellGrid;
  /** Puts a coordinate along x into the grid's own range (longitudes wrap). */
  readonly xOf: (x: number) => number;
  readonly distanceKm: (x1: number, y1: number, x2: number, y2: number) => number;
  /** Kilometres per unit of x in the plane that touches the surface at height y. */
  readonly kmPerUnitX: (y: number) => number;
  readonly kmPerUnitY: number;
  /** Half-width in x of a box that holds every point within `radiusKm` of a point at height y. */
  readonly reachX: (y: number, radiusKm: number) => number;
}

/**
 * A longitude–latitude region. Distances between events are great circles; each event's kernel is integrated in the
 * equirectangular plane about that event (`localPlane`), in which a cell is a rectangle.
 */
export function regionSurface(region: Region): Surface {
  const { bounds, cellSizeDegrees, cellCount } = region;
  const place = (edge: number, first: number): number => Math.round((edge - first) / cellSizeDegrees);
  const middle = (bounds.west + bounds.east) / 2;
  return {
    grid: {
      west: bounds.west,
      south: bounds.south,
      width: cellSizeDegrees,
      height: cellSizeDegrees,
      columnCount: place(bounds.east, bounds.west),
      rowCount: place(bounds.north, bounds.south),
      column: Int32Array.from({ length: cellCount }, (_, cell) => place(region.west[cell], bounds.west)),
      row: Int32Array.from({ length: cellCount }, (_, cell) => place(region.south[cell], bounds.south)),
      areas: region.areasKm2,
    },
    xOf: (longitude) => longitude - 360 * Math.round((longitude - middle) / 360),
    distanceKm,
    kmPerUnitX: (latitude) => KM_PER_DEGREE * Math.cos(latitude * RADIANS),
    kmPerUnitY: KM_PER_DEGREE,
    reachX: longitudeReach,
  };
}

/** What distances need of a surface: no cells. */
export type DistanceSurface = Pick<Surface, "distanceKm" | "kmPerUnitY" | "reachX">;

/** Distances in a plane in km. */
export const PLANE: DistanceSurface = {
  distanceKm: (x1, y1, x2, y2) => Math.sqrt((x2 - x1) * (x2 - x1) + (y2 - y1) * (y2 - y1)),
  kmPerUnitY: 1,
  reachX: (_, radiusKm) => radiusKm,
};

/** A plane in km with `columnCount` × `rowCount` cells, ordered column by column (y fastest). */
export function planarSurface(west: number, south: number, cellKm: number, columnCount: number, rowCount: number): Surface {
  const cellCount = columnCount * rowCount;
  return {
    grid: {
      west, south, width: cellKm, height: cellKm, columnCount, rowCount,
      column: Int32Array.from({ length: cellCount }, (_, cell) => Math.floor(cell / rowCount)),
      row: Int32Array.from({ length: cellCount }, (_, cell) => cell % rowCount),
      areas: new Float64Array(cellCount).fill(cellKm * cellKm),
    },
    xOf: (x) => x,
    ...PLANE,
    kmPerUnitX: () => 1,
  };
}

/** Largest difference in longitude within a spherical cap: sin Δλ = sin(radius) / cos φ, all longitudes over a pole. */
function longitudeReach(latitude: number, radiusKm: number): number {
  const angle = radiusKm / EARTH_RADIUS_KM;
  const sine = Math.sin(angle) / Math.cos(latitude * RADIANS);
  // The last factor covers rounding, so that a point exactly at the radius stays inside.
  return angle < Math.PI / 2 && sine < 1 && sine >= 0 ? (Math.asin(sine) / RADIANS) * (1 + 1e-12) : 360;
}
