import { createGriddedForecast, type GriddedForecast } from "../seismicity/forecast.ts";
import { InputError } from "../seismicity/input-error.ts";
import { magnitudeBinsFromEdges } from "../seismicity/magnitude-bins.ts";
import type { EpochMs } from "../seismicity/time.ts";
import { regionOfCells } from "./grid-cells.ts";

export interface DepthRangeKm {
  readonly min: number;
  readonly max: number;
}

/** The time `[start, end)` that a forecast says it is for. */
export interface ForecastPeriod {
  readonly start: EpochMs;
  readonly end: EpochMs;
}

export interface GriddedReading {
  /** Id of the format it was read as. */
  readonly format: string;
  /** Rates as in the file, cells in order of first appearance without the masked ones, last magnitude bin open. */
  readonly forecast: GriddedForecast;
  readonly depthRangeKm?: DepthRangeKm;
  /** Only where the file says it. */
  readonly period?: ForecastPeriod;
  readonly modelName?: string;
  /** Cells that the file masks (flag 0). They are left out, and with them their rates. */
  readonly maskedCells: number;
  /** Peculiarities of the file that did not stop the reading. */
  readonly notes: readonly string[];
}

export interface GriddedFormat {
  readonly id: string;
  /** What the format is and how it is told from others, for error messages. */
  readonly title: string;
  recognises(head: string, fileName: string): boolean;
  /** @throws InputError, without the file's name, for the first thing that is wrong. */
  read(text: string, fileName: string): GriddedReading;
}

/** What a table of rates says, before masked cells are dropped. */
export interface GriddedTable {
  readonly cellSizeDegrees: number;
  readonly cells: readonly GriddedTableCell[];
  readonly magnitudeEdges: ArrayLike<number>;
  readonly magnitudeWidth?: number;
  /** Row-major over all cells, magnitude fastest. */
  readonly rates: Float64Array;
  readonly depthRangeKm?: DepthRangeKm | undefined;
  readonly notes: readonly string[];
}

export interface GriddedTableCell {
  readonly west: number;
  readonly south: number;
  /** First line of the file that names the cell. */
  readonly line: number;
  readonly masked: boolean;
}

/**
 * The forecast of a table on a region named after the file. A masked cell is no part of the region, so that its rate does not count anywhere (in
 * pyCSEP it does: defect 5).
 *
 * @throws InputError when every cell is masked, or the cells are on no common grid.
 */
export function assembleGridded(format: string, fileName: string, table: GriddedTable): GriddedReading {
  const bins = magnitudeBinsFromEdges(table.magnitudeEdges, table.magnitudeWidth);
  const binCount = bins.lowerEdges.length;
  const kept = table.cells.flatMap((cell, index) => (cell.masked ? [] : [index]));
  if (kept.length === 0) throw new InputError("every cell is masked", { field: "flag", expected: "at least one cell with a flag other than 0" });
  const origins = kept.map((index) => [table.cells[index]!.west, table.cells[index]!.south] as const);
  const rates = new Float64Array(kept.length * binCount);
  kept.forEach((index, cell) => rates.set(table.rates.subarray(index * binCount, (index + 1) * binCount), cell * binCount));
  return {
    format,
    forecast: createGriddedForecast(regionOfCells(fileName, table.cellSizeDegrees, origins), bins, rates),
    ...(table.depthRangeKm === undefined ? {} : { depthRangeKm: table.depthRangeKm }),
    maskedCells: table.cells.length - kept.length,
    notes: table.notes,
  };
}
