import type { Command } from "commander";
import { join } from "node:path";
import { PUBLISHED_LOG } from "../../../ledger/transparency/published-checkpoint.ts";
import { publishLog } from "../../../ledger/transparency/log-site.ts";
import { openLogSigner } from "../../../ledger/transparency/log-signer.ts";
import { inStageSession, type WorkspaceOptions, workspaceCommand } from "../../workspace-command.ts";

export function checkpointCommand(): Command {
  return workspaceCommand("checkpoint", "sign the log as it stands and publish it under reports/log, without the pages").action((options: WorkspaceOptions) =>
    inStageSession(options, ({ ledger, experiment }) => {
      const folder = join(options.workspace, PUBLISHED_LOG);
      const note = publishLog(ledger, openLogSigner(ledger, experiment.file.name), folder);
      return { json: { folder, note }, text: [note.trimEnd()] };
    }),
  );
}
