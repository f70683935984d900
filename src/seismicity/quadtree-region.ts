import { rectangleAreaKm2, wrapDegrees } from "./geodesy.ts";
import { InputError } from "./input-error.ts";
import type { Region } from "./region.ts";

/** A region of Web-Mercator tiles. */
export interface QuadtreeRegion extends Region {
  readonly quadkeys: readonly string[];
}

/** Deeper tiles would be smaller than 1e-6 degrees. */
const DEEPEST_ZOOM = 24;
const DEGREES = 180 / Math.PI;
const HIGHEST_LATITUDE = latitudeOfRow(0, 0);

/**
 * A region of Web-Mercator tiles of one or several zoom levels, in the order of their quadkeys: a digit a level, 0 north-west,
 * 1 north-east, 2 south-west, 3 south-east. The tiles cover the Earth between the latitudes ±85.0511°; a point beyond is
 * in no cell. Lower and left edges belong to the cell.
 *
 * @throws InputError when a key is no quadkey, occurs twice, or lies inside another.
 */
export function createQuadtreeRegion(id: string, quadkeys: readonly string[]): QuadtreeRegion {
  if (quadkeys.length === 0) throw new InputError("a region needs at least one cell", { field: "region", value: id });
  const cellCount = quadkeys.length;
  const tree = buildTree(quadkeys);
  const [west, south, east, north, areasKm2] = Array.from({ length: 5 }, () => new Float64Array(cellCount)) as [
    Float64Array, Float64Array, Float64Array, Float64Array, Float64Array,
  ];
  quadkeys.forEach((key, cell) => {
    const { x, y, zoom } = tileOf(key);
    west[cell] = longitudeOfColumn(x, zoom);
    east[cell] = longitudeOfColumn(x + 1, zoom);
    north[cell] = latitudeOfRow(y, zoom);
    south[cell] = latitudeOfRow(y + 1, zoom);
    areasKm2[cell] = rectangleAreaKm2(west[cell], south[cell], east[cell], north[cell]);
  });
  const least = (values: Float64Array): number => values.reduce((a, b) => Math.min(a, b));
  const most = (values: Float64Array): number => values.reduce((a, b) => Math.max(a, b));
  return {
    id, cellCount, cellSizeDegrees: Number.NaN, quadkeys, west, south, east, north, areasKm2,
    bounds: { west: least(west), south: least(south), east: most(east), north: most(north) },
    indexOf: (longitude, latitude) => cellAt(tree, wrapDegrees(longitude), latitude),
  };
}

/** The quadkeys of every tile of one zoom level, in their own order: 00, 01, 02, 03, 10, … */
export function quadkeysOfZoom(zoom: number): string[] {
  return Array.from({ length: 4 ** zoom }, (_, tile) => tile.toString(4).padStart(zoom, "0"));
}

/** @throws InputError when the text is no quadkey. */
function tileOf(key: string): { x: number; y: number; zoom: number } {
  if (!/^[0-3]+$/.test(key) || key.length > DEEPEST_ZOOM) {
    throw new InputError("not a quadkey", { field: "quadkey", value: key, expected: `1 to ${DEEPEST_ZOOM} digits from 0 to 3` });
  }
  let x = 0;
  let y = 0;
  for (const character of key) {
    const digit = Number(character);
    x = 2 * x + (digit & 1);
    y = 2 * y + (digit >> 1);
  }
  return { x, y, zoom: key.length };
}

/** Degrees east of the western edge of a column of tiles; exact. */
function longitudeOfColumn(x: number, zoom: number): number {
  return (x / 2 ** zoom) * 360 - 180;
}

/** Degrees north of the northern edge of a row of tiles, counted from the north (inverse Mercator projection). */
function latitudeOfRow(y: number, zoom: number): number {
  return Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / 2 ** zoom))) * DEGREES;
}

/** Inner tiles, each with its middle and four children: the number of an inner tile, −1 for none, or −2 − cell. */
interface Tree {
  readonly children: Int32Array;
  readonly middleLongitude: Float64Array;
  readonly middleLatitude: Float64Array;
}

function buildTree(quadkeys: readonly string[]): Tree {
  const children = [-1, -1, -1, -1];
  const middles = [{ longitude: 0, latitude: 0 }];
  quadkeys.forEach((key, cell) => {
    tileOf(key);
    let node = 0;
    for (let level = 0; level < key.length; level++) {
      const place = 4 * node + Number(key[level]);
      const isLast = level === key.length - 1;
      const child = children[place]!;
      if (child <= -2 || (isLast && child >= 0)) throw overlap(cell, key, quadkeys[-2 - child]);
      if (isLast) children[place] = -2 - cell;
      else if (child >= 0) node = child;
      else {
        node = middles.length;
        children[place] = node;
        children.push(-1, -1, -1, -1);
        const { x, y, zoom } = tileOf(key.slice(0, level + 1));
        middles.push({ longitude: longitudeOfColumn(2 * x + 1, zoom + 1), latitude: latitudeOfRow(2 * y + 1, zoom + 1) });
      }
    }
  });
  return {
    children: Int32Array.from(children),
    middleLongitude: Float64Array.from(middles, ({ longitude }) => longitude),
    middleLatitude: Float64Array.from(middles, ({ latitude }) => latitude),
  };
}

function cellAt({ children, middleLongitude, middleLatitude }: Tree, longitude: number, latitude: number): number {
  if (!(longitude >= -180 && longitude < 180 && latitude >= -HIGHEST_LATITUDE && latitude < HIGHEST_LATITUDE)) return -1;
  let node = 0;
  do node = children[4 * node + (longitude >= middleLongitude[node] ? 1 : 0) + (latitude < middleLatitude[node] ? 2 : 0)];
  while (node >= 0);
  return node === -1 ? -1 : -2 - node;
}

function overlap(cell: number, key: string, other: string | undefined): InputError {
  if (other === key) return new InputError("tile occurs twice in the region", { field: `cell ${cell}`, value: key, expected: "each tile once" });
  return new InputError("tile overlaps another", { field: `cell ${cell}`, value: key, expected: `no tile inside another${other === undefined ? "" : `, such as ${other}`}` });
}
