import { readCatalogText } from "../../formats/catalog-registry.ts";
import { writeCsepCatalogCsv } from "../../formats/csep-catalog-csv.ts";
import { writeOutput } from "../../formats/output-file.ts";
import { readTextFile } from "../../formats/text-file.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import { type Catalog, createCatalog } from "../../seismicity/catalog.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { ConvertReport, ConvertRequest } from "../convert-file.ts";

/** Formats in which catalogs of earthquakes are written. */
export const EVENT_TARGETS: readonly { readonly id: string; readonly extensions: readonly string[]; write(catalog: Catalog): string }[] = [
  { id: "csep-catalog-csv", extensions: [".csv"], write: writeCsepCatalogCsv },
];

/** Writes a catalog of earthquakes, sorted by origin time. */
export async function convertEvents({ input, output, force }: ConvertRequest, targetId: string): Promise<ConvertReport> {
  const { format, rows, rejected, declaresNoEvents } = readCatalogText(readTextFile(input).text, input);
  const [bad] = rejected;
  if (bad !== undefined) throw new InputError(`${rejected.length} of ${rejected.length + rows.length} rows cannot be used; the first: ${bad.reason}`, { file: input, line: bad.line });
  if (rows.length === 0 && !declaresNoEvents) throw new InputError("no events and no header that declares there are none: missing data is not zero earthquakes", { file: input });
  const kept = rows.filter(({ deleted }) => deleted !== true);
  const catalog = createCatalog(kept.map(({ event }) => event));
  const target = EVENT_TARGETS.find(({ id }) => id === targetId)!;
  const text = target.write(catalog);
  await writeOutput(output, force, (file) => file.write(text));
  return {
    input, output, from: format, to: target.id, sha256: sha256Hex(text), counts: { events: catalog.length },
    notes: [
      ...(kept.length < rows.length ? [`${rows.length - kept.length} events that the source withdrew are left out`] : []),
      ...(catalog.magnitudeTypes.some((type) => type !== "") ? [`${target.id} does not hold magnitude types`] : []),
      ...(rows.some(({ updatedAt }) => updatedAt !== undefined) ? [`${target.id} does not hold when an event was last changed`] : []),
      ...(rows.length === 0 ? ["the catalog has a header and no events"] : []),
    ],
  };
}
