import type { CatalogForecast, SimulatedCatalog } from "../seismicity/catalog-forecast.ts";
import { InputError } from "../seismicity/input-error.ts";
import { byteCursor, type ByteCursor } from "./byte-cursor.ts";
import { readBytes } from "./byte-stream.ts";
import { createEventColumns } from "./event-columns.ts";

/** Bytes of a catalog's header after its version number, and where the catalog's size stands in it. */
const HEADERS: Readonly<Record<number, { readonly bytes: number; readonly sizeAt: number }>> = { 1: { bytes: 4, sizeAt: 0 }, 2: { bytes: 4, sizeAt: 0 }, 3: { bytes: 76, sizeAt: 72 } };
/** Bytes of an event; from version 2 on the last eight are its ETAS k. */
const EVENT_BYTES: Readonly<Record<number, number>> = { 1: 70, 2: 78, 3: 78 };
/** No simulated year has more; a larger number is damage. */
const MOST_EVENTS = 100_000_000;

/**
 * The big-endian binary files of UCERF3-ETAS, versions 1 to 3, plain or gzipped: a merged set (a count, then that many
 * catalogs) or one catalog alone, which pyCSEP reads as garbage (defect 28). Empty catalogs are there as catalogs of size 0.
 *
 * @throws InputError (while reading) for an unknown version, values out of range, or a file that ends early or goes on
 */
export function openUcerf3EtasBinary(path: string, options: { readonly statedCount?: number } = {}): CatalogForecast {
  const { statedCount } = options;
  return { kind: "catalogs", name: path, ...(statedCount === undefined ? {} : { statedCount }), catalogs: () => readCatalogs(path) };
}

function* readCatalogs(file: string): Generator<SimulatedCatalog> {
  const cursor = byteCursor(readBytes(file), file);
  try {
    yield* catalogsOf(cursor, file);
  } finally {
    cursor.close();
  }
}

function* catalogsOf(cursor: ByteCursor, file: string): Generator<SimulatedCatalog> {
  const columns = createEventColumns();
  const count = catalogCount(cursor);
  if (!(count >= 1)) throw new InputError("no catalogs in the file: missing data is not zero earthquakes", { file, field: "number of catalogs", value: count, expected: "at least 1" });
  for (let index = 0; index < count; index++) {
    const version = cursor.take(2, `version of catalog ${index}`).getInt16(0);
    const header = HEADERS[version];
    if (header === undefined) throw new InputError("unknown version of UCERF3-ETAS catalog", { file, field: `version, catalog ${index}`, value: version, expected: "1, 2 or 3" });
    const size = cursor.take(header.bytes, `header of catalog ${index}`).getInt32(header.sizeAt);
    if (!(size >= 0 && size <= MOST_EVENTS)) throw new InputError("size of a catalog is out of range", { file, field: `catalog ${index}`, value: size, expected: `0 to ${MOST_EVENTS}` });
    for (let event = 0; event < size; event++) readEvent(cursor, EVENT_BYTES[version]!, file, index, event);
    yield columns.take(index);
  }
  if (!cursor.atEnd()) throw new InputError("file goes on after its last catalog", { file, field: "byte", value: cursor.position, expected: `the end after ${count} catalogs` });

  function readEvent(bytes: ByteCursor, eventBytes: number, name: string, catalog: number, event: number): void {
    const view = bytes.take(eventBytes, `event ${event} of catalog ${catalog}`);
    const time = Number(view.getBigInt64(10));
    const latitude = view.getFloat64(18);
    const longitude = view.getFloat64(26);
    const depthKm = view.getFloat64(34);
    const magnitude = view.getFloat64(42);
    const inRange = Math.abs(time) < 8.64e15 && latitude >= -90 && latitude <= 90 && longitude >= -180 && longitude <= 360 && magnitude >= -5 && magnitude <= 12 && !(Math.abs(depthKm) === Infinity);
    if (!inRange) {
      throw new InputError("event is out of range", { file: name, field: `event ${event} of catalog ${catalog}`, value: { time, longitude, latitude, depthKm, magnitude }, expected: "a time, degrees, kilometres and a magnitude" });
    }
    columns.push(time, longitude, latitude, depthKm, magnitude);
  }
}

/**
 * A merged set starts with its count, a catalog alone with its version. Counts from 65,536 on look like a version too, but then
 * the version of the first catalog follows (a catalog alone that looks the same has 65,537 events or a few more and is refused).
 */
function catalogCount(cursor: ByteCursor): number {
  const head = cursor.peek(6, "first bytes");
  const alone = head.getInt16(0) in HEADERS && !(head.getInt16(4) in HEADERS && head.getInt16(2) !== 0);
  return alone ? 1 : cursor.take(4, "number of catalogs").getInt32(0);
}
