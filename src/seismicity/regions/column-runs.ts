import { createGridRegion, type Region } from "../region.ts";

/**
 * A gridded region as runs of cells, column by column from west to east: `start+count` in rows from `south`, runs of one
 * column joined by `/`, `-` for an empty column, `*n` for n equal columns in a row. Cells are ordered by longitude, then
 * latitude.
 */
export interface ColumnRuns {
  readonly id: string;
  readonly title: string;
  readonly cellSizeDegrees: number;
  /** Western edge of the first column. */
  readonly west: number;
  /** Southern edge of row 0. */
  readonly south: number;
  readonly columns: string;
}

/** Expands the runs into a region. */
export function regionFromColumnRuns(runs: ColumnRuns): Region {
  const origins: [number, number][] = [];
  const corner = (start: number, step: number): number => Math.round((start + step * runs.cellSizeDegrees) * 1e6) / 1e6;
  let column = 0;
  for (const token of runs.columns.trim().split(/\s+/)) {
    const [pattern, repeat = "1"] = token.split("*");
    for (let copy = 0; copy < Number(repeat); copy++, column++) {
      if (pattern === "-") continue;
      for (const run of pattern!.split("/")) {
        const [start, count] = run.split("+").map(Number) as [number, number];
        for (let row = start; row < start + count; row++) origins.push([corner(runs.west, column), corner(runs.south, row)]);
      }
    }
  }
  return createGridRegion(runs.id, runs.cellSizeDegrees, origins);
}
