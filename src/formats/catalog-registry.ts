import { locateErrors } from "../seismicity/input-error.ts";
import type { CatalogFormat, CatalogReading } from "./catalog-reading.ts";
import { chooseFormat } from "./choose-format.ts";
import { comcatGeojson } from "./comcat-geojson.ts";
import { csepCatalogCsv } from "./csep-catalog-csv.ts";
import { csepCatalogJson } from "./csep-catalog-json.ts";
import { fdsnText } from "./fdsn-text.ts";
import { horus } from "./horus.ts";
import { jmaCsv } from "./jma-csv.ts";
import { namedColumnsCsv } from "./named-columns-csv.ts";
import { ndk } from "./ndk.ts";
import { quakeml } from "./quakeml.ts";
import { rcmtCsv } from "./rcmt-csv.ts";
import { scedcListing } from "./scedc-listing.ts";
import { zmap } from "./zmap.ts";

/** Every catalog format, in the order in which they are tried. */
export const CATALOG_FORMATS: readonly CatalogFormat[] = [
  csepCatalogCsv, namedColumnsCsv, comcatGeojson, csepCatalogJson, quakeml, fdsnText, jmaCsv, horus, rcmtCsv, ndk, scedcListing, zmap,
];

/**
 * Reads a catalog in the given format, or in the one its beginning shows. Bad rows are returned beside the good ones.
 *
 * @throws InputError naming `fileName` when the text as a whole is no catalog: empty, an error page, an unknown format, cut off.
 */
export function readCatalogText(text: string, fileName: string, formatId?: string): CatalogReading {
  const format = chooseFormat(CATALOG_FORMATS, "catalog", text, fileName, formatId);
  return locateErrors({ file: fileName }, () => format.read(text, fileName));
}
