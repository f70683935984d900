import type { Command } from "commander";
import { CATALOG_FORMATS } from "../../formats/catalog-registry.ts";
import type { Session } from "../../experiment/run.ts";
import { importFiles } from "../../experiment/stages/import-files.ts";
import { importRevisionLog, REVISION_LOG, type RevisionLogOutcome } from "../../experiment/stages/import-revision-log.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { formatInstant, parseInstant } from "../../seismicity/time.ts";
import { positiveNumber } from "../arguments.ts";
import { type Answer, inStageSession, type WorkspaceOptions, workspaceCommand } from "../workspace-command.ts";

interface Options extends WorkspaceOptions {
  source: string;
  format?: string;
  recordedAt?: string;
  increment?: true;
  declareEmpty?: true;
  coversTo?: string;
  snapshots?: string;
  gapHours?: number;
  lookBackDays?: number;
}

/** Options that say of one listing what each row of a log of revisions says of itself. */
const OF_LISTINGS = { recordedAt: "--recorded-at", increment: "--increment", declareEmpty: "--declare-empty", coversTo: "--covers-to" } as const;
const OF_LOGS = { snapshots: "--snapshots", gapHours: "--gap-hours", lookBackDays: "--look-back-days" } as const;

export function importCommand(): Command {
  return workspaceCommand("import", "read catalog files into the store")
    .argument("<file...>", "CSEP CSV or JSON, CSV with named columns, ComCat GeoJSON, QuakeML, other catalog formats, or a log of revisions; also gzipped")
    .requiredOption("--source <name>", "catalog source of experiment.yaml")
    .option("--format <id>", `${[...CATALOG_FORMATS.map(({ id }) => id), REVISION_LOG].join(", ")} (default: what the file's beginning shows; ${REVISION_LOG} must be named)`)
    .option("--recorded-at <instant>", "when this listing was published (default: now)")
    .option("--increment", "the file holds only new and changed events")
    .option("--declare-empty", "state that there were no events")
    .option("--covers-to <instant>", "until when the file is complete (default: its last origin time)")
    .option("--snapshots <file>", `${REVISION_LOG}: CSV whose column as_of has every moment at which the source was looked at`)
    .option("--gap-hours <hours>", `${REVISION_LOG}: looks further apart leave a gap (default: twice the median spacing)`, positiveNumber("--gap-hours"))
    .option("--look-back-days <days>", `${REVISION_LOG}: how far back the feed lists, or "all"; without it no window that touches a gap is scored`, (text) => (text === "all" ? Infinity : positiveNumber("--look-back-days")(text)))
    .action((files: string[], options: Options) => inStageSession(options, (session) => (options.format === REVISION_LOG ? importLogs(session, files, options) : importListings(session, files, options))));
}

function importListings({ experiment, ledger }: Session, files: readonly string[], options: Options): Answer {
  refuse(options, OF_LOGS, `only with --format ${REVISION_LOG}`);
  const recordedAt = options.recordedAt === undefined ? Date.now() : parseInstant(options.recordedAt, "--recorded-at");
  if (recordedAt > Date.now()) throw new InputError("a listing cannot have been published in the future", { field: "--recorded-at", value: options.recordedAt });
  const outcomes = importFiles(experiment, ledger, files, {
    source: options.source, recordedAt, mode: options.increment ? "increment" : "listing", declaredEmpty: options.declareEmpty ?? false,
    ...(options.coversTo === undefined ? {} : { coversTo: parseInstant(options.coversTo, "--covers-to") }),
    ...(options.format === undefined ? {} : { format: options.format }),
  });
  const text = outcomes.flatMap((outcome) => [
    `${outcome.file}: ${outcome.alreadyImported ? "already imported: " : ""}${outcome.added} new, ${outcome.revised} revised, ${outcome.deleted} withdrawn, ${outcome.unchanged} unchanged, ${outcome.unlistedKept === 0 ? "" : `${outcome.unlistedKept} no longer listed but kept because of unreadable rows, `}${outcome.rejected.length} rejected, ${outcome.duplicates.length} duplicate rows`,
    ...outcome.rejected.map(({ line, reason }) => `  line ${line}: ${reason}`),
    ...outcome.duplicates.map(({ id, keptLine, droppedLine, reason }) => `  ${id}: line ${keptLine} kept, line ${droppedLine} dropped (${reason})`),
  ]);
  return { json: outcomes, text };
}

function importLogs({ experiment, ledger }: Session, files: readonly string[], options: Options): Answer {
  refuse(options, OF_LISTINGS, `not with --format ${REVISION_LOG}, whose rows say when they were recorded`);
  if (options.snapshots === undefined) refuse(options, { gapHours: OF_LOGS.gapHours, lookBackDays: OF_LOGS.lookBackDays }, "only with --snapshots");
  const { source, snapshots, gapHours, lookBackDays } = options;
  const outcomes = files.map((file) =>
    importRevisionLog(experiment, ledger, file, {
      source, now: Date.now(), ...(snapshots === undefined ? {} : { snapshots }), ...(gapHours === undefined ? {} : { gapHours }), ...(lookBackDays === undefined ? {} : { lookBackDays }),
    }),
  );
  return { json: outcomes, text: outcomes.flatMap(logInWords) };
}

function logInWords(outcome: RevisionLogOutcome): string[] {
  if (outcome.alreadyImported) return [`${outcome.file}: already imported, ${outcome.alreadyKnown} moments`];
  const span = outcome.recordedFrom === null ? "" : ` from ${formatInstant(outcome.recordedFrom)} to ${formatInstant(outcome.recordedTo!)}`;
  return [
    `${outcome.file}: ${outcome.moments} moments${span}: ${outcome.added} new, ${outcome.revised} revised, ${outcome.deleted} withdrawn, ${outcome.rejected.length} rejected${outcome.alreadyKnown === 0 ? "" : `; ${outcome.alreadyKnown} earlier moments held already`}`,
    ...outcome.rejected.map(({ line, reason }) => `  line ${line}: ${reason}`),
    ...outcome.unwatched.map(({ reason }) => `  gap: ${reason}`),
    ...outcome.unseen.map(({ from, to }) => `  no data from ${formatInstant(from)} to ${formatInstant(to)}: windows that touch it are not scored`),
  ];
}

function refuse(options: Options, names: Partial<Record<keyof Options, string>>, expected: string): void {
  const given = (Object.keys(names) as (keyof Options)[]).find((name) => options[name] !== undefined);
  if (given !== undefined) throw new InputError("an option that does not apply", { field: names[given]!, value: String(options[given]), expected });
}
