import type { Command } from "commander";
import { writeFileAtomically } from "../../../ledger/artifact-store.ts";
import { createCheckpoint } from "../../../ledger/transparency/create-checkpoint.ts";
import { readLogFolder } from "../../../ledger/transparency/log-folder.ts";
import { openLogSigner } from "../../../ledger/transparency/log-signer.ts";
import { forecastEntry, provableFolder, provableLedger, type ProvableLog, proveEntry } from "../../../ledger/transparency/prove.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import { wholeNumber } from "../../arguments.ts";
import { inSession, print, type WorkspaceOptions, workspaceCommand } from "../../workspace-command.ts";

interface ProveOptions extends WorkspaceOptions {
  entry?: number;
  forecast?: string[];
  log?: string;
  output: string;
}

export function proveCommand(): Command {
  return workspaceCommand("prove", "write a .tlog-proof file: one entry and the proof that it is in the log, for checking offline")
    .option("--entry <number>", "number of the entry", wholeNumber("--entry"))
    .option("--forecast <window-and-model...>", "window and model, such as 7d-0000 etas")
    .option("--log <folder>", "the log/ folder of a published site instead of a workspace")
    .requiredOption("-o, --output <file>", "file to write, FILE.tlog-proof")
    .action((options: ProveOptions) => {
      if (options.log !== undefined) return print(options, proofOf(provableFolder(readLogFolder(options.log)), options));
      return inSession(options, ({ ledger, experiment }) => proofOf(provableLedger(ledger, createCheckpoint(ledger, openLogSigner(ledger, experiment.file.name))), options));
    });
}

function proofOf(log: ProvableLog, { entry, forecast, output }: ProveOptions): { json: unknown; text: string[] } {
  if ((entry === undefined) === (forecast === undefined) || (forecast !== undefined && forecast.length !== 2)) {
    throw new InputError("which entry?", { expected: "--entry NUMBER, or --forecast WINDOW MODEL" });
  }
  const index = entry ?? forecastEntry(log, forecast![0]!, forecast![1]!);
  writeFileAtomically(output, proveEntry(log, index));
  return { json: { entry: index, file: output }, text: [`entry ${index}: ${output}`] };
}
