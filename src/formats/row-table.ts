import { InputError } from "../seismicity/input-error.ts";
import { cleanDegrees } from "./grid-cells.ts";

/** A table of rates that a file gives a row at a time, one for each cell and magnitude bin, in any order. */
export interface RowTable {
  /** @throws InputError when the magnitude bin is empty or ends elsewhere than before */
  add(cell: number, magnitudeMin: number, magnitudeMax: number, rate: number, line: number): void;
  /**
   * Lower edges ascending, the width of a lone bin, and the rates by cell and magnitude, magnitude fastest.
   *
   * @param cellOf Name of a cell and the line that names it first.
   * @throws InputError when a row is missing or there twice, or bins overlap or leave a gap
   */
  finish(cellCount: number, cellOf: (cell: number) => { readonly name: string; readonly line: number }): { readonly edges: Float64Array; readonly width: number | undefined; readonly rates: Float64Array };
}

interface Bin {
  readonly lower: number;
  readonly upper: number;
  readonly line: number;
}

interface Rows {
  readonly cell: number[];
  readonly bin: number[];
  readonly rate: number[];
  readonly line: number[];
}

/** Gathers rows. Bins are the same when their lower edges agree to 1e-6. */
export function createRowTable(): RowTable {
  const bins: Bin[] = [];
  const indexOfKey = new Map<number, number>();
  const rows: Rows = { cell: [], bin: [], rate: [], line: [] };

  function binIndex(lower: number, upper: number, line: number): number {
    const key = Math.round(lower * 1e6);
    const index = indexOfKey.get(key);
    if (index === undefined) {
      if (!(upper > lower)) throw new InputError("empty magnitude bin", { line, field: "mag_max", value: upper, expected: `more than ${lower}` });
      indexOfKey.set(key, bins.length);
      return bins.push({ lower: key / 1e6, upper, line }) - 1;
    }
    const before = bins[index]!;
    if (Math.abs(before.upper - upper) > 1e-6) throw new InputError("magnitude bin ends elsewhere than before", { line, field: "mag_max", value: upper, expected: `${before.upper} as at line ${before.line}` });
    return index;
  }

  return {
    add(cell, magnitudeMin, magnitudeMax, rate, line) {
      rows.bin.push(binIndex(magnitudeMin, magnitudeMax, line));
      rows.cell.push(cell);
      rows.rate.push(rate);
      rows.line.push(line);
    },
    finish(cellCount, cellOf) {
      const { edges, rank, width } = sortBins(bins);
      refuseMissing(rows, cellCount, edges, rank, cellOf);
      const rates = new Float64Array(cellCount * edges.length);
      const lines = new Int32Array(rates.length);
      for (let row = 0; row < rows.rate.length; row++) {
        const bin = rank[rows.bin[row]!]!;
        const place = rows.cell[row]! * edges.length + bin;
        if (lines[place] !== 0) throw new InputError("row is there twice", { line: rows.line[row]!, field: `cell ${cellOf(rows.cell[row]!).name}, magnitude ${edges[bin]}`, expected: `one row, as at line ${lines[place]}` });
        lines[place] = rows.line[row]!;
        rates[place] = rows.rate[row]!;
      }
      return { edges, width, rates };
    },
  };
}

/** Comes before any array of cells times bins is made: a damaged file could ask for a far larger one than it has rows. */
function refuseMissing(rows: Rows, cellCount: number, edges: Float64Array, rank: Int32Array, cellOf: (cell: number) => { readonly name: string; readonly line: number }): void {
  const rowCounts = new Int32Array(cellCount);
  for (const cell of rows.cell) rowCounts[cell]!++;
  const short = rowCounts.findIndex((count) => count < edges.length);
  if (short < 0) return;
  const present = new Set(rows.cell.flatMap((cell, row) => (cell === short ? [rank[rows.bin[row]!]!] : [])));
  const missing = edges.find((_, bin) => !present.has(bin));
  const { name, line } = cellOf(short);
  throw new InputError("row is missing", { line, field: `cell ${name}, magnitude ${missing}`, expected: `one row for each of ${edges.length} magnitude bins` });
}

/** Lower edges ascending, the place of each bin among them, and the width if there is but one bin. */
function sortBins(bins: readonly Bin[]): { edges: Float64Array; rank: Int32Array; width: number | undefined } {
  const order = bins.map((_, index) => index).sort((a, b) => bins[a]!.lower - bins[b]!.lower);
  const rank = new Int32Array(bins.length);
  order.forEach((index, place) => {
    rank[index] = place;
    const next = bins[order[place + 1]!];
    const { upper, line } = bins[index]!;
    if (next !== undefined && Math.abs(upper - next.lower) > 1e-6) throw new InputError("magnitude bins overlap or leave a gap", { line, field: "mag_max", value: upper, expected: String(next.lower) });
  });
  return { edges: Float64Array.from(order, (index) => bins[index]!.lower), rank, width: bins.length === 1 ? cleanDegrees(bins[0]!.upper - bins[0]!.lower) : undefined };
}
