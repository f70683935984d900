import { InputError } from "../seismicity/input-error.ts";
import { epochOfCalendarTime } from "./calendar-time.ts";
import { type CatalogFormat, collectRows } from "./catalog-reading.ts";
import { parseDecimal } from "./decimal-text.ts";
import { depthKmOf, latitudeOf, longitudeOf, magnitudeOf } from "./event-fields.ts";

const COLUMNS = ["Year", "Mo", "Da", "Ho", "Mi", "Se", "Lat", "Lon", "Depth", "Mw"] as const;
const HEADER = new RegExp(`^${COLUMNS.join("\\s+").replace("Depth", "Dep(?:th)?")}(?:\\s|$)`, "i");
/** The catalog writes 10:60:64.29 for 11:01:04.29. */
const LARGEST = { minute: 60, second: 119.999 };

/**
 * The Homogenized Instrumental Seismic Catalog of Italy, HORUS (Lolli et al. 2020, Seismological Research Letters 91(6)): a header and rows
 * separated by tabs, each part of the time in a column of its own, UTC; the magnitude is Mw. Events have no ids and are called
 * `row-<n>`. Numbers are read in double precision (pyCSEP's float32 puts four in ten magnitudes a bin too low: defect 7).
 */
export const horus: CatalogFormat = {
  id: "horus",
  title: `HORUS catalog of Italy, header ${COLUMNS.join(" ")} separated by tabs`,
  recognises: (head) => HEADER.test(head.trimStart()),
  read(text) {
    const rows = collectRows();
    const lines = text.split("\n");
    let rowNumber = -1;
    lines.forEach((row, index) => {
      if (row.trim() === "") return;
      if (++rowNumber === 0) {
        if (!HEADER.test(row.trim())) throw new InputError("not the header of a HORUS catalog", { line: index + 1, field: "header", value: row.trim(), expected: COLUMNS.join(" ") });
        return;
      }
      const fields = row.split("\t").map((field) => field.trim());
      if (index === lines.length - 1 && fields.length < COLUMNS.length) throw new InputError("file is cut off in its last line", { line: index + 1, value: row, expected: COLUMNS.join(" ") });
      const id = `row-${rowNumber}`;
      rows.add(index + 1, () => row, () => {
        if (fields.length < COLUMNS.length) throw new InputError("wrong number of columns", { field: "row", value: fields.length, expected: `${COLUMNS.length} or more: ${COLUMNS.join(" ")}` });
        const [year, month, day, hour, minute, second] = COLUMNS.slice(0, 6).map((name, column) => parseDecimal(fields[column]!, name)) as [number, number, number, number, number, number];
        return {
          event: {
            id, time: epochOfCalendarTime({ year, month, day, hour, minute, second }, "Year to Se", LARGEST), latitude: latitudeOf(fields[6]!, "Lat"), longitude: longitudeOf(fields[7]!, "Lon"),
            depthKm: depthKmOf(fields[8]!, "Depth"), magnitude: magnitudeOf(fields[9]!, "Mw"), magnitudeType: "mw",
          },
        };
      });
    });
    if (rowNumber < 0) throw new InputError("not the header of a HORUS catalog", { line: 1, field: "header", value: "", expected: COLUMNS.join(" ") });
    return rows.finish("horus");
  },
};
