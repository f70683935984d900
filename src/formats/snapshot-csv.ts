import { type Catalog, createCatalog, type EarthquakeEvent } from "../seismicity/catalog.ts";
import { InputError, locateErrors } from "../seismicity/input-error.ts";
import { formatInstant, parseInstant } from "../seismicity/time.ts";
import { parseDecimal } from "./decimal-text.ts";

const HEADER = "time,longitude,latitude,depth_km,magnitude,magnitude_type,id";

/**
 * Canonical text of a set of events: a header and one line an event, by origin time then id, shortest round-trip numbers.
 * Its SHA-256 is the identity of a snapshot: the events alone, nothing about when or by whom it was made.
 */
export function snapshotCsv(catalog: Catalog): string {
  const lines = [HEADER];
  for (let index = 0; index < catalog.length; index++) lines.push(snapshotLine(catalog, index));
  return `${lines.join("\n")}\n`;
}

/** One event's line in {@link snapshotCsv}. */
export function snapshotLine(catalog: Catalog, index: number): string {
  const depth = catalog.depthsKm[index]!;
  return [
    formatInstant(catalog.times[index]!),
    catalog.longitudes[index],
    catalog.latitudes[index],
    Number.isNaN(depth) ? "" : depth,
    catalog.magnitudes[index],
    quote(catalog.magnitudeTypes[index]!),
    quote(catalog.ids[index]!),
  ].join(",");
}

/** Reads {@link snapshotCsv} back. @throws InputError, naming the line, on any other text, such as one cut short. */
export function parseSnapshotCsv(text: string, file = "snapshot"): Catalog {
  const [header, ...lines] = text.split("\n");
  if (header !== HEADER) throw new InputError("not a snapshot", { file, line: 1, value: header, expected: HEADER });
  if (lines.pop() !== "") throw new InputError("snapshot is cut short", { file, line: lines.length + 2, expected: "a line break at the end" });
  return createCatalog(lines.map((line, index) => locateErrors({ file, line: index + 2 }, () => eventOf(line))));
}

/** Five fields of numbers, then two that are quoted as JSON where they hold a comma, a quote or a line break. */
const LINE = /^([^,"]*),([^,"]*),([^,"]*),([^,"]*),([^,"]*),("(?:[^"\\]|\\.)*"|[^,"]*),("(?:[^"\\]|\\.)*"|[^,"]*)$/;

function eventOf(line: string): EarthquakeEvent {
  const match = LINE.exec(line);
  if (match === null) throw new InputError("not an event", { value: line, expected: HEADER });
  const [, time, longitude, latitude, depth, magnitude, magnitudeType, id] = match as unknown as string[];
  return {
    time: parseInstant(time!, "time"),
    longitude: parseDecimal(longitude!, "longitude"),
    latitude: parseDecimal(latitude!, "latitude"),
    depthKm: depth === "" ? Number.NaN : parseDecimal(depth!, "depth_km"),
    magnitude: parseDecimal(magnitude!, "magnitude"),
    magnitudeType: unquote(magnitudeType!, "magnitude_type"),
    id: unquote(id!, "id"),
  };
}

function quote(text: string): string {
  return /[",\n]/.test(text) ? JSON.stringify(text) : text;
}

function unquote(text: string, field: string): string {
  if (!text.startsWith('"')) return text;
  try {
    return JSON.parse(text) as string;
  } catch {
    throw new InputError("not a quoted text", { field, value: text, expected: "a JSON string" });
  }
}
