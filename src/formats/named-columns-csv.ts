import { InputError } from "../seismicity/input-error.ts";
import { parseInstant } from "../seismicity/time.ts";
import { type CatalogFormat, type CatalogRow, collectRows } from "./catalog-reading.ts";
import { delimitedRecords, type DelimitedRecord, firstLineFields, refuseCutOff } from "./delimited-text.ts";
import { depthKmOf, latitudeOf, longitudeOf, magnitudeOf, requireEarthquake } from "./event-fields.ts";

/** Header names of each quantity, lower case. */
const NAMES = {
  time: ["time", "origin_time", "datetime", "event_at"],
  latitude: ["latitude", "lat"],
  longitude: ["longitude", "lon", "lng"],
  magnitude: ["mag", "magnitude", "usgs_mag"],
  depth: ["depth", "depth_km", "depthkm"],
  magnitudeType: ["magtype", "mag_type", "magnitudetype"],
  id: ["id", "evid", "event_id", "eventid", "usgs_id"],
  updated: ["updated"],
  type: ["type", "event_type"],
  status: ["status"],
} as const;
type Quantity = keyof typeof NAMES;
const REQUIRED = ["time", "latitude", "longitude", "magnitude"] as const;

/** Position of each quantity in a row, −1 where the table has none, and the header's own names for error messages. */
interface Columns {
  readonly at: Readonly<Record<Quantity, number>>;
  readonly names: readonly string[];
}

/**
 * A CSV table with a header that names its columns, in any order: the CSV of the ComCat event service and tables like it.
 * Times must carry a zone. Only earthquakes are kept (`type` empty, `earthquake` or `eq`); `status` `deleted` marks a
 * withdrawn event; an event without an id is called `row-<n>` by its number among the rows after the header. Other columns are ignored.
 *
 * @throws InputError when a required column is missing or there twice, for a log of revisions (`as_of`), which is not one
 *   state of a catalog, or when the last line is cut off.
 */
export const namedColumnsCsv: CatalogFormat = {
  id: "named-columns-csv",
  title: `CSV with a header naming ${REQUIRED.map((quantity) => NAMES[quantity].join(" or ")).join(", ")}, as of the ComCat event service`,
  recognises: (head) => {
    const names = firstLineFields(head).map((name) => name.toLowerCase());
    const has = (quantity: Quantity): boolean => NAMES[quantity].some((name) => names.includes(name));
    return has("latitude") && has("longitude") && (has("time") || has("magnitude"));
  },
  read(text) {
    const rows = collectRows();
    let columns: Columns | undefined;
    let rowNumber = 0;
    for (const record of delimitedRecords(text)) {
      if (columns === undefined) columns = readHeader(record);
      else {
        const { at, names } = columns;
        refuseCutOff(record, names.length, "fields as in the header");
        const id = `row-${++rowNumber}`;
        rows.add(record.line, () => record.text, () => readEvent(record.fields, at, names, id));
      }
    }
    return rows.finish("named-columns-csv");
  },
};

function readHeader(record: DelimitedRecord): Columns {
  const where = { line: record.line, field: "header", value: record.text };
  const names = record.fields.map((name) => name.trim().toLowerCase());
  if (names.includes("as_of")) throw new InputError("a log of revisions (column as_of), not one state of a catalog", { ...where, expected: "one row an event; `quakegate import` reads a log when told --format revision-log" });
  const positions = (Object.keys(NAMES) as Quantity[]).map((quantity): [Quantity, number] => {
    const found = names.flatMap((name, column) => ((NAMES[quantity] as readonly string[]).includes(name) ? [column] : []));
    if (found.length > 1) throw new InputError(`${found.length} columns for ${quantity}`, { ...where, expected: "one" });
    return [quantity, found[0] ?? -1];
  });
  const at = Object.fromEntries(positions) as Record<Quantity, number>;
  const missing = REQUIRED.filter((quantity) => at[quantity] < 0);
  if (missing.length > 0) {
    throw new InputError(`no column for ${missing.join(", ")}`, { ...where, expected: missing.map((quantity) => NAMES[quantity].join(" or ")).join(", ") });
  }
  return { at, names: record.fields.map((name) => name.trim()) };
}

function readEvent(fields: readonly string[], at: Columns["at"], names: readonly string[], idWhenBlank: string): Omit<CatalogRow, "line"> {
  if (fields.length !== names.length) throw new InputError("wrong number of fields", { field: "row", value: fields.length, expected: `${names.length} as in the header` });
  const text = (quantity: Quantity): string => (at[quantity] < 0 ? "" : fields[at[quantity]]!.trim());
  const name = (quantity: Quantity): string => names[at[quantity]] ?? quantity;
  requireEarthquake(text("type"), name("type"));
  const id = text("id");
  const updated = text("updated");
  return {
    event: {
      id: id === "" ? idWhenBlank : id,
      time: parseInstant(text("time"), name("time")),
      longitude: longitudeOf(text("longitude"), name("longitude")),
      latitude: latitudeOf(text("latitude"), name("latitude")),
      depthKm: depthKmOf(text("depth"), name("depth")),
      magnitude: magnitudeOf(text("magnitude"), name("magnitude")),
      magnitudeType: text("magnitudeType").toLowerCase(),
    },
    ...(updated === "" ? {} : { updatedAt: parseInstant(updated, name("updated")) }),
    ...(text("status").toLowerCase() === "deleted" ? { deleted: true } : {}),
  };
}
