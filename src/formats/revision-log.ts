import type { EarthquakeEvent } from "../seismicity/catalog.ts";
import { InputError, locateErrors } from "../seismicity/input-error.ts";
import { type EpochMs, formatInstant, parseInstant } from "../seismicity/time.ts";
import { type DelimitedRecord, delimitedRecords, firstLineFields } from "./delimited-text.ts";
import { depthKmOf, epochMsOf, latitudeOf, longitudeOf, magnitudeOf } from "./event-fields.ts";

/** What a row says of its event: listed when the source was first seen, listed for the first time, listed with other values, listed no longer. */
export type RevisionOperation = "init" | "new" | "upd" | "del";

export interface RevisionRow {
  /** 1-based. */
  readonly line: number;
  /** When the source was seen to say so. */
  readonly asOf: EpochMs;
  readonly operation: RevisionOperation;
  readonly id: string;
  /** The event's values from then on; undefined when a value cannot be used, and `unusable` says which. */
  readonly event: EarthquakeEvent | undefined;
  readonly unusable: string;
  /** The source's word for the kind of event, lower case; empty when the row has none. */
  readonly eventType: string;
}

/** One moment at which the source was looked at. */
export interface RevisionSnapshot {
  readonly asOf: EpochMs;
}

const OPERATIONS: readonly string[] = ["init", "new", "upd", "del"];

/** Header names of each quantity, lower case. */
const NAMES = {
  asOf: ["as_of"],
  operation: ["op"],
  id: ["id", "evid"],
  time: ["time"],
  latitude: ["latitude"],
  longitude: ["longitude"],
  depth: ["depth_km"],
  magnitude: ["mag"],
  magnitudeType: ["mag_type"],
  eventType: ["type", "event_type"],
} as const;
type Quantity = keyof typeof NAMES;
const OPTIONAL: readonly Quantity[] = ["magnitudeType", "eventType"];
type Columns = Readonly<Record<Quantity, number>>;

/** Whether a text begins with the header of a log of revisions. */
export function isRevisionLog(head: string): boolean {
  const names = firstLineFields(head).map((name) => name.toLowerCase());
  return names.includes("as_of") && names.includes("op");
}

/**
 * Reads a log of revisions: a CSV table with a header that has `as_of`, `op` (`init`, `new`, `upd`, `del`), `id` or `evid`,
 * `time` (ISO 8601 with zone, or epoch milliseconds), `latitude`, `longitude`, `depth_km`, `mag` and perhaps `mag_type` and `type`
 * or `event_type`, in rows of ascending `as_of`. Other columns are ignored. A row whose values cannot be used keeps its place.
 *
 * @throws InputError naming the line when the header, an `as_of`, an `op` or an id cannot be read, rows go back in time, or the
 *   last line is cut off: then the text as a whole is not a log.
 */
export function readRevisionLog(text: string): RevisionRow[] {
  const rows: RevisionRow[] = [];
  let header: { at: Columns; length: number } | undefined;
  for (const record of delimitedRecords(text)) {
    if (header === undefined) header = { at: columnsOf(record), length: record.fields.length };
    else {
      const row = readRow(record, header.at, header.length);
      const previous = rows.at(-1);
      if (previous !== undefined && row.asOf < previous.asOf) {
        throw new InputError("rows go back in time", { line: row.line, field: "as_of", value: formatInstant(row.asOf), expected: `${formatInstant(previous.asOf)} or later` });
      }
      rows.push(row);
    }
  }
  if (header === undefined) throw new InputError("file is empty", { expected: "a log of revisions; one without rows still has its header" });
  return rows;
}

/**
 * Reads the moments at which a source was looked at: a CSV table with a column `as_of`, ascending. Other columns are ignored.
 *
 * @throws InputError naming the line when one cannot be read, or they are not ascending.
 */
export function readRevisionSnapshots(text: string): RevisionSnapshot[] {
  const snapshots: RevisionSnapshot[] = [];
  let column: number | undefined;
  for (const { line, fields, text: row } of delimitedRecords(text)) {
    if (column === undefined) {
      column = fields.findIndex((name) => name.trim().toLowerCase() === "as_of");
      if (column < 0) throw new InputError("no column for the times of the snapshots", { line, field: "header", value: row, expected: "as_of" });
      continue;
    }
    const asOf = locateErrors({ line }, () => instantOf(fields[column!] ?? "", "as_of"));
    const previous = snapshots.at(-1);
    if (previous !== undefined && asOf < previous.asOf) throw new InputError("snapshots go back in time", { line, field: "as_of", value: formatInstant(asOf), expected: `${formatInstant(previous.asOf)} or later` });
    snapshots.push({ asOf });
  }
  if (snapshots.length === 0) throw new InputError("no snapshots in the file", { expected: "a CSV table with a column as_of" });
  return snapshots;
}

function columnsOf(record: DelimitedRecord): Columns {
  const names = record.fields.map((name) => name.trim().toLowerCase());
  const positions = (Object.keys(NAMES) as Quantity[]).map((quantity): [Quantity, number] => [quantity, names.findIndex((name) => (NAMES[quantity] as readonly string[]).includes(name))]);
  const missing = positions.filter(([quantity, position]) => position < 0 && !OPTIONAL.includes(quantity));
  if (missing.length > 0) {
    const expected = missing.map(([quantity]) => NAMES[quantity].join(" or ")).join(", ");
    throw new InputError("not a log of revisions: columns are missing", { line: record.line, field: "header", value: record.text, expected });
  }
  return Object.fromEntries(positions) as Record<Quantity, number>;
}

function readRow({ line, fields, text, unfinished }: DelimitedRecord, at: Columns, length: number): RevisionRow {
  if (fields.length !== length) {
    throw new InputError(unfinished ? "file is cut off in its last line" : "wrong number of fields", { line, value: text, expected: `${length} fields as in the header` });
  }
  const field = (quantity: Quantity): string => (at[quantity] < 0 ? "" : fields[at[quantity]]!.trim());
  return locateErrors({ line }, () => {
    const operation = field("operation");
    if (!OPERATIONS.includes(operation)) throw new InputError("no such operation", { field: "op", value: operation, expected: OPERATIONS.join(", ") });
    const id = field("id");
    if (id === "") throw new InputError("event id is missing", { field: "id", value: id, expected: "a text" });
    const row = { line, asOf: instantOf(field("asOf"), "as_of"), operation: operation as RevisionOperation, id, eventType: field("eventType").toLowerCase() };
    try {
      return { ...row, event: eventOf(id, field), unusable: "" };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return { ...row, event: undefined, unusable: error.message };
    }
  });
}

function eventOf(id: string, field: (quantity: Quantity) => string): EarthquakeEvent {
  return {
    id,
    time: instantOf(field("time"), "time"),
    longitude: longitudeOf(field("longitude"), "longitude"),
    latitude: latitudeOf(field("latitude"), "latitude"),
    depthKm: depthKmOf(field("depth"), "depth_km"),
    magnitude: magnitudeOf(field("magnitude"), "mag"),
    magnitudeType: field("magnitudeType").toLowerCase(),
  };
}

function instantOf(text: string, field: string): EpochMs {
  return /^-?\d+$/.test(text) ? epochMsOf(Number(text), field) : parseInstant(text, field);
}
