import { createGriddedForecast, type GriddedForecast } from "../seismicity/forecast.ts";
import { InputError, locateErrors } from "../seismicity/input-error.ts";
import { magnitudeBinsFromEdges } from "../seismicity/magnitude-bins.ts";
import { createQuadtreeRegion } from "../seismicity/quadtree-region.ts";
import { cleanDegrees } from "./grid-cells.ts";
import { assembleGridded, type GriddedReading, type GriddedTableCell } from "./gridded-reading.ts";
import type { Hdf5Dataset, Hdf5Datasets } from "./hdf5-datasets.ts";
import { type Hdf5Thread, hdf5Thread } from "./hdf5-thread.ts";

const NAMES = ["rates", "magnitudes", "quadkeys", "bboxes", "dh", "poly_mask"] as const;
const CORNERS = 4;
/** As in floatCSEP's CSV. */
const [LEAST_MAGNITUDE, GREATEST_MAGNITUDE] = [-1, 12];

/** Whether bytes are the beginning of an HDF5 file. */
export function isHdf5(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(0, 8)).toString("latin1") === "\u0089HDF\r\n\u001a\n";
}

/**
 * The HDF5 rates of floatCSEP: `rates` [cells × magnitudes], `magnitudes` (lower edges), and either `quadkeys` or, for square
 * cells, `bboxes` [cells × 4 corners × longitude, latitude] with the corners in any order, `dh` and `poly_mask` (0 leaves a cell
 * out); in the root or in the only group. A file with quadkeys and boxes is a quadtree, as it is to floatCSEP. The file is read in a thread
 * of its own, which nothing in it can harm.
 *
 * @param thread One to use instead, for many files that are trusted alike.
 * @throws InputError naming file, dataset and index, for anything that is wrong or missing
 */
export async function readHdf5Forecast(bytes: Uint8Array, file: string, thread?: Hdf5Thread): Promise<GriddedReading> {
  if (!isHdf5(bytes)) throw new InputError("not an HDF5 file", { file, expected: "the signature of HDF5 at its start" });
  const own = thread ?? hdf5Thread();
  try {
    const { datasets, unused } = await own.read(bytes, NAMES, file);
    return locateErrors({ file }, () => assemble(datasets, unused, file));
  } finally {
    if (thread === undefined) await own.close();
  }
}

/** The forecast as floatCSEP writes it, in the root, compressed with gzip. Depths have no place in it, nor does the width of a lone magnitude bin. */
export async function writeHdf5Forecast({ region, magnitudeBins, expectedCounts }: GriddedForecast): Promise<Uint8Array> {
  const { cellCount, quadkeys, west, south, east, north } = region;
  const binCount = magnitudeBins.lowerEdges.length;
  const boxes = Float64Array.from({ length: cellCount * CORNERS * 2 }, (_, place) => {
    const [cell, corner, axis] = [Math.floor(place / 8), Math.floor(place / 2) % CORNERS, place % 2];
    return axis === 0 ? (corner < 2 ? west : east)[cell]! : (corner === 1 || corner === 2 ? north : south)[cell]!;
  });
  const cells: Hdf5Datasets = quadkeys !== undefined
    ? { quadkeys: { shape: [cellCount], values: quadkeys } }
    : { bboxes: { shape: [cellCount, CORNERS, 2], values: boxes }, dh: { shape: [1], values: Float64Array.of(region.cellSizeDegrees) }, poly_mask: { shape: [cellCount], values: new Float64Array(cellCount).fill(1) } };
  const thread = hdf5Thread();
  try {
    return await thread.write({ rates: { shape: [cellCount, binCount], values: expectedCounts }, magnitudes: { shape: [binCount], values: magnitudeBins.lowerEdges }, ...cells });
  } finally {
    await thread.close();
  }
}

function assemble(datasets: Hdf5Datasets, unused: readonly string[], file: string): GriddedReading {
  const magnitudeEdges = numbersOf(datasets, "magnitudes", [undefined]);
  magnitudeEdges.values.forEach((edge, bin) => {
    const before = bin === 0 ? -Infinity : magnitudeEdges.values[bin - 1]!;
    if (!(edge >= LEAST_MAGNITUDE && edge <= GREATEST_MAGNITUDE)) throw new InputError("not a magnitude", { field: `magnitudes[${bin}]`, value: edge, expected: `${LEAST_MAGNITUDE} to ${GREATEST_MAGNITUDE}` });
    if (!(edge > before)) throw new InputError("magnitude edges do not ascend", { field: `magnitudes[${bin}]`, value: edge, expected: `more than ${before}` });
  });
  const binCount = magnitudeEdges.values.length;
  const rates = numbersOf(datasets, "rates", [undefined, binCount]);
  const cellCount = rates.shape[0]!;
  rates.values.forEach((rate, place) => {
    if (!(rate >= 0 && rate < Infinity)) throw new InputError("not a rate", { field: `rates[${Math.floor(place / binCount)}, ${place % binCount}]`, value: rate, expected: "a finite expected number >= 0" });
  });
  if (cellCount === 0 || binCount === 0) throw new InputError("no rates", { field: "rates", value: rates.shape, expected: "at least one cell and one magnitude bin" });
  if (rates.values.every((rate) => rate === 0)) throw new InputError("every rate is zero: the dataset was perhaps never written", { field: "rates", value: rates.shape, expected: "a rate above 0 somewhere" });
  const masked = maskOf(datasets, cellCount);
  const notes = unused.length === 0 ? [] : [`datasets and groups that are not used: ${unused.join(", ")}`];
  if (datasets["quadkeys"] !== undefined) return quadtree(datasets["quadkeys"], { rates: rates.values, magnitudeEdges: magnitudeEdges.values, masked, notes, file });
  const boxes = numbersOf(datasets, "bboxes", [cellCount, CORNERS, 2]).values;
  const cellSizeDegrees = cellSize(datasets, boxes);
  const cells = Array.from({ length: cellCount }, (_, cell): GriddedTableCell => ({ ...cornerOf(boxes, cell, cellSizeDegrees), line: cell + 1, masked: masked[cell]! }));
  return assembleGridded("hdf5", file, { cellSizeDegrees, cells, magnitudeEdges: magnitudeEdges.values, rates: rates.values, notes });
}

interface QuadtreeParts {
  readonly rates: Float64Array;
  readonly magnitudeEdges: Float64Array;
  readonly masked: readonly boolean[];
  readonly notes: readonly string[];
  readonly file: string;
}

function quadtree({ shape, values }: Hdf5Dataset, { rates, magnitudeEdges, masked, notes, file }: QuadtreeParts): GriddedReading {
  if (values instanceof Float64Array) throw new InputError("quadkeys are numbers, which have lost their leading zeros", { field: "quadkeys[0]", value: values[0], expected: "texts" });
  if (shape.length !== 1 || shape[0] !== masked.length) throw wrongShape("quadkeys", shape, [masked.length]);
  values.forEach((key, cell) => {
    if (!/^[0-3]{1,24}$/.test(key)) throw new InputError("not a quadkey", { field: `quadkeys[${cell}]`, value: key, expected: "1 to 24 digits from 0 to 3" });
  });
  const kept = values.flatMap((_, cell) => (masked[cell] ? [] : [cell]));
  if (kept.length === 0) throw new InputError("every cell is masked", { field: "poly_mask", expected: "at least one value other than 0" });
  const binCount = magnitudeEdges.length;
  const counts = new Float64Array(kept.length * binCount);
  kept.forEach((cell, place) => counts.set(rates.subarray(cell * binCount, (cell + 1) * binCount), place * binCount));
  return {
    format: "hdf5",
    forecast: createGriddedForecast(createQuadtreeRegion(file, kept.map((cell) => values[cell]!)), magnitudeBinsFromEdges(magnitudeEdges), counts),
    maskedCells: values.length - kept.length,
    notes,
  };
}

function maskOf(datasets: Hdf5Datasets, cellCount: number): readonly boolean[] {
  if (datasets["poly_mask"] === undefined) return new Array<boolean>(cellCount).fill(false);
  const { values } = numbersOf(datasets, "poly_mask", [cellCount]);
  return Array.from(values, (flag, cell) => {
    if (flag !== 0 && flag !== 1) throw new InputError("not a mask", { field: `poly_mask[${cell}]`, value: flag, expected: "0 or 1" });
    return flag === 0;
  });
}

function cellSize(datasets: Hdf5Datasets, boxes: Float64Array): number {
  const [first, ...more] = datasets["dh"] === undefined ? [latitudeSide(boxes)] : numbersOf(datasets, "dh").values;
  const size = cleanDegrees(first ?? Number.NaN);
  if (!(size > 0 && more.length === 0)) throw new InputError("not a size of cells", { field: "dh", value: more.length === 0 ? (first ?? null) : more.length + 1, expected: "one positive number of degrees" });
  return size;
}

function latitudeSide(boxes: Float64Array): number {
  const latitudes = [1, 3, 5, 7].map((place) => boxes[place]!);
  return Math.max(...latitudes) - Math.min(...latitudes);
}

/** The lower-left corner of a cell. @throws InputError unless its four points are the corners of a square of this size on the globe */
function cornerOf(boxes: Float64Array, cell: number, size: number): { readonly west: number; readonly south: number } {
  const points = [0, 1, 2, 3].map((corner) => [boxes[8 * cell + 2 * corner]!, boxes[8 * cell + 2 * corner + 1]!] as const);
  const west = Math.min(...points.map(([longitude]) => longitude));
  const south = Math.min(...points.map(([, latitude]) => latitude));
  const near = (a: number, b: number): boolean => Math.abs(a - b) < 1e-6;
  const isSquare = [west, west + size].every((x) => [south, south + size].every((y) => points.filter(([longitude, latitude]) => near(longitude, x) && near(latitude, y)).length === 1));
  if (!isSquare) throw new InputError("not the corners of a square of the size dh", { field: `bboxes[${cell}]`, value: points, expected: `four corners ${size} degrees apart` });
  if (!(Math.abs(west) <= 360 && Math.abs(south) <= 90)) throw new InputError("cell is not on the globe", { field: `bboxes[${cell}]`, value: [west, south], expected: "longitudes from -360 to 360, latitudes from -90 to 90" });
  return { west, south };
}

/** @throws InputError when the dataset is missing, holds texts, or has another shape; `undefined` in a shape stands for any length */
function numbersOf(datasets: Hdf5Datasets, name: (typeof NAMES)[number], shape?: readonly (number | undefined)[]): { readonly shape: readonly number[]; readonly values: Float64Array } {
  const dataset = datasets[name];
  if (dataset === undefined) throw new InputError("dataset is missing", { field: name, expected: "rates, magnitudes, and quadkeys or bboxes" });
  if (!(dataset.values instanceof Float64Array)) throw new InputError("dataset holds texts", { field: name, value: dataset.values[0] ?? null, expected: "numbers" });
  const fits = shape === undefined || (dataset.shape.length === shape.length && shape.every((length, axis) => length === undefined || length === dataset.shape[axis]));
  if (!fits) throw wrongShape(name, dataset.shape, shape);
  return { shape: dataset.shape, values: dataset.values };
}

function wrongShape(field: string, value: readonly number[], expected: readonly (number | undefined)[]): InputError {
  return new InputError("wrong shape", { field, value, expected: `[${expected.map((length) => length ?? "any").join(", ")}]` });
}
