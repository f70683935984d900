import { createGriddedForecast, type GriddedForecast } from "../seismicity/forecast.ts";
import { InputError } from "../seismicity/input-error.ts";
import { magnitudeBinsFromEdges } from "../seismicity/magnitude-bins.ts";
import { createQuadtreeRegion } from "../seismicity/quadtree-region.ts";
import { isDecimal } from "./decimal-text.ts";
import { checkRate, sameDepths } from "./grid-cells.ts";
import type { DepthRangeKm, GriddedFormat } from "./gridded-reading.ts";
import { visitNumberRows } from "./number-rows.ts";

const KEY_NAMES: readonly string[] = ["tile", "quadkey", "grid"];
const DEPTHS = ["depth_min", "depth_max"] as const;

/**
 * The quadtree forecast CSV of pyCSEP and floatCSEP: a header with `tile`, `quadkey` or `grid`, depth_min and depth_max (which may be
 * left out), and the lower edge of each magnitude bin; then one row a tile, of one or several zoom levels.
 *
 * @throws InputError on a rate that is negative or not a number, a row that is short, a text that is no quadkey, a tile that is
 *   there twice or lies inside another, an unknown column, or several depth layers.
 */
export const quadtreeCsv: GriddedFormat = {
  id: "quadtree-csv",
  title: `quadtree CSV, header tile or quadkey, ${DEPTHS.join(", ")}, magnitude edges`,
  recognises: (head) => /^\s*"?(?:tile|quadkey|grid)"?\s*,/i.test(head),
  read(text, file) {
    const { names, rateColumns, line: headerLine, end } = readHeader(text);
    const quadkeys: string[] = [];
    const lineOfKey = new Map<string, number>();
    const rates: number[] = [];
    const depthColumns = DEPTHS.map((name) => names.indexOf(name) - 1);
    let depthRangeKm: DepthRangeKm | undefined;
    let line = headerLine;
    for (let start = end; start < text.length; ) {
      line++;
      const lineBreak = text.indexOf("\n", start);
      const lineEnd = lineBreak < 0 ? text.length : lineBreak;
      const row = text.slice(start, lineEnd);
      start = lineEnd + 1;
      if (row.trim() === "") continue;
      const comma = row.indexOf(",");
      const key = row.slice(0, comma < 0 ? row.length : comma).trim().replace(/^"(.*)"$/, "$1");
      if (!/^[0-3]+$/.test(key)) throw new InputError("not a quadkey", { line, field: names[0]!, value: key, expected: "digits from 0 to 3" });
      const before = lineOfKey.get(key);
      if (before !== undefined) throw new InputError("tile is there twice", { line, field: names[0]!, value: key, expected: `one row, as at line ${before}` });
      lineOfKey.set(key, line);
      quadkeys.push(key);
      let count = 0;
      visitNumberRows(comma < 0 ? "" : row.slice(comma + 1), names.slice(1), line, (values, valueCount) => {
        count = valueCount;
        if (count !== names.length - 1) return;
        const [min, max] = depthColumns.map((column) => values[column]);
        if (depthColumns[0]! >= 0) depthRangeKm = sameDepths(depthRangeKm, min!, max!, line);
        for (const column of rateColumns) {
          checkRate(values[column - 1]!, `rate at magnitude ${names[column]}`, line);
          rates.push(values[column - 1]!);
        }
      });
      if (count !== names.length - 1) throw new InputError("wrong number of columns", { line, field: "row", value: count + 1, expected: `${names.length} as in the header` });
    }
    if (quadkeys.length === 0) throw new InputError("no forecast rows", { line: headerLine, expected: "a row for each tile after the header" });
    return {
      format: "quadtree-csv",
      forecast: createGriddedForecast(createQuadtreeRegion(file, quadkeys), magnitudeBinsFromEdges(rateColumns.map((column) => Number(names[column]))), Float64Array.from(rates)),
      ...(depthRangeKm === undefined ? {} : { depthRangeKm }),
      maskedCells: 0,
      notes: [],
    };
  },
};

/**
 * The forecast as quadtree CSV, shortest round-trip numbers.
 *
 * @throws InputError when its region is no quadtree.
 */
export function writeQuadtreeCsv({ region, magnitudeBins, expectedCounts }: GriddedForecast, depthRangeKm: DepthRangeKm): string {
  const { quadkeys } = region;
  if (quadkeys === undefined) throw new InputError("region is no quadtree", { field: "region", value: region.id, expected: "a forecast on tiles" });
  const binCount = magnitudeBins.lowerEdges.length;
  const lines = [["tile", ...DEPTHS, ...magnitudeBins.lowerEdges].join(",")];
  quadkeys.forEach((key, cell) => lines.push([key, depthRangeKm.min, depthRangeKm.max, ...expectedCounts.subarray(cell * binCount, (cell + 1) * binCount)].join(",")));
  return `${lines.join("\n")}\n`;
}

interface Header {
  readonly names: readonly string[];
  readonly rateColumns: readonly number[];
  readonly line: number;
  /** Offset in the text of the line after the header. */
  readonly end: number;
}

function readHeader(text: string): Header {
  const blank = /^(?:[ \t\r]*\n)*/.exec(text)![0];
  const line = blank.split("\n").length;
  const lineBreak = text.indexOf("\n", blank.length);
  const end = lineBreak < 0 ? text.length : lineBreak;
  const names = text.slice(blank.length, end).toLowerCase().split(",").map((name) => name.trim().replace(/^"(.*)"$/, "$1"));
  if (!KEY_NAMES.includes(names[0]!)) throw new InputError("no header of a quadtree forecast", { line, field: "column 1", value: names[0], expected: KEY_NAMES.join(" or ") });
  const rateColumns = names.flatMap((name, column) => (isDecimal(name) ? [column] : []));
  names.forEach((name, column) => {
    const known = column === 0 || rateColumns.includes(column) || ((DEPTHS as readonly string[]).includes(name) && names.indexOf(name) === column);
    if (!known) throw new InputError("unknown or repeated column", { line, field: `column ${column + 1}`, value: name, expected: `${DEPTHS.join(", ")}, or a magnitude` });
  });
  if (names.includes(DEPTHS[0]) !== names.includes(DEPTHS[1])) throw new InputError("column is missing", { line, field: "header", expected: `both of ${DEPTHS.join(" and ")}, or neither` });
  if (rateColumns.length === 0) throw new InputError("no magnitude bins", { line, field: "header", expected: "a column for each magnitude bin, named by its lower edge" });
  rateColumns.forEach((column, bin) => {
    const before = names[rateColumns[bin - 1]!];
    if (before !== undefined && !(Number(names[column]) > Number(before))) throw new InputError("magnitude edges do not ascend", { line, field: `column ${column + 1}`, value: names[column], expected: `more than ${before}` });
  });
  return { names, rateColumns, line, end: end + 1 };
}
