import { InputError } from "../seismicity/input-error.ts";
import { epochOfCalendarTime } from "./calendar-time.ts";
import { type CatalogFormat, collectRows } from "./catalog-reading.ts";
import { delimitedRecords, firstLineFields, refuseCutOff } from "./delimited-text.ts";
import { depthKmOf, latitudeOf, longitudeOf, magnitudeOf } from "./event-fields.ts";

const FIRST_COLUMNS = ["ev_id", "date", "time_orig", "time_orig_decimals", "lat_orig", "long_orig", "depth"] as const;
const MAGNITUDE_COLUMN = 61;
const COLUMN_COUNT = 64;

/**
 * The CSV of the European-Mediterranean Regional Centroid Moment Tensors of INGV (Pondrelli), 64 columns with or without a header: time (UTC)
 * and place of the origin, and Mw. Blanks stand for zeros in the time, which may lack its seconds; the column after it is the
 * fraction of a second. Events whose magnitude is a placeholder (-9.9) become rejected rows.
 */
export const rcmtCsv: CatalogFormat = {
  id: "rcmt-csv",
  title: `European-Mediterranean RCMT CSV, columns ${FIRST_COLUMNS.join(",")} and ${COLUMN_COUNT - FIRST_COLUMNS.length} more`,
  recognises: (head) => {
    const fields = firstLineFields(head);
    return fields.length >= COLUMN_COUNT - 1 && (isHeader(fields) || (/^\d{4}-\d\d-\d\d$/.test(fields[1]!) && /^[\d ]{2}:[\d ]{2}:/.test(fields[2]!)));
  },
  read(text) {
    const rows = collectRows();
    let first = true;
    for (const record of delimitedRecords(text)) {
      const fields = record.fields.map((field) => field.trim());
      const isNamed = first && isHeader(fields);
      first = false;
      if (isNamed) continue;
      refuseCutOff(record, COLUMN_COUNT, "columns");
      rows.add(record.line, () => record.text, () => {
        if (fields.length !== COLUMN_COUNT) throw new InputError("wrong number of columns", { field: "row", value: fields.length, expected: String(COLUMN_COUNT) });
        const [id, date, , decimals, latitude, longitude, depth] = fields as [string, string, string, string, string, string, string];
        if (id === "") throw new InputError("event id is missing", { field: "ev_id", value: id, expected: "a text" });
        return {
          event: {
            id, time: timeOf(date, record.fields[2]!, decimals), latitude: latitudeOf(latitude, "lat_orig"), longitude: longitudeOf(longitude, "long_orig"),
            depthKm: depthKmOf(depth, "depth"), magnitude: magnitudeOf(fields[MAGNITUDE_COLUMN]!, "Mw"), magnitudeType: "mw",
          },
        };
      });
    }
    return rows.finish("rcmt-csv");
  },
};

function isHeader(fields: readonly string[]): boolean {
  return FIRST_COLUMNS.every((name, column) => fields[column]?.toLowerCase() === name) && fields[MAGNITUDE_COLUMN]?.toLowerCase() === "mw";
}

function timeOf(date: string, time: string, decimals: string): number {
  const match = /^(\d{4})-(\d\d)-(\d\d)T([\d ]\d):([\d ]\d):([\d ]\d)?\.(\d*)$/.exec(`${date}T${time}.${decimals}`);
  if (match === null) throw new InputError("not a date and time", { field: "date, time_orig, time_orig_decimals", value: [date, time, decimals], expected: "2010-08-08, 09:15:00, 9" });
  const [year, month, day, hour, minute] = match.slice(1, 6).map(Number) as [number, number, number, number, number];
  return epochOfCalendarTime({ year, month, day, hour, minute, second: Number(`${Number(match[6] ?? 0)}.${match[7]}`) }, "date, time_orig");
}
