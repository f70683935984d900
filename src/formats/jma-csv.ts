import { InputError } from "../seismicity/input-error.ts";
import { parseInstant } from "../seismicity/time.ts";
import { type CatalogFormat, collectRows } from "./catalog-reading.ts";
import { depthKmOf, latitudeOf, longitudeOf, magnitudeOf } from "./event-fields.ts";

const COLUMNS = ["timestamp", "longitude", "latitude", "depth", "magnitude"] as const;
const HEADER = COLUMNS.join(";");

/**
 * The catalog of the Japan Meteorological Agency as pyCSEP reads it (made by `deck2csv`): a header and rows of timestamp, longitude,
 * latitude, depth in km and magnitude, separated by semicolons. A timestamp must carry its zone (`+0900`). Events have no
 * ids and are called `row-<n>`.
 */
export const jmaCsv: CatalogFormat = {
  id: "jma-csv",
  title: `JMA catalog, header ${HEADER}, times with zone`,
  recognises: (head) => head.trimStart().split(/\r?\n/, 1)[0]!.trim().toLowerCase() === HEADER,
  read(text) {
    const rows = collectRows();
    const lines = text.split("\n");
    let rowNumber = -1;
    lines.forEach((row, index) => {
      if (row.trim() === "") return;
      const fields = row.split(";").map((field) => field.trim());
      if (++rowNumber === 0) {
        if (fields.join(";").toLowerCase() !== HEADER) throw new InputError("not the header of a JMA catalog", { line: index + 1, field: "header", value: row.trim(), expected: HEADER });
        return;
      }
      if (index === lines.length - 1 && fields.length < COLUMNS.length) throw new InputError("file is cut off in its last line", { line: index + 1, value: row, expected: HEADER });
      const id = `row-${rowNumber}`;
      rows.add(index + 1, () => row, () => {
        if (fields.length !== COLUMNS.length) throw new InputError("wrong number of fields", { field: "row", value: fields.length, expected: `${COLUMNS.length} (${HEADER})` });
        const [time, longitude, latitude, depth, magnitude] = fields as [string, string, string, string, string];
        return {
          event: {
            id, time: parseInstant(time, "timestamp"), longitude: longitudeOf(longitude, "longitude"), latitude: latitudeOf(latitude, "latitude"),
            depthKm: depthKmOf(depth, "depth"), magnitude: magnitudeOf(magnitude, "magnitude"), magnitudeType: "mj",
          },
        };
      });
    });
    if (rowNumber < 0) throw new InputError("not the header of a JMA catalog", { line: 1, field: "header", value: "", expected: HEADER });
    return rows.finish("jma-csv");
  },
};
