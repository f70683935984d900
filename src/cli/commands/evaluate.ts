import type { Command } from "commander";
import { evaluateDue } from "../../experiment/run.ts";
import { terminalProgress } from "../progress.ts";
import { inStageSession, type WorkspaceOptions, workspaceCommand } from "../workspace-command.ts";
import { workersOption } from "./workers-option.ts";

export function evaluateCommand(): Command {
  return workspaceCommand("evaluate", "score sealed forecasts in settled windows")
    .addOption(workersOption())
    .action((options: WorkspaceOptions & { workers: number }) =>
      inStageSession(options, async (session) => {
        const evaluated = await evaluateDue(session, terminalProgress(), options.workers);
        return { json: { evaluated }, text: [`${evaluated} forecasts scored`] };
      }),
    );
}
