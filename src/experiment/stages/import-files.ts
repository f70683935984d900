import { basename } from "node:path";
import { readCatalogText } from "../../formats/catalog-registry.ts";
import { readTextFile } from "../../formats/text-file.ts";
import type { ImportRecord, ImportReport } from "../../ledger/records.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { type ImportPlan, planImport } from "../../observations/import-listing.ts";
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

/** What a file says, and what that changes in the store if it is imported at a time. */
interface Reading {
  readonly digest: string;
  readonly format: string;
  readonly rejected: ImportReport["rejected"];
  readonly conversion: ReturnType<typeof magnitudeConversion>;
  planAt(recordedAt: EpochMs): ImportPlan;
}

export interface ImportOutcome extends ImportReport {
  readonly file: string;
  readonly digest: string;
  readonly format: string;
  /** True when the store holds what the file says from an earlier import: nothing was written. */
  readonly alreadyImported: boolean;
}

/**
 * Reads one catalog file into the store: one transaction, or nothing. Nothing is done when the latest import of the source was of these bytes
 * with the same span covered, and the store still says what they say; bytes that were imported before and replaced since are imported again.
 *
 * @throws InputError for bad input
 */
export function importFile(experiment: Experiment, ledger: Ledger, path: string, options: ImportOptions): ImportOutcome {
  const reading = readListing(experiment, ledger, path, options);
  const done = latestIfSame(ledger, reading, options);
  if (done !== undefined) return done;
  const { digest, format, rejected, conversion } = reading;
  const plan = reading.planAt(options.recordedAt);
  checkMagnitudes(experiment, sourceNamed(experiment, options.source), path, plan.revisions);
  const report: ImportReport = {
    added: plan.added, revised: plan.revised, deleted: plan.deleted, unchanged: plan.unchanged, unlistedKept: plan.unlistedKept, duplicates: plan.duplicates,
    rejected: [...rejected, ...plan.rejected].sort((a, b) => a.line - b.line),
  };
  const file = basename(path);
  ledger.transaction((writer) => {
    conversion?.record(writer, options.recordedAt);
    writer.importListing(
      { source: options.source, file, digest, format, recordedAt: options.recordedAt, coversFrom: plan.coverage?.from ?? null, coversTo: plan.coverage?.to ?? null, report },
      plan.revisions,
    );
  });
  return { ...report, file, digest, format, alreadyImported: false };
}

/**
 * Reads the files of one command into the store, each in a transaction of its own. Said again right after itself the command does nothing, and
 * after a crash between two files it does the rest: files with which the imports of the source end, in the order given, are done.
 *
 * @throws InputError for bad input
 */
export function importFiles(experiment: Experiment, ledger: Ledger, paths: readonly string[], options: ImportOptions): ImportOutcome[] {
  const done = paths.length < 2 ? [] : doneAlready(experiment, ledger, paths, options);
  return paths.map((path, place) => done[place] ?? importFile(experiment, ledger, path, options));
}

/**
 * A file that experiment.yaml names, at the time that stands there: imported once, whatever was imported for other times or from other files
 * since, and again where the file said something else in between.
 *
 * @param namesakes other files of the source that have the same name in other folders
 * @throws InputError for bad input
 */
export function importConfiguredFile(experiment: Experiment, ledger: Ledger, path: string, namesakes: readonly string[], options: ImportOptions): ImportOutcome {
  const { sha256 } = readTextFile(path);
  const earlier = earlierImports(ledger, options.source, sha256).at(-1);
  const others = namesakes.map((namesake) => readTextFile(namesake).sha256);
  const isOfFile = (record: ImportRecord): boolean => record.source === options.source && record.file === basename(path) && record.recordedAt === options.recordedAt && !others.includes(record.digest);
  const ofName = ledger.imports().filter(isOfFile).at(-1);
  const replaced = earlier !== undefined && ofName !== undefined && ofName.importId > earlier.importId;
  return earlier === undefined || replaced ? importFile(experiment, ledger, path, options) : outcomeOf(earlier);
}

function readListing(experiment: Experiment, ledger: Ledger, path: string, options: ImportOptions): Reading {
  const source = sourceNamed(experiment, options.source);
  const { text, sha256 } = readTextFile(path);
  const conversion = magnitudeConversion(experiment, ledger, source);
  const listed = readCatalogText(text, path, options.format);
  const { rows, rejected, format } = conversion?.apply(listed) ?? listed;
  const known = newestVersions(ledger.revisions([source.name]));
  return {
    digest: sha256, format, rejected: rejected.map(({ line, reason }) => ({ line, reason })), conversion,
    planAt: (recordedAt) =>
      planImport(
        {
          source: source.name, file: path, rows, recordedAt, mode: options.mode, declaredEmpty: options.declaredEmpty,
          shrinkTolerance: source.shrinkTolerance, unreadableRows: rejected.filter(({ isEarthquake }) => isEarthquake !== false).length,
          ...(options.coversTo === undefined ? {} : { coversTo: options.coversTo }),
          ...(source.acceptMagnitudeTypes === undefined ? {} : { acceptedMagnitudeTypes: source.acceptMagnitudeTypes }),
        },
        known,
      ),
  };
}

/** The latest import of the source, if it was of this file and importing the file once more would change neither events nor coverage. */
function latestIfSame(ledger: Ledger, { digest, planAt }: Reading, { source, recordedAt }: ImportOptions): ImportOutcome | undefined {
  const latest = ledger.imports().filter((record) => record.source === source).at(-1);
  if (latest?.digest !== digest) return undefined;
  const { revisions, coverage } = planAt(Math.max(recordedAt, latest.recordedAt));
  const same = revisions.length === 0 && (coverage?.from ?? null) === latest.coversFrom && (coverage?.to ?? null) === latest.coversTo;
  return same ? outcomeOf(latest) : undefined;
}

/** Outcomes of the first files, as many as the imports of the source end with. */
function doneAlready(experiment: Experiment, ledger: Ledger, paths: readonly string[], options: ImportOptions): ImportOutcome[] {
  const digests = paths.map((path) => readTextFile(path).sha256);
  const imports = ledger.imports().filter((record) => record.source === options.source);
  for (let count = paths.length; count > 0; count--) {
    const last = imports.slice(-count);
    const same = last.length === count && last.every(({ digest, coversTo }, place) => digest === digests[place] && (options.coversTo === undefined || options.coversTo === coversTo));
    if (same && latestIfSame(ledger, readListing(experiment, ledger, paths[count - 1]!, options), options) !== undefined) return last.map(outcomeOf);
  }
  return [];
}

function outcomeOf({ report, file, digest, format }: ImportRecord): ImportOutcome {
  return { ...report, file, digest, format, alreadyImported: true };
}

function newestVersions(revisions: readonly EventRevision[]): Map<string, EventRevision> {
  const newest = new Map<string, EventRevision>();
  for (const revision of revisions) {
    const other = newest.get(revision.event.id);
    if (other === undefined || other.recordedAt <= revision.recordedAt) newest.set(revision.event.id, revision);
  }
  return newest;
}
