import { InputError } from "../seismicity/input-error.ts";
import { epochOfCalendarTime } from "./calendar-time.ts";
import { type CatalogFormat, collectRows } from "./catalog-reading.ts";
import { isDecimal, parseDecimal } from "./decimal-text.ts";
import { depthKmOf, latitudeOf, longitudeOf, magnitudeOf } from "./event-fields.ts";

const COLUMNS = ["longitude", "latitude", "year", "month", "day", "magnitude", "depth", "hour", "minute", "second"] as const;
/** CSEP1 adds the errors of place, depth and magnitude, and the network. */
const MOST_COLUMNS = 14;

/**
 * The ZMAP format as CSEP1 defined it: ten columns of numbers separated by blanks or commas (longitude, latitude, year, which may be a
 * decimal year, month, day, magnitude, depth in km, hour, minute, second) and perhaps errors and network after them; times are
 * UTC; `%` and `#` start a comment. Events have no ids and are called `row-<n>`. (pyCSEP's reader fails on any file: defect 19.)
 */
export const zmap: CatalogFormat = {
  id: "zmap",
  title: `ZMAP as in CSEP1 (UTC), numbers separated by blanks: ${COLUMNS.join(" ")}`,
  recognises: (head) => {
    const first = head.split("\n").find((line) => !/^\s*(?:[%#]|$)/.test(line));
    const fields = first === undefined ? [] : fieldsOf(first);
    const [, , year, month, day, , , hour, minute] = fields.map(Number) as [number, number, number, number, number, number, number, number, number];
    return fields.length >= COLUMNS.length && fields.length <= MOST_COLUMNS && fields.slice(0, COLUMNS.length).every(isDecimal)
      && year >= 1 && year < 10_000 && month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour >= 0 && hour < 24 && minute >= 0 && minute < 60;
  },
  read(text) {
    const rows = collectRows();
    let rowNumber = 0;
    const lines = text.split("\n");
    lines.forEach((row, index) => {
      if (/^\s*(?:[%#]|$)/.test(row)) return;
      const fields = fieldsOf(row);
      if (index === lines.length - 1 && fields.length < COLUMNS.length) throw new InputError("file is cut off in its last line", { line: index + 1, value: row, expected: `${COLUMNS.length} columns or more` });
      const id = `row-${++rowNumber}`;
      rows.add(index + 1, () => row, () => {
        if (fields.length < COLUMNS.length || fields.length > MOST_COLUMNS) throw new InputError("wrong number of columns", { field: "row", value: fields.length, expected: `${COLUMNS.length} to ${MOST_COLUMNS}: ${COLUMNS.join(" ")}` });
        const number = (column: number): number => parseDecimal(fields[column]!, COLUMNS[column]!);
        const time = epochOfCalendarTime({ year: Math.trunc(number(2)), month: number(3), day: number(4), hour: number(7), minute: number(8), second: number(9) }, "year to second");
        return {
          event: {
            id, time, longitude: longitudeOf(fields[0]!, COLUMNS[0]), latitude: latitudeOf(fields[1]!, COLUMNS[1]),
            depthKm: depthKmOf(fields[6]!, COLUMNS[6]), magnitude: magnitudeOf(fields[5]!, COLUMNS[5]), magnitudeType: "",
          },
        };
      });
    });
    return rows.finish("zmap");
  },
};

function fieldsOf(line: string): string[] {
  return line.trim().split(/\s*,\s*|\s+/);
}
