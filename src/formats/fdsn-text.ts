import { InputError } from "../seismicity/input-error.ts";
import { parseInstantUtcByFormat } from "../seismicity/time.ts";
import { type CatalogFormat, type CatalogRow, collectRows } from "./catalog-reading.ts";
import { depthKmOf, latitudeOf, longitudeOf, magnitudeOf, requireEarthquake } from "./event-fields.ts";

/** Columns of the specification, lower case; `depth/km` is also written `depth/Km` and `depth`. */
const REQUIRED = ["eventid", "time", "latitude", "longitude", "depth/km", "magtype", "magnitude"] as const;
type Column = (typeof REQUIRED)[number];

/**
 * The text format of FDSN event services (specification 1.2): a header that begins with `#EventID`, then one event a line in fields
 * separated by `|`. Times without zone are UTC, as the specification says; digits finer than a millisecond are cut off. The columns are
 * found by their names. Where there is a column `EventType`, only earthquakes are kept; without one, all events are taken for
 * earthquakes, as nothing says otherwise. Nothing says when an event was changed, so `updatedAt` is not set.
 *
 * @throws InputError without a header or one of its columns, or when the last line is cut off.
 */
export const fdsnText: CatalogFormat = {
  id: "fdsn-text",
  title: "text of FDSN event services, header #EventID|Time|Latitude|Longitude|Depth/km|...",
  recognises: (head) => /^\s*#\s*EventID\s*\|\s*Time\s*\|/i.test(head),
  read(text) {
    const rows = collectRows();
    const lines = text.split("\n");
    let names: readonly string[] | undefined;
    lines.forEach((line, index) => {
      const row = line.endsWith("\r") ? line.slice(0, -1) : line;
      if (row.trim() === "") return;
      if (names === undefined) {
        names = readHeader(row, index + 1);
        return;
      }
      // Some services repeat the header between answers that they join; the specification calls such lines comments.
      if (row.startsWith("#")) return;
      const fields = row.split("|").map((field) => field.trim());
      const columns = names;
      if (index === lines.length - 1 && fields.length < columns.length) throw new InputError("text is cut off in its last line", { line: index + 1, value: row, expected: `${columns.length} fields as in the header` });
      rows.add(index + 1, () => row, () => readEvent(fields, columns));
    });
    if (names === undefined) throw new InputError("no header", { line: 1, value: "", expected: "#EventID|Time|Latitude|..." });
    return rows.finish("fdsn-text");
  },
};

function readHeader(row: string, line: number): string[] {
  const names = row.replace(/^\s*#/, "").split("|").map((name) => name.trim().toLowerCase().replace(/^depth$/, "depth/km"));
  const missing = REQUIRED.filter((name) => names.filter((other) => other === name).length !== 1);
  if (missing.length > 0) throw new InputError(`not one column each for ${missing.join(", ")}`, { line, field: "header", value: row, expected: REQUIRED.join(", ") });
  return names;
}

function readEvent(fields: readonly string[], names: readonly string[]): Omit<CatalogRow, "line"> {
  if (fields.length !== names.length) throw new InputError("wrong number of fields", { field: "row", value: fields.length, expected: `${names.length} as in the header` });
  const text = (name: Column): string => fields[names.indexOf(name)]!;
  const type = names.indexOf("eventtype");
  if (type >= 0) requireEarthquake(fields[type]!, "EventType");
  const id = text("eventid");
  if (id === "") throw new InputError("missing value", { field: "EventID", value: "", expected: "an id" });
  return {
    event: {
      id,
      time: parseInstantUtcByFormat(text("time"), "Time"),
      longitude: longitudeOf(text("longitude"), "Longitude"),
      latitude: latitudeOf(text("latitude"), "Latitude"),
      depthKm: depthKmOf(text("depth/km"), "Depth/km"),
      magnitude: magnitudeOf(text("magnitude"), "Magnitude"),
      magnitudeType: text("magtype").toLowerCase(),
    },
  };
}
