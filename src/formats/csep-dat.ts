import { InputError } from "../seismicity/input-error.ts";
import { isDecimal } from "./decimal-text.ts";
import { checkRate, checkSquare, cleanDegrees, createCellList } from "./grid-cells.ts";
import { assembleGridded, type GriddedFormat } from "./gridded-reading.ts";
import { visitNumberRows } from "./number-rows.ts";
import { createRowTable } from "./row-table.ts";

const COLUMNS = ["lon_min", "lon_max", "lat_min", "lat_max", "depth_min", "depth_max", "mag_min", "mag_max", "rate", "flag"];

/**
 * The gridded forecast file of CSEP1 and RELM: one row for each cell and magnitude bin with the columns lon_min lon_max
 * lat_min lat_max depth_min depth_max mag_min mag_max rate and perhaps a flag, separated by blanks; `#` starts a comment.
 * Rows may come in any order. The last bin is open whatever its mag_max. The flag of a cell's first row decides: 0 leaves
 * the cell out.
 *
 * @throws InputError on a rate that is negative or not a number, a row that is missing or there twice, cells that are not squares of
 *   one size, bins that overlap or leave gaps, or several depth layers.
 */
export const csepDat: GriddedFormat = {
  id: "csep-dat",
  title: `CSEP1 .dat, numbers separated by blanks: ${COLUMNS.join(" ")}`,
  recognises: (head) => {
    const first = head.split("\n").find((line) => !/^\s*(?:#|$)/.test(line));
    const fields = first?.trim().split(/\s+/) ?? [];
    return (fields.length === 9 || fields.length === 10) && fields.slice(0, 8).every(isDecimal);
  },
  read(text, file) {
    const cells = createCellList();
    const table = createRowTable();
    let columnCount = 0;
    let cellSizeDegrees = 0;
    visitNumberRows(text, COLUMNS, 1, (values, count, line) => {
      if (columnCount === 0) {
        columnCount = count;
        cellSizeDegrees = cleanDegrees(values[3]! - values[2]!);
      }
      if (count !== columnCount || count < 9) {
        const expected = columnCount < 9 ? `9 or 10: ${COLUMNS.join(" ")}` : `${columnCount} as in the first row`;
        throw new InputError("wrong number of columns", { line, field: "row", value: count, expected });
      }
      checkSquare(values[1]! - values[0]!, values[3]! - values[2]!, cellSizeDegrees, line);
      cells.checkDepths(values[4]!, values[5]!, line);
      checkRate(values[8]!, "rate", line);
      table.add(cells.indexOf(values[0]!, values[2]!, count === 10 ? values[9]! : 1, line), values[6]!, values[7]!, values[8]!, line);
    });
    if (cells.cells.length === 0) throw new InputError("no forecast rows", { expected: `rows of ${COLUMNS.join(" ")}` });
    const { edges, width, rates } = table.finish(cells.cells.length, (cell) => {
      const { west, south, line } = cells.cells[cell]!;
      return { name: `(${west}, ${south})`, line };
    });
    return assembleGridded("csep-dat", file, {
      cellSizeDegrees,
      cells: cells.cells,
      magnitudeEdges: edges,
      ...(width === undefined ? {} : { magnitudeWidth: width }),
      rates,
      depthRangeKm: cells.depthRangeKm,
      notes: cells.notes(),
    });
  },
};
