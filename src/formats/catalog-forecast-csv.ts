import type { CatalogForecast, SimulatedCatalog } from "../seismicity/catalog-forecast.ts";
import { InputError, locateErrors } from "../seismicity/input-error.ts";
import { visitLines } from "./byte-lines.ts";
import { asciiText, parseCountBytes, parseDecimalBytes } from "./byte-numbers.ts";
import { readBytes } from "./byte-stream.ts";
import { parseTimeBytes } from "./byte-times.ts";
import { type CatalogForecastColumns, DEFAULT_COLUMNS, headerColumns } from "./catalog-forecast-columns.ts";
import { createEventColumns } from "./event-columns.ts";
import { depthKmOf, latitudeOf, longitudeOf, magnitudeOf } from "./event-fields.ts";

const COMMA = 44;
const QUOTE = 34;
const BLANK = 32;
/** With a stated number of catalogs that number is the limit; without, an id beyond this is damage and not a gap of empty catalogs. */
const MOST_CATALOGS = 10_000_000;

/**
 * pyCSEP's catalog-forecast CSV: lon,lat,mag,time_string,depth,catalog_id,event_id, in this order or as a header says
 * (`mag`, `magnitude` or `M`; `catalog_id`, `cat_id` or `realization_id`; any case), plain or gzipped, sorted by catalog_id.
 * An id without rows is a catalog without events; so is a row `,,,,,id,`. Catalogs after the last id that is named are there
 * only if `statedCount` says so (pyCSEP loses them: defect 11). Times are UTC by format; event ids are not kept. The file is
 * read anew for each pass, in memory that holds one catalog; the arrays of a catalog are valid until the next is read.
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
  let header: CatalogForecastColumns = DEFAULT_COLUMNS;
  /** Start and end of each field of the line. */
  let bounds = new Int32Array(2 * header.names.length);
  /** The catalog whose rows are being read; −1 before the first. */
  let current = -1;
  let declaredEmpty = false;
  let next = 0;

  function visit(bytes: Uint8Array, start: number, end: number, line: number): boolean {
    if (isBlank(bytes, start, end)) return false;
    if (line === 1) {
      const named = headerColumns(asciiText(bytes, start, end), file);
      if (named !== undefined) {
        header = named;
        bounds = new Int32Array(2 * header.names.length);
        return false;
      }
    }
    splitFields(bytes, start, end, bounds, header, file, line);
    const { catalogId } = header.at;
    const id = parseCountBytes(bytes, bounds[2 * catalogId]!, bounds[2 * catalogId + 1]!);
    if (id !== current || id < 0) {
      checkId(id, bytes, line);
      // The catalog before is complete: pause, hand it on, and come back to this line.
      if (current >= 0 && next <= current) return true;
      current = id;
      declaredEmpty = false;
    }
    const empty = isEmptyRow();
    if (declaredEmpty || (empty && columns.length > 0)) throw new InputError("catalog is declared empty and has other rows", { file, line, field: header.names[catalogId]!, value: id, expected: "one row without an event and no other" });
    if (empty) declaredEmpty = true;
    else pushEvent(bytes, line);
    return false;
  }

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
    const { at, names } = header;
    const where = { file, line, field: names[at.catalogId]! };
    if (id < 0) throw new InputError("not a catalog number", { ...where, value: fieldText(bytes, at.catalogId), expected: "an integer from 0" });
    if (id < current) throw new InputError("catalogs are out of order", { ...where, value: id, expected: `${current} or more` });
    if (statedCount !== undefined && id >= statedCount) throw new InputError("more catalogs than stated", { ...where, value: id, expected: `less than ${statedCount}` });
    if (statedCount === undefined && id >= MOST_CATALOGS) throw new InputError("catalog number is too large", { ...where, value: id, expected: `less than ${MOST_CATALOGS}, or the number of catalogs stated` });
  }

  function isEmptyRow(): boolean {
    for (let column = 0; column < header.names.length; column++) if (column !== header.at.catalogId && bounds[2 * column] !== bounds[2 * column + 1]) return false;
    return true;
  }

  function pushEvent(bytes: Uint8Array, line: number): void {
    const { at } = header;
    const longitude = numberAt(bytes, at.longitude);
    const latitude = numberAt(bytes, at.latitude);
    const magnitude = numberAt(bytes, at.magnitude);
    const depthKm = numberAt(bytes, at.depth);
    const inRange = longitude >= -180 && longitude <= 360 && latitude >= -90 && latitude <= 90 && magnitude >= -5 && magnitude <= 12 && Math.abs(depthKm) < Infinity;
    if (!inRange) pushCarefully(bytes, line);
    else columns.push(timeAt(bytes, line), longitude, latitude, depthKm, magnitude);
  }

  /** Rows that are rare or bad: an unknown depth, a longitude west of −180, or a value that its own reader puts into words. */
  function pushCarefully(bytes: Uint8Array, line: number): void {
    const { at, names } = header;
    const read = (column: number, of: (text: string, field: string) => number): number => of(fieldText(bytes, column), names[column]!);
    const [longitude, latitude, magnitude, depthKm] = locateErrors({ file, line }, () => [read(at.longitude, longitudeOf), read(at.latitude, latitudeOf), read(at.magnitude, magnitudeOf), read(at.depth, depthKmOf)] as const);
    columns.push(timeAt(bytes, line), longitude, latitude, depthKm, magnitude);
  }

  function numberAt(bytes: Uint8Array, column: number): number {
    return parseDecimalBytes(bytes, bounds[2 * column]!, bounds[2 * column + 1]!);
  }

  function timeAt(bytes: Uint8Array, line: number): number {
    try {
      return parseTimeBytes(bytes, bounds[2 * header.at.time]!, bounds[2 * header.at.time + 1]!);
    } catch (error) {
      if (error instanceof InputError) throw new InputError(error.problem, { ...error.details, file, line, field: header.names[header.at.time]! });
      throw error;
    }
  }

  function fieldText(bytes: Uint8Array, column: number): string {
    return asciiText(bytes, bounds[2 * column]!, bounds[2 * column + 1]!);
  }
}

const NOTHING = new Float64Array(0);
const emptyCatalog = (index: number): SimulatedCatalog => ({ index, length: 0, times: NOTHING, longitudes: NOTHING, latitudes: NOTHING, depthsKm: NOTHING, magnitudes: NOTHING });

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (bytes[at]! > BLANK) return false;
  return true;
}

/** Bounds of every field, blanks and quotes around it left out. */
function splitFields(bytes: Uint8Array, start: number, end: number, bounds: Int32Array, { names }: CatalogForecastColumns, file: string, line: number): void {
  let at = start;
  for (let column = 0; ; column++) {
    if (column === names.length) throw new InputError("row has too many columns", { file, line, value: asciiText(bytes, start, end), expected: names.join(",") });
    let from = at;
    while (from < end && bytes[from]! <= BLANK) from++;
    let stop = from < end && bytes[from] === QUOTE ? afterQuotes(bytes, from, end, names[column]!, file, line) : from;
    while (stop < end && bytes[stop] !== COMMA) stop++;
    let to = stop;
    while (to > from && bytes[to - 1]! <= BLANK) to--;
    const quoted = to > from + 1 && bytes[from] === QUOTE && bytes[to - 1] === QUOTE;
    bounds[2 * column] = quoted ? from + 1 : from;
    bounds[2 * column + 1] = quoted ? to - 1 : to;
    if (stop >= end) {
      if (column < names.length - 1) throw new InputError("row has too few columns", { file, line, value: asciiText(bytes, start, end), expected: names.join(",") });
      return;
    }
    at = stop + 1;
  }
}

/** The place after the quote that closes the one at `from`; a doubled quote stands for one. */
function afterQuotes(bytes: Uint8Array, from: number, end: number, field: string, file: string, line: number): number {
  for (let at = from + 1; at < end; at++) {
    if (bytes[at] !== QUOTE) continue;
    if (bytes[at + 1] !== QUOTE || at + 1 === end) return at + 1;
    at++;
  }
  throw new InputError("quoted field is never closed", { file, line, field, value: asciiText(bytes, from, end), expected: 'a closing " in the same line' });
}
