import { join } from "node:path";
import type { CatalogReading } from "../../formats/catalog-reading.ts";
import type { LedgerWriter } from "../../ledger/ledger-writer.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { homogeniseRows } from "../../observations/hygiene/homogenisation/homogenise-rows.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import { readConversionFile } from "../catalog-tools/conversion-file.ts";
import type { Experiment } from "../load-experiment.ts";
import type { CatalogSource } from "./import-checks.ts";

/** How the magnitudes of a source become Mw on import. */
export interface MagnitudeConversion {
  apply(reading: CatalogReading): CatalogReading;
  /** Logs the coefficients with the first import that uses them. */
  record(writer: LedgerWriter, at: EpochMs): void;
}

const LEAF_KIND = "magnitude-conversion";

/**
 * The conversion that a source names, one and the same for all its imports: half of a catalog in other magnitudes would be a
 * change of rate that nature did not make. Undefined for a source without.
 *
 * @throws InputError for a document that cannot be read, and for another one than earlier imports of the source were converted by
 */
export function magnitudeConversion(experiment: Experiment, ledger: Ledger, source: CatalogSource): MagnitudeConversion | undefined {
  if (source.magnitudeConversion === undefined) return undefined;
  const { document, sha256 } = readConversionFile(join(experiment.workspace, source.magnitudeConversion));
  const [earlier] = ledger.log(source.name).filter(({ kind }) => kind === LEAF_KIND).map(({ body }) => (JSON.parse(body) as { content: { sha256: string } }).content.sha256);
  if (earlier !== undefined && earlier !== sha256) {
    throw new InputError("the magnitude conversion has changed since the source was first imported", {
      file: source.magnitudeConversion, field: "SHA-256", value: sha256, expected: `${earlier}; a catalog in other magnitudes starts in a new workspace`,
    });
  }
  return {
    apply: (reading) => homogeniseRows(reading, document),
    record: (writer, at) => {
      if (earlier === undefined) writer.note(LEAF_KIND, source.name, at, { file: source.magnitudeConversion, sha256, document: document as unknown });
    },
  };
}
