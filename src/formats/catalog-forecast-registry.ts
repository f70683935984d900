import type { CatalogForecast } from "../seismicity/catalog-forecast.ts";
import { InputError } from "../seismicity/input-error.ts";
import { readBytes } from "./byte-stream.ts";
import { headerColumns } from "./catalog-forecast-columns.ts";
import { openCatalogForecastCsv } from "./catalog-forecast-csv.ts";
import { openUcerf3EtasBinary } from "./ucerf3-etas-binary.ts";

export interface CatalogForecastFormat {
  readonly id: string;
  readonly title: string;
  /** Whether a file that begins with these bytes (unpacked) is one of these. */
  recognises(head: Uint8Array): boolean;
  open(path: string, options: { readonly statedCount?: number }): CatalogForecast;
}

/** Formats of catalog-based forecasts. A new one is a file and a line here. */
export const CATALOG_FORECAST_FORMATS: readonly CatalogForecastFormat[] = [
  {
    id: "catalog-forecast-csv",
    title: "pyCSEP's catalog-forecast CSV: lon,lat,mag,time_string,depth,catalog_id,event_id",
    recognises: (head) => {
      const [first = "", second = ""] = Buffer.from(head).toString("latin1").replace(/^\u00ef\u00bb\u00bf/, "").split(/\r?\n/);
      const at = columnOfCatalogId(first);
      const fields = (at === undefined ? first : second || ",,,,,0,").split(",");
      return /^\s*"?\d+"?\s*$/.test(fields[at ?? 5] ?? "") && (at !== undefined || /^[\d\s.:TZ+-]*$/.test(fields.slice(0, 4).join("")));
    },
    open: openCatalogForecastCsv,
  },
  {
    id: "ucerf3-etas-binary",
    title: "UCERF3-ETAS binary catalogs, versions 1 to 3",
    recognises: (head) => head.length >= 6 && head[0] === 0 && head.subarray(0, 6).some((byte) => byte < 9),
    open: openUcerf3EtasBinary,
  },
];

/** Column of the catalog id that a header names; undefined when the line is no header of a catalog-based forecast. */
function columnOfCatalogId(line: string): number | undefined {
  try {
    return headerColumns(line, "")?.at.catalogId;
  } catch {
    return undefined;
  }
}

/** The format of a file, by its first bytes; undefined when it is no catalog-based forecast. @throws InputError when the file cannot be read */
export function catalogForecastFormatOf(path: string): CatalogForecastFormat | undefined {
  const [head = new Uint8Array(0)] = readBytes(path);
  return CATALOG_FORECAST_FORMATS.find((format) => format.recognises(head.subarray(0, 1024)));
}

/**
 * Opens a catalog-based forecast of any known format. Nothing but its beginning is read before `catalogs()` is called; a catalog's
 * arrays are valid until the next is read.
 *
 * @throws InputError when it is none
 */
export function openCatalogForecast(path: string, options: { readonly statedCount?: number } = {}): CatalogForecast {
  const format = catalogForecastFormatOf(path);
  if (format === undefined) throw new InputError("not a catalog-based forecast", { file: path, expected: CATALOG_FORECAST_FORMATS.map(({ title }) => title).join("; ") });
  return format.open(path, options);
}
