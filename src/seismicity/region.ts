import { rectangleAreaKm2 } from "./geodesy.ts";
import { InputError } from "./input-error.ts";
import { pointInRing, type Ring } from "./polygon.ts";
import { binIndex, decimalRange, decimals } from "./uniform-binning.ts";

export interface BoundingBox {
  readonly west: number;
  readonly east: number;
  readonly south: number;
  readonly north: number;
}

/** Whether a point lies in a box, sides included, or so many degrees around it; longitudes wrap. */
export function isInBox({ west, east, south, north }: BoundingBox, longitude: number, latitude: number, marginDegrees = 0): boolean {
  return latitude >= south - marginDegrees && latitude <= north + marginDegrees && [longitude - 360, longitude, longitude + 360].some((turned) => turned >= west - marginDegrees && turned <= east + marginDegrees);
}

/** Ordered cells with index lookup and exact spherical areas. Arrays have `cellCount` elements. */
export interface Region {
  readonly id: string;
  readonly cellCount: number;
  /** Side of the square cells in degrees; NaN for a quadtree, whose cells are not squares of one size. */
  readonly cellSizeDegrees: number;
  /** Quadkeys of the cells of a quadtree; undefined for a grid. */
  readonly quadkeys?: readonly string[];
  readonly west: Float64Array;
  readonly south: Float64Array;
  readonly east: Float64Array;
  readonly north: Float64Array;
  readonly areasKm2: Float64Array;
  readonly bounds: BoundingBox;
  /** Cell of a point, −1 outside. Lower and left edges belong to the cell; longitudes wrap at 180°. */
  indexOf(longitude: number, latitude: number): number;
}

/**
 * A region of square longitude–latitude cells on a regular grid, in the order of `origins` (lower-left corners).
 * Lookup follows pyCSEP §2 with the clean cell size, so that a coordinate on a decimal edge is never mis-binned
 * (pyCSEP's own file reader is: `reference` defect 6).
 *
 * @throws InputError when an origin is off the grid or occurs twice.
 */
export function createGridRegion(id: string, cellSizeDegrees: number, origins: readonly (readonly [number, number])[]): Region {
  if (origins.length === 0) throw new InputError("a region needs at least one cell", { field: "region", value: id });
  if (!(cellSizeDegrees > 0)) throw new InputError("cell size must be positive", { field: "cellSizeDegrees", value: cellSizeDegrees });
  const cellCount = origins.length;
  const columns = gridEdges(origins, 0, cellSizeDegrees);
  const rows = gridEdges(origins, 1, cellSizeDegrees);
  const cellOfGrid = new Int32Array(columns.length * rows.length).fill(-1);
  const [west, south, east, north, areasKm2] = Array.from({ length: 5 }, () => new Float64Array(cellCount)) as [
    Float64Array, Float64Array, Float64Array, Float64Array, Float64Array,
  ];
  const clean = (value: number): number => Math.round(value * 1e9) / 1e9;
  origins.forEach(([longitude, latitude], cell) => {
    const column = binIndex(longitude + cellSizeDegrees / 2, columns, false);
    const row = binIndex(latitude + cellSizeDegrees / 2, rows, false);
    const offGrid = column < 0 || row < 0 || Math.abs(columns[column]! - longitude) > 1e-6 || Math.abs(rows[row]! - latitude) > 1e-6;
    if (offGrid) throw new InputError("cell is not on the region's grid", { field: `cell ${cell}`, value: [longitude, latitude] });
    const place = row * columns.length + column;
    if (cellOfGrid[place] !== -1) throw new InputError("cell occurs twice in the region", { field: `cell ${cell}`, value: [longitude, latitude] });
    cellOfGrid[place] = cell;
    west[cell] = columns[column]!;
    south[cell] = rows[row]!;
    east[cell] = clean(west[cell]! + cellSizeDegrees);
    north[cell] = clean(south[cell]! + cellSizeDegrees);
    areasKm2[cell] = rectangleAreaKm2(west[cell]!, south[cell]!, east[cell]!, north[cell]!);
  });
  const bounds: BoundingBox = {
    west: columns[0]!,
    south: rows[0]!,
    east: east.reduce((a, b) => Math.max(a, b)),
    north: north.reduce((a, b) => Math.max(a, b)),
  };
  return {
    id, cellCount, cellSizeDegrees, west, south, east, north, areasKm2, bounds,
    indexOf(longitude, latitude) {
      const wrapped = longitude < bounds.west ? longitude + 360 : longitude >= bounds.east ? longitude - 360 : longitude;
      const column = pick(binIndex(longitude, columns, false), () => binIndex(wrapped, columns, false));
      if (column < 0) return -1;
      const row = binIndex(latitude, rows, false);
      return row < 0 ? -1 : cellOfGrid[row * columns.length + column]!;
    },
  };
}

/** Every cell of the box, ordered by longitude, then latitude. */
export function boxRegion(id: string, box: BoundingBox, cellSizeDegrees: number): Region {
  return createGridRegion(id, cellSizeDegrees, boxOrigins(box, cellSizeDegrees));
}

/** The cells of the bounding grid whose midpoint lies in the ring, ordered by longitude, then latitude. */
export function polygonRegion(id: string, ring: Ring, cellSizeDegrees: number): Region {
  const snap = (value: number, round: (x: number) => number): number => Math.round(round(Math.round((value / cellSizeDegrees) * 1e6) / 1e6) * cellSizeDegrees * 1e9) / 1e9;
  const longitudes = ring.map(([longitude]) => longitude);
  const latitudes = ring.map(([, latitude]) => latitude);
  const box = {
    west: snap(Math.min(...longitudes), Math.floor),
    east: snap(Math.max(...longitudes), Math.ceil),
    south: snap(Math.min(...latitudes), Math.floor),
    north: snap(Math.max(...latitudes), Math.ceil),
  };
  const half = cellSizeDegrees / 2;
  const inside = boxOrigins(box, cellSizeDegrees).filter(([longitude, latitude]) => pointInRing(longitude + half, latitude + half, ring));
  return createGridRegion(id, cellSizeDegrees, inside);
}

/** True when both have the same cells in the same order (corners equal to 1e-6 degrees). */
export function sameRegion(a: Region, b: Region): boolean {
  if (a === b) return true;
  const close = (x: Float64Array, y: Float64Array): boolean => x.every((value, cell) => Math.abs(value - y[cell]!) < 1e-6);
  return a.cellCount === b.cellCount && close(a.west, b.west) && close(a.south, b.south) && close(a.east, b.east) && close(a.north, b.north);
}

/** Of a box: the globe in cells of 0.1° has 6.48 million. */
const MOST_CELLS = 10_000_000;

function boxOrigins(box: BoundingBox, cellSizeDegrees: number): [number, number][] {
  if (!(box.east > box.west && box.north > box.south)) {
    throw new InputError("the bounding box is empty", { field: "region", value: box, expected: "west < east and south < north; across 180° the east is above 180, such as west 170, east 190" });
  }
  const cells = ((box.east - box.west) / cellSizeDegrees) * ((box.north - box.south) / cellSizeDegrees);
  if (!(cells <= MOST_CELLS)) throw new InputError("too many cells", { field: "cell size in degrees", value: cellSizeDegrees, expected: `one that makes at most ${MOST_CELLS} cells of the box` });
  const longitudes = decimalRange(box.west, box.east - cellSizeDegrees, cellSizeDegrees);
  const latitudes = decimalRange(box.south, box.north - cellSizeDegrees, cellSizeDegrees);
  return Array.from(longitudes).flatMap((longitude) => Array.from(latitudes, (latitude): [number, number] => [longitude, latitude]));
}

function gridEdges(origins: readonly (readonly [number, number])[], axis: 0 | 1, cellSizeDegrees: number): Float64Array {
  let low = Infinity;
  let high = -Infinity;
  for (const origin of origins) {
    if (!Number.isFinite(origin[axis])) throw new InputError("cell corner is not a number", { field: "region", value: origin });
    low = Math.min(low, origin[axis]);
    high = Math.max(high, origin[axis]);
  }
  const digits = Math.min(9, Math.max(decimals(cellSizeDegrees), 6));
  const round = (value: number): number => Number(value.toFixed(digits));
  const edges = decimalRange(round(low), round(high), cellSizeDegrees);
  return edges.length === 1 ? Float64Array.of(edges[0]!, Number((edges[0]! + cellSizeDegrees).toFixed(digits))).subarray(0, 2) : edges;
}

function pick(index: number, otherwise: () => number): number {
  return index >= 0 ? index : otherwise();
}
