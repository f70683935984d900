import type { CatalogForecast, SimulatedCatalog } from "../seismicity/catalog-forecast.ts";
import { InputError, locateErrors } from "../seismicity/input-error.ts";
import { formatInstant } from "../seismicity/time.ts";
import { visitLines } from "./byte-lines.ts";
import { asciiText, parseCountBytes, parseDecimalBytes } from "./byte-numbers.ts";
import { readBytes } from "./byte-stream.ts";
import { createTimeParser } from "./byte-times.ts";
import { createEventColumns } from "./event-columns.ts";

const COLUMNS = ["lon", "lat", "mag", "time_string", "depth", "catalog_id"] as const;
const COMMA = 44;

/**
 * pyCSEP's catalog-forecast CSV: lon,lat,mag,time_string,depth,catalog_id,event_id, with or without header, plain or gzipped,
 * sorted by catalog_id. An id without rows is a catalog without events; so is a row `,,,,,id,`. Catalogs after the last id
 * that is named are there only if `statedCount` says so (pyCSEP loses them: defect 11). The file is read anew for each pass, in
 * memory that holds one catalog; the arrays of a catalog are valid until the next is read.
 *
 * @throws InputError (while reading) naming file, line and field: a value that is missing or out of range, ids that decrease or
 * reach the stated count, a catalog that is declared empty and has events, no catalog at all
 */
export function openCatalogForecastCsv(path: string, options: { readonly statedCount?: number } = {}): CatalogForecast {
  const { statedCount } = options;
  return { kind: "catalogs", name: path, ...(statedCount === undefined ? {} : { statedCount }), catalogs: () => readCatalogs(path, statedCount) };
}

function* readCatalogs(file: string, statedCount: number | undefined): Generator<SimulatedCatalog> {
  const columns = createEventColumns();
  const timeOf = createTimeParser();
  const bounds = new Int32Array(2 * COLUMNS.length);
  /** The catalog whose rows are being read; −1 before the first. */
  let current = -1;
  let declaredEmpty = false;
  let next = 0;

  const visit = (bytes: Uint8Array, start: number, end: number, line: number): boolean => {
    if (end === start || (line === 1 && isHeader(bytes, start, end, file))) return false;
    splitFields(bytes, start, end, bounds, file, line);
    const id = parseCountBytes(bytes, bounds[10]!, bounds[11]!);
    if (id !== current || id < 0) {
      checkId(id, bytes, line);
      // The catalog before is complete: pause, hand it on, and come back to this line.
      if (current >= 0 && next <= current) return true;
      current = id;
      declaredEmpty = false;
    }
    const empty = bounds[0] === bounds[1];
    if ((empty && columns.length > 0) || (!empty && declaredEmpty)) throw new InputError("catalog is declared empty and has events", { file, line, field: "catalog_id", value: id });
    if (empty) declaredEmpty = isEmptyRow(bounds, line);
    else pushEvent(bytes, line);
    return false;
  };

  for (const _pause of visitLines(readBytes(file), file, visit)) {
    yield* emptyUpTo(current);
    next = current + 1;
    yield columns.take(current);
  }
  if (current >= 0) {
    yield* emptyUpTo(current);
    next = current + 1;
    yield columns.take(current);
  }
  if (current < 0 && statedCount === undefined) throw new InputError("no catalogs in the file: missing data is not zero earthquakes", { file, expected: "at least one catalog, or a stated number of them" });
  yield* emptyUpTo(statedCount ?? next);

  function* emptyUpTo(index: number): Generator<SimulatedCatalog> {
    for (; next < index; next++) yield emptyCatalog(next);
  }

  function checkId(id: number, bytes: Uint8Array, line: number): void {
    const value = asciiText(bytes, bounds[10]!, bounds[11]!);
    if (id < 0) throw new InputError("not a catalog number", { file, line, field: "catalog_id", value, expected: "an integer from 0" });
    if (id < current) throw new InputError("catalogs are out of order", { file, line, field: "catalog_id", value: id, expected: `${current} or more` });
    if (statedCount !== undefined && id >= statedCount) throw new InputError("more catalogs than stated", { file, line, field: "catalog_id", value: id, expected: `less than ${statedCount}` });
  }

  function isEmptyRow(fields: Int32Array, line: number): true {
    for (let column = 0; column < 5; column++) {
      if (fields[2 * column] !== fields[2 * column + 1]) throw new InputError("row is neither an event nor an empty catalog", { file, line, field: COLUMNS[column]!, expected: "all of lon, lat, mag, time_string, depth, or none" });
    }
    return true;
  }

  function pushEvent(bytes: Uint8Array, line: number): void {
    const longitude = within(bytes, 0, -180, 360, line);
    const latitude = within(bytes, 1, -90, 90, line);
    const magnitude = within(bytes, 2, -10, 12, line);
    const time = locateErrors({ file, line }, () => timeOf(bytes, bounds[6]!, bounds[7]!));
    const depthKm = bounds[8] === bounds[9] ? Number.NaN : within(bytes, 4, -100, 1000, line);
    columns.push(time, longitude, latitude, depthKm, magnitude);
  }

  function within(bytes: Uint8Array, column: number, low: number, high: number, line: number): number {
    const [start, end] = [bounds[2 * column]!, bounds[2 * column + 1]!];
    const value = parseDecimalBytes(bytes, start, end);
    if (value >= low && value <= high) return value;
    throw new InputError(end === start ? "missing value" : "value is not a number in range", { file, line, field: COLUMNS[column]!, value: asciiText(bytes, start, end), expected: `a decimal number from ${low} to ${high}` });
  }
}

const NOTHING = new Float64Array(0);
const emptyCatalog = (index: number): SimulatedCatalog => ({ index, length: 0, times: NOTHING, longitudes: NOTHING, latitudes: NOTHING, depthsKm: NOTHING, magnitudes: NOTHING });

function isHeader(bytes: Uint8Array, start: number, end: number, file: string): boolean {
  const first = bytes[start]! | 32;
  if (first !== 108) return false;
  const names = asciiText(bytes, start, end).toLowerCase().split(",").map((name) => name.trim());
  const wrong = COLUMNS.findIndex((name, column) => names[column] !== name);
  if (wrong >= 0) throw new InputError("unknown header", { file, line: 1, field: `column ${wrong + 1}`, value: names[wrong] ?? "", expected: `${COLUMNS.join(",")},event_id` });
  return true;
}

/** Bounds of the first six fields, blanks around them left out. The event's own id, the seventh, is not needed. */
function splitFields(bytes: Uint8Array, start: number, end: number, bounds: Int32Array, file: string, line: number): void {
  let at = start;
  for (let column = 0; column < COLUMNS.length; column++) {
    if (at > end) throw new InputError("row has too few columns", { file, line, value: asciiText(bytes, start, end), expected: `${COLUMNS.join(",")},event_id` });
    let stop = at;
    while (stop < end && bytes[stop] !== COMMA) stop++;
    let [from, to] = [at, stop];
    while (from < to && bytes[from] === 32) from++;
    while (to > from && bytes[to - 1] === 32) to--;
    bounds[2 * column] = from;
    bounds[2 * column + 1] = to;
    at = stop + 1;
  }
}

/** The file as lines, one at a time, so that it need not be in memory; every empty catalog has a row, trailing ones too. */
export function* writeCatalogForecastCsv(catalogs: Iterable<SimulatedCatalog>): Generator<string> {
  yield `${COLUMNS.join(",")},event_id\n`;
  for (const { index, length, times, longitudes, latitudes, depthsKm, magnitudes } of catalogs) {
    if (length === 0) yield `,,,,,${index},\n`;
    for (let event = 0; event < length; event++) {
      const depth = Number.isNaN(depthsKm[event]!) ? "" : depthsKm[event];
      yield `${longitudes[event]},${latitudes[event]},${magnitudes[event]},${formatInstant(times[event]!).slice(0, -1)},${depth},${index},${event}\n`;
    }
  }
}
