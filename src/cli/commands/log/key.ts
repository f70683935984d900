import type { Command } from "commander";
import { openLogSigner } from "../../../ledger/transparency/log-signer.ts";
import { inSession, type WorkspaceOptions, workspaceCommand } from "../../workspace-command.ts";

export function keyCommand(): Command {
  return workspaceCommand("key", "print the public verifier key of the log; makes the key when there is none").action((options: WorkspaceOptions) =>
    inSession(options, ({ ledger, experiment }) => {
      const { verifierKey } = openLogSigner(ledger, experiment.file.name);
      return { json: { verifierKey: verifierKey.text }, text: [verifierKey.text] };
    }),
  );
}
