import { InputError } from "../seismicity/input-error.ts";
import { isDecimal } from "./decimal-text.ts";
import { checkRate, checkSquare, cleanDegrees, createCellList } from "./grid-cells.ts";
import { assembleGridded, type GriddedFormat, type GriddedTableCell } from "./gridded-reading.ts";
import { visitNumberRows } from "./number-rows.ts";

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
    const bins = createBinList();
    const rows: Rows = { cell: [], bin: [], rate: [], line: [] };
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
      rows.cell.push(cells.indexOf(values[0]!, values[2]!, count === 10 ? values[9]! : 1, line));
      rows.bin.push(bins.indexOf(values[6]!, values[7]!, line));
      rows.rate.push(values[8]!);
      rows.line.push(line);
    });
    if (rows.rate.length === 0) throw new InputError("no forecast rows", { expected: `rows of ${COLUMNS.join(" ")}` });
    const { edges, width, rank } = bins.sorted();
    return assembleGridded("csep-dat", file, {
      cellSizeDegrees,
      cells: cells.cells,
      magnitudeEdges: edges,
      ...(width === undefined ? {} : { magnitudeWidth: width }),
      rates: denseRates(rows, cells.cells, edges, rank),
      depthRangeKm: cells.depthRangeKm,
      notes: cells.notes(),
    });
  },
};

interface Rows {
  readonly cell: number[];
  readonly bin: number[];
  readonly rate: number[];
  readonly line: number[];
}

interface MagnitudeBin {
  readonly lower: number;
  readonly upper: number;
  readonly line: number;
}

/** Collects magnitude bins in order of first appearance. */
function createBinList() {
  const bins: MagnitudeBin[] = [];
  const indexOfKey = new Map<number, number>();
  return {
    indexOf(lower: number, upper: number, line: number): number {
      const key = Math.round(lower * 1e6);
      let index = indexOfKey.get(key);
      if (index === undefined) {
        if (!(upper > lower)) throw new InputError("empty magnitude bin", { line, field: "mag_max", value: upper, expected: `more than ${lower}` });
        index = bins.push({ lower: key / 1e6, upper, line }) - 1;
        indexOfKey.set(key, index);
      } else if (Math.abs(bins[index]!.upper - upper) > 1e-6) {
        const before = bins[index]!;
        throw new InputError("magnitude bin ends elsewhere than before", { line, field: "mag_max", value: upper, expected: `${before.upper} as at line ${before.line}` });
      }
      return index;
    },
    /** Lower edges ascending, the width of a lone bin, and the place of each bin among the edges. */
    sorted(): { edges: Float64Array; width: number | undefined; rank: Int32Array } {
      const order = bins.map((_, index) => index).sort((a, b) => bins[a]!.lower - bins[b]!.lower);
      const rank = new Int32Array(bins.length);
      order.forEach((index, place) => {
        rank[index] = place;
        const next = bins[order[place + 1]!];
        const { upper, line } = bins[index]!;
        if (next !== undefined && Math.abs(upper - next.lower) > 1e-6) {
          throw new InputError("magnitude bins overlap or leave a gap", { line, field: "mag_max", value: upper, expected: String(next.lower) });
        }
      });
      const width = bins.length === 1 ? cleanDegrees(bins[0]!.upper - bins[0]!.lower) : undefined;
      return { edges: Float64Array.from(order, (index) => bins[index]!.lower), width, rank };
    },
  };
}

/** Rates by cell and ascending magnitude, exactly one row for each. */
function denseRates(rows: Rows, cells: readonly GriddedTableCell[], edges: Float64Array, rank: Int32Array): Float64Array {
  const binCount = edges.length;
  refuseMissing(rows, cells, edges, rank);
  const rates = new Float64Array(cells.length * binCount);
  const lines = new Int32Array(rates.length);
  for (let row = 0; row < rows.rate.length; row++) {
    const place = rows.cell[row]! * binCount + rank[rows.bin[row]!]!;
    if (lines[place] !== 0) {
      const { west, south } = cells[rows.cell[row]!]!;
      const field = `cell (${west}, ${south}), magnitude ${edges[place % binCount]}`;
      throw new InputError("row is there twice", { line: rows.line[row]!, field, expected: `one row, as at line ${lines[place]}` });
    }
    lines[place] = rows.line[row]!;
    rates[place] = rows.rate[row]!;
  }
  return rates;
}

/** Comes before any array of cells times bins is made: a damaged file could ask for a far larger one than it has rows. */
function refuseMissing(rows: Rows, cells: readonly GriddedTableCell[], edges: Float64Array, rank: Int32Array): void {
  const rowCounts = new Int32Array(cells.length);
  for (const cell of rows.cell) rowCounts[cell]!++;
  const short = rowCounts.findIndex((count) => count < edges.length);
  if (short < 0) return;
  const present = new Set(rows.cell.flatMap((cell, row) => (cell === short ? [rank[rows.bin[row]!]!] : [])));
  const missing = edges.findIndex((_, bin) => !present.has(bin));
  const { west, south, line } = cells[short]!;
  const field = `cell (${west}, ${south}), magnitude ${edges[missing]}`;
  throw new InputError("row is missing", { line, field, expected: `one row for each of ${edges.length} magnitude bins` });
}
