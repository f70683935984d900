import { createGriddedForecast, type GriddedForecast } from "../seismicity/forecast.ts";
import { InputError } from "../seismicity/input-error.ts";
import { magnitudeBinsFromEdges } from "../seismicity/magnitude-bins.ts";
import { createQuadtreeRegion } from "../seismicity/quadtree-region.ts";
import { isDecimal } from "./decimal-text.ts";
import { checkRate, sameDepths } from "./grid-cells.ts";
import type { DepthRangeKm, GriddedFormat } from "./gridded-reading.ts";
import { visitNumberRows } from "./number-rows.ts";
import { createRowTable } from "./row-table.ts";

const COLUMNS = ["lon_min", "lon_max", "lat_min", "lat_max", "depth_min", "depth_max", "mag_min", "mag_max", "rate", "flag"];
/** Bounds may be written with few digits: they must agree with the tile's to this part of its side, which no other tile of the zoom level does. */
const TOLERANCE = 0.05;

/**
 * The quadtree `.dat` of pyCSEP: the rows of a CSEP1 `.dat` with the quadkey of the tile before them, separated by blanks, and
 * with or without the flag at the end (without: the code of pyCSEP 0.7; with: its documentation, which its own reader takes for
 * something else: rate from the flag, magnitude from mag_max; pyCSEP reference §8). Rows may come in any order; the flag of a tile's
 * first row decides: 0 leaves the tile out. The last bin is open whatever its mag_max.
 *
 * @throws InputError on a rate that is negative or not a number, a row that is missing or there twice, a tile whose bounds are not those of
 *   its quadkey, a tile inside another, bins that overlap or leave gaps, or several depth layers.
 */
export const quadtreeDat: GriddedFormat = {
  id: "quadtree-dat",
  title: `quadtree .dat, fields separated by blanks: quadkey ${COLUMNS.join(" ")} (the flag may be left out)`,
  recognises: (head) => {
    const first = head.split("\n").find((line) => !/^\s*(?:#|$)/.test(line));
    const fields = first?.trim().split(/\s+/) ?? [];
    const [key = "", ...numbers] = fields;
    if (!/^[0-3]{1,24}$/.test(key) || numbers.length < 9 || numbers.length > 10 || !numbers.slice(0, 8).every(isDecimal)) return false;
    // A CSEP1 .dat has ten columns too. Its first is a longitude, without leading zeros, and what follows are no bounds of a tile.
    return numbers.length === 10 || /^0\d/.test(key) || boundsAgree(tileBounds(key), numbers.map(Number));
  },
  read(text, file) {
    const table = createRowTable();
    const tiles: Tile[] = [];
    const indexOfKey = new Map<string, number>();
    let columnCount = 0;
    let depthRangeKm: DepthRangeKm | undefined;
    let line = 0;
    for (let start = 0; start < text.length; ) {
      line++;
      const lineBreak = text.indexOf("\n", start);
      const lineEnd = lineBreak < 0 ? text.length : lineBreak;
      const row = text.slice(start, lineEnd).replace(/#.*/, "").trim();
      start = lineEnd + 1;
      if (row === "") continue;
      const key = /^\S+/.exec(row)![0];
      let count = 0;
      visitNumberRows(row.slice(key.length), COLUMNS, line, (values, valueCount) => {
        count = valueCount;
        columnCount ||= count;
        if (count !== columnCount || count < 9) return;
        const cell = indexOfKey.get(key) ?? addTile(key, values);
        const { bounds } = tiles[cell]!;
        if (!boundsAgree(bounds, values)) throw new InputError("bounds are not those of the tile", { line, field: COLUMNS.slice(0, 4).join(", "), value: Array.from(values.subarray(0, 4)), expected: `${bounds.join(", ")} for tile ${key}` });
        depthRangeKm = sameDepths(depthRangeKm, values[4]!, values[5]!, line);
        checkRate(values[8]!, "rate", line);
        table.add(cell, values[6]!, values[7]!, values[8]!, line);
      });
      if (count < 9 || count !== columnCount) throw new InputError("wrong number of columns", { line, field: "row", value: count + 1, expected: columnCount < 9 ? `10 or 11: quadkey ${COLUMNS.join(" ")}` : `${columnCount + 1} as in the first row` });
    }
    if (tiles.length === 0) throw new InputError("no forecast rows", { expected: `rows of quadkey ${COLUMNS.join(" ")}` });
    const { edges, width, rates } = table.finish(tiles.length, (tile) => tiles[tile]!);
    const kept = tiles.flatMap(({ masked }, tile) => (masked ? [] : [tile]));
    if (kept.length === 0) throw new InputError("every tile is masked", { field: "flag", expected: "at least one tile with a flag other than 0" });
    const counts = new Float64Array(kept.length * edges.length);
    kept.forEach((tile, cell) => counts.set(rates.subarray(tile * edges.length, (tile + 1) * edges.length), cell * edges.length));
    return {
      format: "quadtree-dat",
      forecast: createGriddedForecast(createQuadtreeRegion(file, kept.map((tile) => tiles[tile]!.name)), magnitudeBinsFromEdges(edges, width), counts),
      ...(depthRangeKm === undefined ? {} : { depthRangeKm }),
      maskedCells: tiles.length - kept.length,
      notes: [],
    };

    function addTile(key: string, values: Float64Array): number {
      if (!/^[0-3]{1,24}$/.test(key)) throw new InputError("not a quadkey", { line, field: "quadkey", value: key, expected: "1 to 24 digits from 0 to 3" });
      indexOfKey.set(key, tiles.length);
      return tiles.push({ name: key, line, masked: columnCount === 10 && values[9] === 0, bounds: tileBounds(key) }) - 1;
    }
  },
};

/**
 * The forecast as quadtree `.dat` without flag, the form that pyCSEP reads as it is meant: fields separated by tabs, tile by tile with
 * magnitude fastest, shortest round-trip numbers. The open last bin is closed one bin width above its lower edge.
 *
 * @throws InputError when its region is no quadtree.
 */
export function writeQuadtreeDat({ region, magnitudeBins, expectedCounts }: GriddedForecast, depthRangeKm: DepthRangeKm): string {
  const { quadkeys } = region;
  if (quadkeys === undefined) throw new InputError("region is no quadtree", { field: "region", value: region.id, expected: "a forecast on tiles" });
  const { lowerEdges, width } = magnitudeBins;
  const magnitudes = Array.from(lowerEdges, (edge, bin) => `${edge}\t${lowerEdges[bin + 1] ?? Math.round((edge + width) * 1e9) / 1e9}`);
  const lines: string[] = [];
  let place = 0;
  quadkeys.forEach((key, cell) => {
    const box = [key, region.west[cell], region.east[cell], region.south[cell], region.north[cell], depthRangeKm.min, depthRangeKm.max].join("\t");
    for (const bin of magnitudes) lines.push(`${box}\t${bin}\t${expectedCounts[place++]}`);
  });
  return `${lines.join("\n")}\n`;
}

/** West, east, south, north in degrees. */
type Bounds = readonly [number, number, number, number];

interface Tile {
  readonly name: string;
  /** First line of the file that names it. */
  readonly line: number;
  readonly masked: boolean;
  readonly bounds: Bounds;
}

function tileBounds(key: string): Bounds {
  const { west, east, south, north } = createQuadtreeRegion(key, [key]).bounds;
  return [west, east, south, north];
}

function boundsAgree([west, east, south, north]: Bounds, values: ArrayLike<number>): boolean {
  const close = (a: number, b: number, side: number): boolean => Math.abs(a - b) <= TOLERANCE * side;
  return close(values[0]!, west, east - west) && close(values[1]!, east, east - west) && close(values[2]!, south, north - south) && close(values[3]!, north, north - south);
}
