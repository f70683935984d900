import { InputError } from "../seismicity/input-error.ts";
import { isDecimal } from "./decimal-text.ts";
import { checkRate, checkSquare, cleanDegrees, createCellList } from "./grid-cells.ts";
import { assembleGridded, type GriddedFormat, type GriddedTableCell } from "./gridded-reading.ts";
import { visitNumberRows } from "./number-rows.ts";

const PLACES = ["lon_min", "lon_max", "lat_min", "lat_max", "depth_min", "depth_max"] as const;
type Place = (typeof PLACES)[number];

interface Header {
  readonly line: number;
  /** Offset in the text of the line after the header. */
  readonly end: number;
  readonly names: readonly string[];
  /** Column of each place, −1 where there is none. */
  readonly at: Readonly<Record<Place | "mask", number>>;
  /** Columns of the magnitude bins. */
  readonly rateColumns: readonly number[];
}

/**
 * The gridded forecast CSV of floatCSEP: a header (perhaps after `#`) with lon_min, lon_max, lat_min, lat_max, depth_min,
 * depth_max, the lower edge of each magnitude bin, and perhaps mask; then one row a cell; commas or blanks between fields.
 * Without lon_max and lat_max the size of the cells is the smallest spacing of the grid. Depths may be left out. Mask 0
 * leaves the cell out.
 *
 * @throws InputError on a rate that is negative or not a number, a cell that is there twice, a short row, an unknown column, cells that are
 *   not squares of one size, or several depth layers.
 */
export const griddedCsv: GriddedFormat = {
  id: "gridded-csv",
  title: `gridded CSV, header ${PLACES.join(", ")}, magnitude edges, perhaps mask; lon_max, lat_max and the depths may be left out`,
  recognises: (head) => findHeader(head) !== undefined,
  read(text, file) {
    const header = readHeader(text);
    const { at, rateColumns, names } = header;
    const cells = createCellList();
    const rates: number[] = [];
    let cellSizeDegrees = 0;
    visitNumberRows(text.slice(header.end), names, header.line + 1, (values, count, line) => {
      if (count !== names.length) throw new InputError("wrong number of columns", { line, field: "row", value: count, expected: `${names.length} as in the header` });
      const [west, south] = [values[at.lon_min]!, values[at.lat_min]!];
      if (at.lon_max >= 0) {
        if (cells.cells.length === 0) cellSizeDegrees = cleanDegrees(values[at.lat_max]! - south);
        checkSquare(values[at.lon_max]! - west, values[at.lat_max]! - south, cellSizeDegrees, line);
      }
      if (at.depth_min >= 0) cells.checkDepths(values[at.depth_min]!, values[at.depth_max]!, line);
      const cellCount = cells.cells.length;
      const cell = cells.indexOf(west, south, at.mask < 0 ? 1 : values[at.mask]!, line);
      if (cell < cellCount) {
        throw new InputError("cell is there twice", { line, field: "lon_min, lat_min", value: [west, south], expected: `one row, as at line ${cells.cells[cell]!.line}` });
      }
      for (const column of rateColumns) {
        checkRate(values[column]!, `rate at magnitude ${names[column]}`, line);
        rates.push(values[column]!);
      }
    });
    if (cells.cells.length === 0) throw new InputError("no forecast rows", { line: header.line, expected: "a row for each cell after the header" });
    return assembleGridded("gridded-csv", file, {
      cellSizeDegrees: at.lon_max >= 0 ? cellSizeDegrees : gridSpacing(cells.cells),
      cells: cells.cells,
      magnitudeEdges: rateColumns.map((column) => Number(names[column])),
      rates: Float64Array.from(rates),
      depthRangeKm: cells.depthRangeKm,
      notes: cells.notes(),
    });
  },
};

function readHeader(text: string): Header {
  const found = findHeader(text);
  if (found === undefined) {
    const value = text.slice(0, 100).split("\n", 1)[0];
    throw new InputError("no header of a gridded forecast", { line: 1, field: "header", value, expected: `${PLACES.join(", ")}, magnitude edges` });
  }
  const { line, names } = found;
  const at = Object.fromEntries([...PLACES, "mask"].map((name) => [name, names.indexOf(name)])) as Header["at"];
  const rateColumns = names.flatMap((name, column) => (isDecimal(name) && Number(name) >= -1 && Number(name) <= 12 ? [column] : []));
  names.forEach((name, column) => {
    const known = at[name as Place] === column || rateColumns.includes(column);
    if (known) return;
    const expected = `${PLACES.join(", ")}, a magnitude from -1 to 12, or mask`;
    throw new InputError("unknown or repeated column", { line, field: `column ${column + 1}`, value: name, expected });
  });
  for (const [a, b] of [["lon_max", "lat_max"], ["depth_min", "depth_max"]] as const) {
    if (at[a] < 0 !== at[b] < 0) throw new InputError("column is missing", { line, field: at[a] < 0 ? a : b, expected: `both ${a} and ${b}, or neither` });
  }
  rateColumns.forEach((column, bin) => {
    const before = names[rateColumns[bin - 1]!];
    if (before !== undefined && !(Number(names[column]) > Number(before))) {
      throw new InputError("magnitude edges do not ascend", { line, field: `column ${column + 1}`, value: names[column], expected: `more than ${before}` });
    }
  });
  return { ...found, at, rateColumns };
}

/** The first line that holds anything but blanks and is no comment; a comment that names lon_min, lat_min and a magnitude edge is the header. */
function findHeader(text: string): Pick<Header, "line" | "end" | "names"> | undefined {
  let line = 1;
  for (let start = 0; start < text.length; line++) {
    const lineBreak = text.indexOf("\n", start);
    const end = lineBreak < 0 ? text.length : lineBreak;
    const content = text.slice(start, end).trim();
    const names = content.replace(/^#\s*/, "").toLowerCase().split(/\s*,\s*|\s+/);
    if (names.includes("lon_min") && names.includes("lat_min") && names.some(isDecimal)) return { line, end: end + 1, names };
    if (content !== "" && !content.startsWith("#")) return undefined;
    start = end + 1;
  }
  return undefined;
}

/** Smallest distance between neighbouring longitudes or latitudes of the cells. */
function gridSpacing(cells: readonly GriddedTableCell[]): number {
  const smallest = (values: number[]): number => {
    const sorted = values.sort((a, b) => a - b);
    return sorted.reduce((least, value, index) => {
      const step = index === 0 ? 0 : cleanDegrees(value - sorted[index - 1]!);
      return step > 0 && step < least ? step : least;
    }, Infinity);
  };
  const spacing = Math.min(smallest(cells.map((cell) => cell.west)), smallest(cells.map((cell) => cell.south)));
  if (spacing === Infinity) throw new InputError("the cell size cannot be told from one cell", { line: cells[0]!.line, expected: "columns lon_max and lat_max, or a second cell" });
  return spacing;
}
