import type { CatalogReading, CatalogRow, RejectedRow } from "../../../formats/catalog-reading.ts";
import type { ConversionDocument } from "./coefficients.ts";
import { homogenise } from "./homogenise.ts";

/**
 * A catalog as it was read with every magnitude in Mw by a stored document. A row whose type the document does not know
 * becomes a rejected one: it is never taken for Mw.
 */
export function homogeniseRows(reading: CatalogReading, document: ConversionDocument): CatalogReading {
  const rows: CatalogRow[] = [];
  const rejected: RejectedRow[] = [...reading.rejected];
  homogenise(reading.rows.map(({ event }) => event), document, { unknownType: "flag" }).forEach(({ event, mw, basis }, place) => {
    const row = reading.rows[place]!;
    if (basis === "unconverted") rejected.push({ line: row.line, reason: `magnitude type: no conversion to Mw in ${document.version}; got ${JSON.stringify(event.magnitudeType)}`, text: "" });
    else rows.push({ ...row, event: { ...event, magnitude: mw, magnitudeType: "mw" } });
  });
  return { ...reading, rows, rejected: rejected.sort((a, b) => a.line - b.line) };
}
