import { type Column, columnFromArray, Endianness, field, float64, Table, tableFromIPC, tableToIPC, utf8, Version } from "@uwdata/flechette";
import { sha256, sha256Hex } from "../numerics/digest.ts";
import type { GriddedForecast } from "../seismicity/forecast.ts";
import { InputError, locateErrors } from "../seismicity/input-error.ts";
import { createQuadtreeRegion } from "../seismicity/quadtree-region.ts";
import type { Region } from "../seismicity/region.ts";
import { regionOfCells } from "./grid-cells.ts";
import { parseJson, recordValue } from "./json-values.ts";
import { decodeSealedForecast, encodeSealedForecast, type SealedForecastHeader } from "./sealed-forecast.ts";

const MAGIC = "ARROW1";
/** Stands, with the SHA-256 of the rest, between the data and the footer, where Arrow readers do not look. */
const CHECKSUM_MARK = "QGSHA256";
const CHECKSUM_BYTES = CHECKSUM_MARK.length + 32;
/** Length of the footer and the magic at the end. */
const END_BYTES = 4 + MAGIC.length;
const CORNERS = ["west", "south", "east", "north"] as const;
/** Keys of the file's metadata. */
const KEYS = { sealedHead: "quakegate.sealed_head", sha256: "quakegate.sha256", region: "quakegate.region", layers: "quakegate.layers" } as const;

/** What the metadata says of the region, and of the layers of a separable forecast. */
interface RegionNote {
  readonly id: string;
  /** Null for a quadtree. */
  readonly cellSizeDegrees: number | null;
}

/**
 * A sealed forecast as an Apache Arrow file for other programs: a row a cell with its corners (and `quadkey` in a quadtree), a column
 * of expected counts for each magnitude bin, named by its lower edge, and one for each layer of a separable forecast. The
 * metadata hold the rest of what is sealed and its SHA-256, so that {@link decodeArrowForecast} gives the same bytes back.
 */
export function encodeArrowForecast(header: SealedForecastHeader, forecast: GriddedForecast): Uint8Array {
  const { region, magnitudeBins, expectedCounts, layers } = forecast;
  const sealed = encodeSealedForecast(header, forecast);
  const binCount = magnitudeBins.lowerEdges.length;
  const counts = Array.from(magnitudeBins.lowerEdges, (edge, bin): [string, Float64Array] => [String(edge), Float64Array.from({ length: region.cellCount }, (_, cell) => expectedCounts[cell * binCount + bin]!)]);
  const numbers: [string, Float64Array][] = [...CORNERS.map((corner): [string, Float64Array] => [corner, region[corner]]), ...counts, ...(layers ?? []).map(({ spatial }, index): [string, Float64Array] => [layerColumn(index), spatial])];
  const columns: [string, Column<unknown>][] = numbers.map(([name, values]) => [name, columnFromArray(values, float64())]);
  if (region.quadkeys !== undefined) columns.unshift(["quadkey", columnFromArray([...region.quadkeys], utf8())]);
  const note: RegionNote = { id: region.id, cellSizeDegrees: region.quadkeys === undefined ? region.cellSizeDegrees : null };
  const metadata = new Map([
    [KEYS.sealedHead, headOf(sealed)],
    [KEYS.sha256, sha256Hex(sealed)],
    [KEYS.region, JSON.stringify(note)],
    [KEYS.layers, JSON.stringify(layers?.map(({ magnitude }) => Array.from(magnitude)) ?? null)],
  ]);
  const schema = { version: Version.V5, endianness: Endianness.Little, fields: columns.map(([name, column]) => field(name, column.type)), metadata };
  return withChecksum(tableToIPC(new Table(schema, columns.map(([, column]) => column)), { format: "file" })!);
}

/**
 * Reads {@link encodeArrowForecast} back.
 *
 * @returns the forecast, its header, and the sealed bytes, which are those that were exported
 * @throws InputError when the bytes are no such file, are damaged, or do not have the SHA-256 that they state
 */
export function decodeArrowForecast(bytes: Uint8Array, file = "forecast.arrow"): { header: SealedForecastHeader; forecast: GriddedForecast; sealed: Uint8Array } {
  const table = readTable(bytes, file);
  return locateErrors({ file }, () => {
    const metadata = table.schema.metadata ?? new Map<string, string>();
    const noted = (key: string): string => {
      const value = metadata.get(key);
      if (value === undefined) throw new InputError("not a forecast exported by quakegate", { field: key, expected: "an entry of the file's metadata" });
      return value;
    };
    const shares = layerShares(noted(KEYS.layers));
    const region = readRegion(table, noted(KEYS.region));
    const head = noted(KEYS.sealedHead);
    const edges = recordValue(parseJson(head.split("\n")[1] ?? ""), { field: KEYS.sealedHead })["magnitudeLowerEdges"];
    if (!Array.isArray(edges)) throw new InputError("header is damaged", { field: KEYS.sealedHead, expected: "magnitudeLowerEdges" });
    const counts = edges.map((edge) => numbersOf(table, String(edge)));
    const dense = new Float64Array(region.cellCount * edges.length);
    counts.forEach((values, bin) => values.forEach((value, cell) => (dense[cell * edges.length + bin] = value)));
    const arrays = shares === null ? [dense] : shares.flatMap((magnitude, index) => [numbersOf(table, layerColumn(index)), magnitude]);
    const sealed = joinSealed(head, arrays);
    const stated = noted(KEYS.sha256);
    if (sha256Hex(sealed) !== stated) throw new InputError("file is damaged", { field: KEYS.sha256, value: sha256Hex(sealed), expected: stated });
    const { header, forecast } = decodeSealedForecast(sealed, region, file);
    if (forecast.kind !== "gridded") throw new InputError("an Arrow file carries expected counts alone", { field: KEYS.sealedHead, value: forecast.kind, expected: "a gridded forecast" });
    const place = forecast.expectedCounts.findIndex((count, index) => !Object.is(count, dense[index]));
    if (place >= 0) throw new InputError("expected counts are not the sum of the layers", { field: `cell ${Math.floor(place / edges.length)}`, value: dense[place], expected: String(forecast.expectedCounts[place]) });
    return { header, forecast, sealed };
  });
}

function withChecksum(arrow: Uint8Array): Uint8Array {
  const footer = footerStart(arrow)!;
  const [before, after] = [arrow.subarray(0, footer), arrow.subarray(footer)];
  return Buffer.concat([before, Buffer.from(CHECKSUM_MARK), sha256(Buffer.concat([before, after])), after]);
}

/** Where the footer begins; undefined when the end of the file is damaged. */
function footerStart(arrow: Uint8Array): number | undefined {
  const start = arrow.length - END_BYTES - new DataView(arrow.buffer, arrow.byteOffset).getInt32(arrow.length - END_BYTES, true);
  return start >= MAGIC.length && start <= arrow.length - END_BYTES ? start : undefined;
}

/** The checksum comes first: a damaged table could ask for any amount of memory. */
function readTable(bytes: Uint8Array, file: string): Table {
  const text = (start: number, length: number): string => Buffer.from(bytes.subarray(start, start + length)).toString("latin1");
  if (bytes.length < MAGIC.length + END_BYTES || text(0, MAGIC.length) !== MAGIC || text(bytes.length - MAGIC.length, MAGIC.length) !== MAGIC) {
    throw new InputError("not an Arrow file, or cut off", { file, expected: `${MAGIC} at both ends` });
  }
  const footer = footerStart(bytes) ?? 0;
  const mark = footer - CHECKSUM_BYTES;
  if (mark < 0 || text(mark, CHECKSUM_MARK.length) !== CHECKSUM_MARK) throw new InputError("not a forecast exported by quakegate, or damaged", { file, field: "checksum", expected: `${CHECKSUM_MARK} before the footer` });
  const rest = Buffer.concat([bytes.subarray(0, mark), bytes.subarray(footer)]);
  const stated = Buffer.from(bytes.subarray(mark + CHECKSUM_MARK.length, footer));
  if (!stated.equals(sha256(rest))) throw new InputError("Arrow file is damaged", { file, field: "checksum", value: sha256Hex(rest), expected: stated.toString("hex") });
  return tableFromIPC(rest);
}

function readRegion(table: Table, noteText: string): Region {
  const { id, cellSizeDegrees } = recordValue(parseJson(noteText), { field: KEYS.region });
  if (typeof id !== "string") throw new InputError("region has no name", { field: KEYS.region, value: id ?? null, expected: "a text" });
  if (cellSizeDegrees === null) {
    const keys = valuesOf(table, "quadkey");
    return createQuadtreeRegion(id, keys.map(String));
  }
  if (typeof cellSizeDegrees !== "number") throw new InputError("region has no size of cells", { field: KEYS.region, value: cellSizeDegrees ?? null, expected: "degrees" });
  const west = numbersOf(table, "west");
  const south = numbersOf(table, "south");
  return regionOfCells(id, cellSizeDegrees, Array.from(west, (longitude, cell) => [longitude, south[cell]!] as const));
}

function layerShares(text: string): Float64Array[] | null {
  const layers = parseJson(text);
  if (layers === null) return null;
  const isList = Array.isArray(layers) && layers.every((shares) => Array.isArray(shares) && shares.every((share) => typeof share === "number"));
  if (!isList) throw new InputError("layers are damaged", { field: KEYS.layers, expected: "a list of numbers for each layer, or null" });
  return (layers as number[][]).map((shares) => Float64Array.from(shares));
}

function numbersOf(table: Table, name: string): Float64Array {
  const values = valuesOf(table, name);
  if (!values.every((value) => typeof value === "number")) throw new InputError("column does not hold numbers", { field: `column ${name}`, expected: "64-bit floating point" });
  return Float64Array.from(values as number[]);
}

function valuesOf(table: Table, name: string): unknown[] {
  const column = table.getChild(name) as Column<unknown> | undefined;
  if (column === undefined) throw new InputError("column is missing", { field: `column ${name}`, expected: "a column of this name" });
  return Array.from(column.toArray() as ArrayLike<unknown>);
}

function layerColumn(index: number): string {
  return `layer ${index}`;
}

/** The first two lines of sealed bytes. */
function headOf(sealed: Uint8Array): string {
  const buffer = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  return buffer.toString("utf8", 0, buffer.indexOf(10, buffer.indexOf(10) + 1) + 1);
}

function joinSealed(head: string, arrays: readonly Float64Array[]): Uint8Array {
  const start = Buffer.from(head, "utf8");
  const body = Buffer.alloc(8 * arrays.reduce((total, { length }) => total + length, 0));
  let place = 0;
  for (const array of arrays) for (const value of array) place = body.writeDoubleLE(value, place);
  return Buffer.concat([start, body]);
}
