import { InputError } from "../seismicity/input-error.ts";
import { type CatalogFormat, collectRows } from "./catalog-reading.ts";
import { depthKmOf, epochMsOf, latitudeOf, longitudeOf, magnitudeOf } from "./event-fields.ts";
import { numberValue, parseJson, recordValue } from "./json-values.ts";

const ROW = "[id, epoch milliseconds, latitude, longitude, depth in km, magnitude]";

/**
 * The catalog JSON of pyCSEP and floatCSEP: an object whose `catalog` holds rows of id, epoch milliseconds (UTC),
 * latitude, longitude, depth in km and magnitude. Its other keys (statistics, filters, region) are not used.
 */
export const csepCatalogJson: CatalogFormat = {
  id: "csep-catalog-json",
  title: `CSEP catalog JSON, {"catalog": [${ROW}, ...]}`,
  recognises: (head) => /^\s*\{/.test(head) && /"catalog"\s*:\s*\[/.test(head),
  read(text) {
    const { catalog } = recordValue(parseJson(text), { field: "document" });
    if (!Array.isArray(catalog)) throw new InputError("no list of events", { field: "catalog", value: catalog ?? null, expected: `a list of ${ROW}` });
    const rows = collectRows();
    catalog.forEach((row: unknown, index) => {
      const field = (column: number): string => `catalog[${index}][${column}]`;
      rows.add(index + 1, () => JSON.stringify(row), () => {
        if (!Array.isArray(row) || row.length !== 6) throw new InputError("not an event row", { field: `catalog[${index}]`, value: row, expected: ROW });
        const id: unknown = typeof row[0] === "string" ? row[0].trim() : row[0];
        if (typeof id !== "string" && typeof id !== "number") throw new InputError("event id is missing", { field: field(0), value: id, expected: "a text or a number" });
        return {
          event: {
            id: id === "" ? `row-${index + 1}` : String(id),
            time: epochMsOf(numberValue(row[1], field(1)), field(1)),
            latitude: latitudeOf(numberValue(row[2], field(2)), field(2)),
            longitude: longitudeOf(numberValue(row[3], field(3)), field(3)),
            depthKm: row[4] === null ? Number.NaN : depthKmOf(numberValue(row[4], field(4)), field(4)),
            magnitude: magnitudeOf(numberValue(row[5], field(5)), field(5)),
            magnitudeType: "",
          },
        };
      });
    });
    return rows.finish("csep-catalog-json");
  },
};
