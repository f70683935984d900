import { basename } from "node:path";
import { readCatalogText } from "../../formats/catalog-registry.ts";
import { readTextFile } from "../../formats/text-file.ts";
import type { ImportReport } from "../../ledger/records.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { planImport } from "../../observations/import-listing.ts";
import { contradictedRounding } from "../../observations/magnitude-rounding.ts";
import type { EventRevision } from "../../seismicity/catalog.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import type { Experiment } from "../load-experiment.ts";

export interface ImportOptions {
  readonly source: string;
  readonly recordedAt: EpochMs;
  readonly mode: "listing" | "increment";
  readonly declaredEmpty: boolean;
  readonly coversTo?: EpochMs;
}

export interface ImportOutcome extends ImportReport {
  readonly file: string;
  readonly digest: string;
  readonly format: string;
  /** True when these very bytes were imported before: nothing was written. */
  readonly alreadyImported: boolean;
}

/** Reads one catalog file into the store: one transaction, or nothing. @throws InputError for bad input. */
export function importFile(experiment: Experiment, ledger: Ledger, path: string, options: ImportOptions): ImportOutcome {
  const source = experiment.file.catalog.sources.find((candidate) => candidate.name === options.source);
  if (source === undefined) {
    throw new InputError("no such catalog source in experiment.yaml", { field: "--source", value: options.source, expected: experiment.file.catalog.sources.map((known) => known.name).join(", ") });
  }
  const { text, sha256 } = readTextFile(path);
  const earlier = ledger.imports().find((record) => record.source === source.name && record.digest === sha256);
  if (earlier !== undefined) return { ...earlier.report, file: earlier.file, digest: sha256, format: earlier.format, alreadyImported: true };
  const reading = readCatalogText(text, path);
  const plan = planImport(
    {
      source: source.name, file: path, rows: reading.rows, recordedAt: options.recordedAt, mode: options.mode, declaredEmpty: options.declaredEmpty,
      shrinkTolerance: source.shrinkTolerance, unreadableRows: reading.rejected.length,
      ...(options.coversTo === undefined ? {} : { coversTo: options.coversTo }),
      ...(source.acceptMagnitudeTypes === undefined ? {} : { acceptedMagnitudeTypes: source.acceptMagnitudeTypes }),
    },
    newestVersions(ledger.revisions([source.name])),
  );
  if (source.acceptMagnitudeTypes === undefined && source.mixedMagnitudeTypes === "refuse") refuseMixedTypes(path, plan.revisions);
  refuseContradictedRounding(experiment, path, plan.revisions);
  const report: ImportReport = {
    added: plan.added, revised: plan.revised, deleted: plan.deleted, unchanged: plan.unchanged, unlistedKept: plan.unlistedKept, duplicates: plan.duplicates,
    rejected: [...reading.rejected.map(({ line, reason }) => ({ line, reason })), ...plan.rejected].sort((a, b) => a.line - b.line),
  };
  const file = basename(path);
  ledger.transaction((writer) =>
    writer.importListing(
      { source: source.name, file, digest: sha256, format: reading.format, recordedAt: options.recordedAt, coversFrom: plan.coverage?.from ?? null, coversTo: plan.coverage?.to ?? null, report },
      plan.revisions,
    ),
  );
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

function refuseContradictedRounding(experiment: Experiment, file: string, revisions: readonly EventRevision[]): void {
  const { magnitudeBinWidth, completenessMagnitude } = experiment.file.catalog;
  const complete = revisions.filter((revision) => !revision.deleted && revision.event.magnitude >= completenessMagnitude - 1e-9);
  const found = contradictedRounding(complete.map((revision) => revision.event.magnitude), magnitudeBinWidth);
  if (found !== undefined) throw new InputError("magnitudes are not rounded as experiment.yaml says", { file, field: "catalog.magnitudeBinWidth", value: magnitudeBinWidth, expected: `the step of this file: ${found}` });
}

function refuseMixedTypes(file: string, revisions: readonly EventRevision[]): void {
  const types = [...new Set(revisions.filter((revision) => !revision.deleted).map((revision) => revision.event.magnitudeType))].sort();
  if (types.length > 1) {
    throw new InputError("magnitudes of mixed type without a rule", {
      file, field: "magnitude type", value: types, expected: "one type, or acceptMagnitudeTypes or mixedMagnitudeTypes: accept-as-is for this source in experiment.yaml",
    });
  }
}
