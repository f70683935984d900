import type { Command } from "commander";
import { addCosignature } from "../../../ledger/transparency/add-cosignature.ts";
import { exactText } from "../../../ledger/transparency/exact-text.ts";
import { parseVerifierKey } from "../../../ledger/transparency/signed-note.ts";
import { locateErrors } from "../../../seismicity/input-error.ts";
import { inSession, type WorkspaceOptions, workspaceCommand } from "../../workspace-command.ts";

export function addCosignatureCommand(): Command {
  return workspaceCommand("add-cosignature", "take a witness's cosigned checkpoint into the ledger; `report` then publishes it")
    .argument("<file>", "the cosigned note that the witness wrote")
    .requiredOption("--key <vkey>", "verifier key of the witness")
    .action((file: string, options: WorkspaceOptions & { key: string }) =>
      inSession(options, ({ ledger }) => {
        const { treeSize, added, timesSeconds } = locateErrors({ file }, () => addCosignature(ledger, exactText(file), parseVerifierKey(options.key)));
        const times = timesSeconds.map((time) => new Date(1000 * time).toISOString());
        return { json: { treeSize, added, times }, text: [`checkpoint of ${treeSize} entries, ${added} new, cosigned at ${times.join(", ")}`] };
      }),
    );
}
