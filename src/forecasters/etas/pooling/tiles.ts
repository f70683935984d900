import { wrapDegrees } from "../../../seismicity/geodesy.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import { createGridRegion, type Region } from "../../../seismicity/region.ts";
import { rectangleDistanceKm } from "./rectangle-distance.ts";

/** A square of longitude and latitude, its lower and left sides its own, the others not; `west` is in [−180, 180). */
export interface Tile {
  /** Its lower left corner, such as `W120N30` or `E7.5S2.5`. */
  readonly name: string;
  readonly west: number;
  readonly south: number;
  readonly sizeDegrees: number;
}

/** A tile that owns cells of a region. */
export interface OwnedTile extends Tile {
  /** Its cells as a region of their own, in the order of the whole; what lies in none of them is outside. */
  readonly region: Region;
  /** Indices of these cells in the whole region. */
  readonly cells: Int32Array;
}

/** A region divided among tiles. */
export interface TileOwners {
  /** From south to north, in these from west to east; each owns at least one cell. */
  readonly tiles: readonly OwnedTile[];
  /** Place in `tiles` of each cell's owner. */
  readonly ownerOfCell: Int32Array;
  /**
   * Place in `tiles` of the one owner of an event anywhere on the globe: in the region that of its cell; outside, the tile it lies in,
   * or else the nearest (of equally near ones the first).
   */
  ownerOf(longitude: number, latitude: number): number;
}

/** Decimal edges are not exact in binary; no coordinate resolves 1e-9 tiles. */
const TOLERANCE = 1e-9;

/**
 * The tile of a grid over the globe, from −180° and −90°, in which a point lies. Longitudes wrap at 180°; the pole belongs to the
 * northernmost row.
 *
 * @throws InputError for a size that does not divide 180°
 */
export function tileAt(longitude: number, latitude: number, sizeDegrees: number): Tile {
  const rows = Math.round(180 / sizeDegrees);
  if (!(rows >= 1 && Math.abs(rows * sizeDegrees - 180) < TOLERANCE)) {
    throw new InputError("tiles do not fill the globe", { field: "tiles.degrees", value: sizeDegrees, expected: "a part of 180 degrees" });
  }
  const column = Math.floor((wrapDegrees(longitude) + 180) / sizeDegrees + TOLERANCE) % (2 * rows);
  const row = Math.min(rows - 1, Math.floor((latitude + 90) / sizeDegrees + TOLERANCE));
  const west = decimal(column * sizeDegrees - 180);
  const south = decimal(row * sizeDegrees - 90);
  return { name: `${west < 0 ? "W" : "E"}${Math.abs(west)}${south < 0 ? "S" : "N"}${Math.abs(south)}`, west, south, sizeDegrees };
}

/**
 * Gives every cell of a region to the tile that holds its middle.
 *
 * @throws InputError for a size that does not divide 180°, or a quadtree, whose cells are of many sizes
 */
export function tileOwners(region: Region, sizeDegrees: number): TileOwners {
  if (region.quadkeys !== undefined) throw new InputError("a quadtree is not divided into tiles", { field: "region", value: region.id, expected: "a grid of cells of one size" });
  const found = new Map<string, { readonly tile: Tile; readonly cells: number[] }>();
  for (let cell = 0; cell < region.cellCount; cell++) {
    const tile = tileAt((region.west[cell]! + region.east[cell]!) / 2, (region.south[cell]! + region.north[cell]!) / 2, sizeDegrees);
    const known = found.get(tile.name);
    if (known === undefined) found.set(tile.name, { tile, cells: [cell] });
    else known.cells.push(cell);
  }
  const tiles = [...found.values()]
    .sort((a, b) => a.tile.south - b.tile.south || a.tile.west - b.tile.west)
    .map(({ tile, cells }) => ({ ...tile, ...cut(region, tile.name, Int32Array.from(cells)) }));
  const ownerOfCell = new Int32Array(region.cellCount);
  tiles.forEach(({ cells }, owner) => cells.forEach((cell) => (ownerOfCell[cell] = owner)));
  const places = new Map(tiles.map(({ name }, owner) => [name, owner]));
  return {
    tiles,
    ownerOfCell,
    ownerOf(longitude, latitude) {
      const cell = region.indexOf(longitude, latitude);
      if (cell >= 0) return ownerOfCell[cell]!;
      return places.get(tileAt(longitude, latitude, sizeDegrees).name) ?? nearest(tiles, longitude, latitude);
    },
  };
}

/** Distance from a point to a tile; 0 within. */
export function distanceToTileKm({ west, south, sizeDegrees }: Tile, longitude: number, latitude: number): number {
  return rectangleDistanceKm({ west, south, east: west + sizeDegrees, north: south + sizeDegrees }, longitude, latitude);
}

/** Some cells of a region. Where a point lies is asked of the whole, so that no edge is read in two ways. */
function cut(whole: Region, name: string, cells: Int32Array): Pick<OwnedTile, "region" | "cells"> {
  const local = new Int32Array(whole.cellCount).fill(-1);
  cells.forEach((cell, place) => (local[cell] = place));
  const part = createGridRegion(`${whole.id} ${name}`, whole.cellSizeDegrees, Array.from(cells, (cell) => [whole.west[cell]!, whole.south[cell]!] as const));
  return {
    cells,
    region: {
      ...part,
      indexOf(longitude, latitude) {
        const cell = whole.indexOf(longitude, latitude);
        return cell < 0 ? -1 : local[cell]!;
      },
    },
  };
}

function nearest(tiles: readonly Tile[], longitude: number, latitude: number): number {
  let best = 0;
  let least = Infinity;
  tiles.forEach((tile, owner) => {
    const distance = distanceToTileKm(tile, longitude, latitude);
    if (distance < least) [best, least] = [owner, distance];
  });
  return best;
}

function decimal(degrees: number): number {
  return Number(degrees.toFixed(9));
}
