import type { Command } from "commander";
import { importFile } from "../../experiment/stages/import-files.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { parseInstant } from "../../seismicity/time.ts";
import { inSession, type WorkspaceOptions, workspaceCommand } from "../workspace-command.ts";

interface Options extends WorkspaceOptions {
  source: string;
  recordedAt?: string;
  increment?: true;
  declareEmpty?: true;
  coversTo?: string;
}

export function importCommand(): Command {
  return workspaceCommand("import", "read catalog files into the store")
    .argument("<file...>", "CSEP CSV or JSON, CSV with named columns, ComCat GeoJSON, QuakeML; also gzipped")
    .requiredOption("--source <name>", "catalog source of experiment.yaml")
    .option("--recorded-at <instant>", "when this listing was published (default: now)")
    .option("--increment", "the file holds only new and changed events")
    .option("--declare-empty", "state that there were no events")
    .option("--covers-to <instant>", "until when the file is complete (default: its last origin time)")
    .action((files: string[], options: Options) =>
      inSession(options, ({ experiment, ledger }) => {
        const recordedAt = options.recordedAt === undefined ? Date.now() : parseInstant(options.recordedAt, "--recorded-at");
        if (recordedAt > Date.now()) throw new InputError("a listing cannot have been published in the future", { field: "--recorded-at", value: options.recordedAt });
        const outcomes = files.map((file) =>
          importFile(experiment, ledger, file, {
            source: options.source, recordedAt, mode: options.increment ? "increment" : "listing", declaredEmpty: options.declareEmpty ?? false,
            ...(options.coversTo === undefined ? {} : { coversTo: parseInstant(options.coversTo, "--covers-to") }),
          }),
        );
        const text = outcomes.flatMap((outcome) => [
          `${outcome.file}: ${outcome.alreadyImported ? "already imported: " : ""}${outcome.added} new, ${outcome.revised} revised, ${outcome.deleted} withdrawn, ${outcome.unchanged} unchanged, ${outcome.unlistedKept === 0 ? "" : `${outcome.unlistedKept} no longer listed but kept because of unreadable rows, `}${outcome.rejected.length} rejected, ${outcome.duplicates.length} duplicate rows`,
          ...outcome.rejected.map(({ line, reason }) => `  line ${line}: ${reason}`),
          ...outcome.duplicates.map(({ id, keptLine, droppedLine, reason }) => `  ${id}: line ${keptLine} kept, line ${droppedLine} dropped (${reason})`),
        ]);
        return { json: outcomes, text };
      }),
    );
}
