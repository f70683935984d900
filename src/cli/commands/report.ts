import type { Command } from "commander";
import { publishReports } from "../../experiment/stages/report.ts";
import { terminalProgress } from "../progress.ts";
import { inStageSession, type WorkspaceOptions, workspaceCommand } from "../workspace-command.ts";

export function reportCommand(): Command {
  return workspaceCommand("report", "publish the pages")
    .option("--week <week>", "ISO week such as 2026-W30 (default: all settled weeks)")
    .action((options: WorkspaceOptions & { week?: string }) =>
      inStageSession(options, async (session) => {
        const outcome = await publishReports(session, options.week, terminalProgress());
        return { json: outcome, text: [outcome.path] };
      }),
    );
}
