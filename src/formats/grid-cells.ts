import { InputError } from "../seismicity/input-error.ts";
import { createGridRegion, type Region } from "../seismicity/region.ts";
import type { DepthRangeKm, GriddedTableCell } from "./gridded-reading.ts";

/** Side of a cell rounded to a clean decimal: 45.1 − 45.0 is 0.10000000000000142, the cells are 0.1 (pyCSEP defect 6). */
export function cleanDegrees(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/** Places of a grid for each cell in it, and places of a small grid, beyond which cells are scattered by damage and not by design. */
const MOST_PLACES_PER_CELL = 10_000;
const MOST_PLACES = 1_000_000;

/**
 * A region of the cells that a file lists.
 *
 * @throws InputError when a corner is out of range, the cells are scattered over a grid that is far larger than they are, or they are
 *   on no common grid.
 */
export function regionOfCells(id: string, cellSizeDegrees: number, origins: readonly (readonly [number, number])[]): Region {
  const extent = { west: Infinity, east: -Infinity, south: Infinity, north: -Infinity };
  origins.forEach(([west, south], cell) => {
    const inRange = Math.abs(west) <= 360 && south >= -90 && south + cellSizeDegrees <= 90 + 1e-6;
    if (!inRange) throw new InputError("cell is not on the globe", { field: `cell ${cell}`, value: [west, south], expected: "longitudes from -360 to 360, latitudes from -90 to 90" });
    extent.west = Math.min(extent.west, west);
    extent.east = Math.max(extent.east, west);
    extent.south = Math.min(extent.south, south);
    extent.north = Math.max(extent.north, south);
  });
  const places = ((extent.east - extent.west) / cellSizeDegrees + 1) * ((extent.north - extent.south) / cellSizeDegrees + 1);
  if (origins.length > 0 && cellSizeDegrees > 0 && places > Math.max(MOST_PLACES, MOST_PLACES_PER_CELL * origins.length)) {
    throw new InputError("cells are scattered over too large a grid", { field: "cell size", value: cellSizeDegrees, expected: `at most ${MOST_PLACES_PER_CELL} places of the grid for each of ${origins.length} cells` });
  }
  return createGridRegion(id, cellSizeDegrees, origins);
}

export interface CellList {
  readonly cells: readonly GriddedTableCell[];
  /** Index of the cell with this lower-left corner, added with the flag of this row if it is new. */
  indexOf(west: number, south: number, flag: number, line: number): number;
  /** @throws InputError when a later row has another depth range than the first. */
  checkDepths(min: number, max: number, line: number): void;
  readonly depthRangeKm: DepthRangeKm | undefined;
  notes(): string[];
}

/** Collects cells in order of first appearance. The flag of a cell's first row decides: 0 masks it, anything else does not. */
export function createCellList(): CellList {
  const cells: GriddedTableCell[] = [];
  const firstFlags: number[] = [];
  const indexOfKey = new Map<number, number>();
  let oddFlags = 0;
  let firstOddFlag = "";
  const mixedCells = new Map<number, number>();
  let previous = -1;
  let depthRangeKm: DepthRangeKm | undefined;

  function add(west: number, south: number, flag: number, line: number): number {
    if (!(Math.abs(west) <= 360)) throw new InputError("longitude out of range", { line, field: "lon_min", value: west, expected: "degrees east from -360 to 360" });
    if (!(Math.abs(south) <= 90)) throw new InputError("latitude out of range", { line, field: "lat_min", value: south, expected: "degrees north from -90 to 90" });
    firstFlags.push(flag);
    return cells.push({ west, south, line, masked: flag === 0 }) - 1;
  }

  return {
    cells,
    indexOf(west, south, flag, line) {
      if (flag !== 0 && flag !== 1 && oddFlags++ === 0) firstOddFlag = `${flag} at line ${line}`;
      const before = cells[previous];
      if (before === undefined || before.west !== west || before.south !== south) {
        const key = Math.round(west * 1e5) * 2e7 + Math.round(south * 1e5);
        previous = indexOfKey.get(key) ?? add(west, south, flag, line);
        indexOfKey.set(key, previous);
      }
      if (flag !== firstFlags[previous] && !mixedCells.has(previous)) mixedCells.set(previous, line);
      return previous;
    },
    checkDepths(min, max, line) {
      depthRangeKm = sameDepths(depthRangeKm, min, max, line);
    },
    get depthRangeKm() {
      return depthRangeKm;
    },
    notes() {
      const odd = oddFlags === 0 ? [] : [`flag ${firstOddFlag} is neither 0 nor 1 and is taken as 1 (rows like it: ${oddFlags})`];
      const mixed = [...mixedCells.values()];
      const differing = mixed.length === 0 ? [] : [`flags differ inside a cell, first at line ${mixed[0]}; the flag of a cell's first row counts (cells like it: ${mixed.length})`];
      return [...odd, ...differing];
    },
  };
}

/** The depth range of the first row, which is this one if there was none before. @throws InputError when this row has another */
export function sameDepths(first: DepthRangeKm | undefined, min: number, max: number, line: number): DepthRangeKm {
  if (first === undefined) return { min, max };
  if (min === first.min && max === first.max) return first;
  throw new InputError("more than one depth layer, which is not supported", { line, field: "depth_min, depth_max", value: [min, max], expected: `${first.min} to ${first.max} as in the first row` });
}

/** @throws InputError unless the rate is >= 0. */
export function checkRate(rate: number, field: string, line: number): void {
  if (!(rate >= 0)) throw new InputError("negative rate", { line, field, value: rate, expected: "an expected number >= 0" });
}

/** @throws InputError unless the sides are equal to each other and to `cellSizeDegrees` within 1e-6. */
export function checkSquare(width: number, height: number, cellSizeDegrees: number, line: number): void {
  if (Math.abs(width - cellSizeDegrees) < 1e-6 && Math.abs(height - cellSizeDegrees) < 1e-6 && cellSizeDegrees > 0) return;
  throw new InputError("cell is not a square of the same size as the first cell", {
    line, field: "lon_max, lat_max", value: `${cleanDegrees(width)} by ${cleanDegrees(height)} degrees`,
    expected: `${cellSizeDegrees > 0 ? `${cellSizeDegrees} by ${cellSizeDegrees}` : "positive"} degrees`,
  });
}
