import { gaussianIntervalMass, powerLawFarMass, powerLawRectangleMass, type KernelName } from "./kernels.ts";
import type { CellGrid, Surface } from "./surface.ts";

/** Where the far form of the power-law mass takes over: (half diagonal)² / (r² + d²) below this, about 16 cells away. */
const FAR = 0.002;
/** Beyond this many standard deviations a Gaussian's remaining mass (6e-20) is taken as none. */
const GAUSSIAN_REACH = 9.1;

/** Masses of one kernel in the cells of a surface. */
export interface CellMasses {
  /** Adds `weight` · mass of the kernel at (x, y) in cell `cells[k]` to `into[k]`, for every k. */
  add(x: number, y: number, bandwidthKm: number, weight: number, cells: Int32Array, into: Float64Array): void;
  /** Mass of the kernel at (x, y) inside all cells together. */
  total(x: number, y: number, bandwidthKm: number): number;
}

/**
 * Kernel masses by closed form. Far cells of the power law use a series with relative error below 1e-8; totals are exact,
 * as closed forms over the maximal runs of cells in each column.
 */
export function cellMasses(surface: Surface, kernel: KernelName): CellMasses {
  return kernel === "power-law" ? powerLawMasses(surface) : gaussianMasses(surface);
}

function powerLawMasses({ grid, kmPerUnitX, kmPerUnitY }: Surface): CellMasses {
  const runs = columnRuns(grid);
  return {
    add(x, y, d, weight, cells, into) {
      const a = (kmPerUnitX(y) * grid.width) / 2;
      const b = (kmPerUnitY * grid.height) / 2;
      const u0 = (grid.west - x) * kmPerUnitX(y) + a;
      const v0 = (grid.south - y) * kmPerUnitY + b;
      const far = (a * a + b * b) / FAR - d * d;
      for (let k = 0; k < cells.length; k++) {
        const u = u0 + 2 * a * grid.column[cells[k]];
        const v = v0 + 2 * b * grid.row[cells[k]];
        into[k] += weight * (u * u + v * v >= far ? powerLawFarMass(u, v, a, b, d) : powerLawRectangleMass(u - a, u + a, v - b, v + b, d));
      }
    },
    total(x, y, d) {
      const kmX = kmPerUnitX(y);
      const u = (column: number): number => (grid.west + column * grid.width - x) * kmX;
      const v = (row: number): number => (grid.south + row * grid.height - y) * kmPerUnitY;
      let mass = 0;
      for (const { column, endColumn, firstRow, endRow } of runs) {
        mass += powerLawRectangleMass(u(column), u(endColumn), v(firstRow), v(endRow), d);
      }
      return mass;
    },
  };
}

function gaussianMasses({ grid, kmPerUnitX, kmPerUnitY }: Surface): CellMasses {
  const columnMass = new Float64Array(grid.columnCount);
  const rowMass = new Float64Array(grid.rowCount);
  const runs = columnRuns(grid);
  const profile = (x: number, y: number, d: number): void => {
    fillIntervals(columnMass, (grid.west - x) * kmPerUnitX(y), grid.width * kmPerUnitX(y), d);
    fillIntervals(rowMass, (grid.south - y) * kmPerUnitY, grid.height * kmPerUnitY, d);
  };
  return {
    add(x, y, d, weight, cells, into) {
      profile(x, y, d);
      for (let k = 0; k < cells.length; k++) into[k] += weight * columnMass[grid.column[cells[k]]] * rowMass[grid.row[cells[k]]];
    },
    total(x, y, d) {
      profile(x, y, d);
      let mass = 0;
      for (const { column, endColumn, firstRow, endRow } of runs) {
        let columns = 0;
        for (let at = column; at < endColumn; at++) columns += columnMass[at];
        if (columns === 0) continue;
        let rows = 0;
        for (let at = firstRow; at < endRow; at++) rows += rowMass[at];
        mass += columns * rows;
      }
      return mass;
    },
  };
}

/** Normal masses of the intervals [start + k·step, start + (k+1)·step]. */
function fillIntervals(masses: Float64Array, start: number, step: number, d: number): void {
  const reach = GAUSSIAN_REACH * d;
  for (let k = 0; k < masses.length; k++) {
    const low = start + k * step;
    masses[k] = low > reach || low + step < -reach ? 0 : gaussianIntervalMass(low, low + step, d);
  }
}

interface Block {
  readonly column: number;
  readonly endColumn: number;
  readonly firstRow: number;
  readonly endRow: number;
}

/** The grid's cells as disjoint blocks: maximal runs within columns, equal runs of adjacent columns joined. */
function columnRuns(grid: CellGrid): Block[] {
  const present = new Uint8Array(grid.columnCount * grid.rowCount);
  for (let cell = 0; cell < grid.column.length; cell++) present[grid.column[cell] * grid.rowCount + grid.row[cell]] = 1;
  const closed: Block[] = [];
  let open = new Map<string, Block>();
  for (let column = 0; column < grid.columnCount; column++) {
    const next = new Map<string, Block>();
    for (let row = 0; row < grid.rowCount; row++) {
      if (present[column * grid.rowCount + row] === 0) continue;
      const firstRow = row;
      while (row < grid.rowCount && present[column * grid.rowCount + row] === 1) row++;
      const key = `${firstRow}-${row}`;
      next.set(key, { column: open.get(key)?.column ?? column, endColumn: column + 1, firstRow, endRow: row });
    }
    for (const [key, block] of open) if (!next.has(key)) closed.push(block);
    open = next;
  }
  return [...closed, ...open.values()];
}
