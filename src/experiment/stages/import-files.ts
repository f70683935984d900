import { basename } from "node:path";
import { readCatalogText } from "../../formats/catalog-registry.ts";
import { readTextFile } from "../../formats/text-file.ts";
import type { ImportReport } from "../../ledger/records.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { planImport } from "../../observations/import-listing.ts";
import type { EventRevision } from "../../seismicity/catalog.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import type { Experiment } from "../load-experiment.ts";
import { checkMagnitudes, earlierImports, sourceNamed } from "./import-checks.ts";
import { magnitudeConversion } from "./magnitude-conversion.ts";

export interface ImportOptions {
  readonly source: string;
  readonly recordedAt: EpochMs;
  readonly mode: "listing" | "increment";
  readonly declaredEmpty: boolean;
  readonly coversTo?: EpochMs;
  /** Id of a catalog format; by default what the file's beginning shows. */
  readonly format?: string;
}

export interface ImportOutcome extends ImportReport {
  readonly file: string;
  readonly digest: string;
  readonly format: string;
  /** True when these very bytes were imported before: nothing was written. */
  readonly alreadyImported: boolean;
}

/** The source's own word that a row is of something else is no damage to the row. */
const NO_EARTHQUAKE = /\bnot an earthquake\b/;

/** Reads one catalog file into the store: one transaction, or nothing. @throws InputError for bad input. */
export function importFile(experiment: Experiment, ledger: Ledger, path: string, options: ImportOptions): ImportOutcome {
  const source = sourceNamed(experiment, options.source);
  const { text, sha256 } = readTextFile(path);
  const [earlier] = earlierImports(ledger, source.name, sha256);
  if (earlier !== undefined) return { ...earlier.report, file: earlier.file, digest: sha256, format: earlier.format, alreadyImported: true };
  const conversion = magnitudeConversion(experiment, ledger, source);
  const listed = readCatalogText(text, path, options.format);
  const reading = conversion?.apply(listed) ?? listed;
  const plan = planImport(
    {
      source: source.name, file: path, rows: reading.rows, recordedAt: options.recordedAt, mode: options.mode, declaredEmpty: options.declaredEmpty,
      shrinkTolerance: source.shrinkTolerance, unreadableRows: reading.rejected.filter(({ reason }) => !NO_EARTHQUAKE.test(reason)).length,
      ...(options.coversTo === undefined ? {} : { coversTo: options.coversTo }),
      ...(source.acceptMagnitudeTypes === undefined ? {} : { acceptedMagnitudeTypes: source.acceptMagnitudeTypes }),
    },
    newestVersions(ledger.revisions([source.name])),
  );
  checkMagnitudes(experiment, source, path, plan.revisions);
  const report: ImportReport = {
    added: plan.added, revised: plan.revised, deleted: plan.deleted, unchanged: plan.unchanged, unlistedKept: plan.unlistedKept, duplicates: plan.duplicates,
    rejected: [...reading.rejected.map(({ line, reason }) => ({ line, reason })), ...plan.rejected].sort((a, b) => a.line - b.line),
  };
  const file = basename(path);
  ledger.transaction((writer) => {
    conversion?.record(writer, options.recordedAt);
    writer.importListing(
      { source: source.name, file, digest: sha256, format: reading.format, recordedAt: options.recordedAt, coversFrom: plan.coverage?.from ?? null, coversTo: plan.coverage?.to ?? null, report },
      plan.revisions,
    );
  });
  return { ...report, file, digest: sha256, format: reading.format, alreadyImported: false };
}

function newestVersions(revisions: readonly EventRevision[]): Map<string, EventRevision> {
  const newest = new Map<string, EventRevision>();
  for (const revision of revisions) {
    const other = newest.get(revision.event.id);
    if (other === undefined || other.recordedAt <= revision.recordedAt) newest.set(revision.event.id, revision);
  }
  return newest;
}
