import { type Catalog, createCatalog, type EarthquakeEvent } from "../seismicity/catalog.ts";
import { InputError } from "../seismicity/input-error.ts";
import { formatInstant, parseInstant } from "../seismicity/time.ts";

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
    catalog.magnitudeTypes[index],
    quote(catalog.ids[index]!),
  ].join(",");
}

/** Reads {@link snapshotCsv} back. @throws InputError on any other text. */
export function parseSnapshotCsv(text: string, file = "snapshot"): Catalog {
  const [header, ...lines] = text.split("\n");
  if (header !== HEADER) throw new InputError("not a snapshot", { file, line: 1, value: header, expected: HEADER });
  return createCatalog(lines.filter((line) => line !== "").map((line): EarthquakeEvent => {
    const [time, longitude, latitude, depth, magnitude, magnitudeType, ...id] = line.split(",");
    return {
      time: parseInstant(time!),
      longitude: Number(longitude),
      latitude: Number(latitude),
      depthKm: depth === "" ? Number.NaN : Number(depth),
      magnitude: Number(magnitude),
      magnitudeType: magnitudeType!,
      id: unquote(id.join(",")),
    };
  }));
}

function quote(id: string): string {
  return /[",\n]/.test(id) ? JSON.stringify(id) : id;
}

function unquote(text: string): string {
  return text.startsWith('"') ? (JSON.parse(text) as string) : text;
}
