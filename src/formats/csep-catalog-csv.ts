import type { Catalog, EarthquakeEvent } from "../seismicity/catalog.ts";
import { InputError } from "../seismicity/input-error.ts";
import { formatInstant, parseInstantUtcByFormat } from "../seismicity/time.ts";
import { type CatalogFormat, collectRows } from "./catalog-reading.ts";
import { isDecimal } from "./decimal-text.ts";
import { delimitedRecords, firstLineFields, quoteField, refuseCutOff } from "./delimited-text.ts";
import { depthKmOf, latitudeOf, longitudeOf, magnitudeOf } from "./event-fields.ts";

const HEADER = "lon,lat,mag,time_string,depth,catalog_id,event_id";
const KNOWN_HEADER = /^lon,lat,(?:mag|magnitude|m),time_string,depth,(?:catalog_id|cat_id),event_id$/;
const COLUMN_COUNT = 7;
const FIELDS = `fields (${HEADER})`;

/**
 * The CSEP catalog CSV of pyCSEP and floatCSEP: longitude, latitude, magnitude, time, depth in km, catalog id, event id, in
 * this order, with or without a header (`mag`, `magnitude` or `M`; `catalog_id` or `cat_id`; any case; blanks after commas).
 * Times are UTC by the format's definition; an offset that is given is honoured. An event without an id is called `row-<n>`
 * by its number among the rows after the header. A row with nothing but a catalog id stands for an empty simulated
 * catalog and is no event. The catalog id is not kept.
 */
export const csepCatalogCsv: CatalogFormat = {
  id: "csep-catalog-csv",
  title: `CSEP catalog CSV, columns ${HEADER}`,
  recognises: (head) => {
    const fields = firstLineFields(head);
    return isHeader(fields) || isDataRow(fields);
  },
  read(text) {
    const rows = collectRows();
    let first = true;
    let rowNumber = 0;
    for (const record of delimitedRecords(text)) {
      const fields = record.fields.map((field) => field.trim());
      if (first) {
        first = false;
        if (isHeader(fields)) continue;
        if (!isDataRow(fields)) throw new InputError("not the header of a CSEP catalog", { line: record.line, field: "header", value: record.text, expected: HEADER });
      }
      rowNumber++;
      refuseCutOff(record, COLUMN_COUNT, FIELDS);
      if (isEmptyCatalogMark(fields)) continue;
      const id = `row-${rowNumber}`;
      rows.add(record.line, () => record.text, () => readEvent(fields, id));
    }
    return rows.finish("csep-catalog-csv");
  },
};

/**
 * The catalog as CSEP catalog CSV, catalog id −1, times in UTC without zone as the format wants them, shortest round-trip numbers, `nan` for an
 * unknown depth; the header alone when there are no events. Magnitude types have no place in the format.
 */
export function writeCsepCatalogCsv(catalog: Catalog): string {
  const lines = [HEADER];
  for (let index = 0; index < catalog.length; index++) {
    const depthKm = catalog.depthsKm[index]!;
    lines.push([
      catalog.longitudes[index],
      catalog.latitudes[index],
      catalog.magnitudes[index],
      formatInstant(catalog.times[index]!).slice(0, -1),
      Number.isNaN(depthKm) ? "nan" : depthKm,
      -1,
      quoteField(catalog.ids[index]!),
    ].join(","));
  }
  return `${lines.join("\n")}\n`;
}

function readEvent(fields: readonly string[], idWhenBlank: string): { event: EarthquakeEvent } {
  if (fields.length !== COLUMN_COUNT) throw new InputError("wrong number of fields", { field: "row", value: fields.length, expected: `${COLUMN_COUNT} (${HEADER})` });
  const [lon, lat, mag, time, depth, , id] = fields as [string, string, string, string, string, string, string];
  return {
    event: {
      id: id === "" ? idWhenBlank : id,
      time: parseInstantUtcByFormat(time, "time_string"),
      longitude: longitudeOf(lon, "lon"),
      latitude: latitudeOf(lat, "lat"),
      depthKm: depthKmOf(depth, "depth"),
      magnitude: magnitudeOf(mag, "mag"),
      magnitudeType: "",
    },
  };
}

function isHeader(fields: readonly string[]): boolean {
  return KNOWN_HEADER.test(fields.join(",").toLowerCase());
}

function isDataRow(fields: readonly string[]): boolean {
  return isEmptyCatalogMark(fields) || (fields.length === COLUMN_COUNT && isDecimal(fields[0]!) && isDecimal(fields[1]!) && /^\d{4}-\d/.test(fields[3]!));
}

function isEmptyCatalogMark(fields: readonly string[]): boolean {
  return fields.length === COLUMN_COUNT && /^-?\d+$/.test(fields[5]!) && fields.every((field, column) => column === 5 || field === "");
}
