import { Command } from "commander";
import { checkConsistency } from "../../../ledger/transparency/check-consistency.ts";
import { readLogFolder } from "../../../ledger/transparency/log-folder.ts";
import { parseVerifierKey } from "../../../ledger/transparency/signed-note.ts";
import { print } from "../../workspace-command.ts";

export function consistencyCommand(): Command {
  return new Command("consistency")
    .description("does a published log extend a checkpoint that was kept? exit code 0 yes, 1 no, 2 cannot verify")
    .requiredOption("--from <checkpoint>", "file with an older checkpoint of the log")
    .requiredOption("--log <folder>", "the log/ folder of a published site")
    .option("--key <vkey>", "verifier key of the log (default: the one that the folder names)")
    .option("--json", "machine-readable")
    .exitOverride()
    .action((options: { from: string; log: string; key?: string; json?: true }) => {
      const outcome = checkConsistency(options.from, readLogFolder(options.log), options.key === undefined ? undefined : [parseVerifierKey(options.key)]);
      process.exitCode = outcome.consistent ? 0 : 1;
      print(options, { json: outcome, text: [outcome.consistent ? `consistent: the log of ${outcome.to} entries extends the one of ${outcome.from}` : `FALSE: ${outcome.problem}`] });
    });
}
