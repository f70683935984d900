import type { Command } from "commander";
import { importConfigured, issueDue } from "../../experiment/run.ts";
import type { IssueSelection } from "../../experiment/select-windows.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { parseInstant } from "../../seismicity/time.ts";
import { terminalProgress } from "../progress.ts";
import { inStageSession, type WorkspaceOptions, workspaceCommand } from "../workspace-command.ts";

interface Options extends WorkspaceOptions {
  at?: string;
  from?: string;
  to?: string;
}

export function issueCommand(): Command {
  return workspaceCommand("issue", "seal the forecasts of every window that is due, or of those named")
    .option("--at <instant>", "only the window that is due at this instant")
    .option("--from <instant>", "replay the windows from here")
    .option("--to <instant>", "to here")
    .action((options: Options) => {
      const selection = selectionOf(options);
      return inStageSession(options, async (session) => {
        importConfigured(session);
        const outcome = await issueDue(session, Date.now, terminalProgress(), selection);
        if (outcome.failed > 0) process.exitCode = 1;
        return { json: outcome, text: [`${outcome.issued} issued, ${outcome.alreadyIssued} already issued, ${outcome.failed} failed`] };
      });
    });
}

function selectionOf({ at, from, to }: Options): IssueSelection {
  if (at === undefined && from === undefined && to === undefined) return { kind: "due" };
  if (at !== undefined && from === undefined && to === undefined) return { kind: "at", at: parseInstant(at, "--at") };
  if (at === undefined && from !== undefined && to !== undefined) return { kind: "between", from: parseInstant(from, "--from"), to: parseInstant(to, "--to") };
  throw new InputError("options that do not go together", { field: "--at, --from, --to", expected: "--at alone, or --from and --to" });
}
