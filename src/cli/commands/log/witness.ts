import { Command } from "commander";
import { readLogFolder } from "../../../ledger/transparency/log-folder.ts";
import { parseVerifierKey } from "../../../ledger/transparency/signed-note.ts";
import { witnessCheckpoint } from "../../../ledger/transparency/witness.ts";
import { print } from "../../workspace-command.ts";

export function witnessCommand(): Command {
  return new Command("witness")
    .description("visit a published log: check that it extends what was seen before, remember it and cosign it; exit code 1 for a fork or a rollback")
    .requiredOption("--log <folder>", "the log/ folder of a published site")
    .requiredOption("--state <folder>", "the witness's own folder: its key and what it remembers")
    .option("--name <name>", "name of the witness, such as example.org/witness; needed the first time")
    .option("--key <vkey>", "verifier key of the log (default: the one seen first)")
    .option("--json", "machine-readable")
    .exitOverride()
    .action(({ log, state, name, key, json }: { log: string; state: string; name?: string; key?: string; json?: true }) => {
      const outcome = witnessCheckpoint({
        log: readLogFolder(log), state, nowSeconds: Math.floor(Date.now() / 1000),
        ...(name === undefined ? {} : { name }), ...(key === undefined ? {} : { logKey: parseVerifierKey(key) }),
      });
      process.exitCode = outcome.kind === "cosigned" ? 0 : 1;
      const text =
        outcome.kind === "refused"
          ? [`REFUSED ${outcome.origin}: ${outcome.reason}`, `both notes are kept in ${outcome.evidence}`]
          : [`cosigned ${outcome.origin}: ${outcome.size} entries, ${outcome.previousSize === null ? "seen for the first time" : `${outcome.previousSize} at the last visit`}`, outcome.file, outcome.witnessKey];
      print(json === undefined ? {} : { json }, { json: outcome, text });
    });
}
