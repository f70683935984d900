import type { Command } from "commander";
import { runAll } from "../../experiment/run.ts";
import { terminalProgress } from "../progress.ts";
import { inStageSession, type WorkspaceOptions, workspaceCommand } from "../workspace-command.ts";
import { fetchInWords } from "./fetch.ts";
import { decisionInOneLine } from "./gate.ts";
import { heldOpenInWords } from "./settle.ts";
import { workersOption } from "./workers-option.ts";

export function runCommand(): Command {
  return workspaceCommand("run", "all stages in order: import, issue, settle, evaluate, decide, report; running again changes nothing")
    .addOption(workersOption())
    .action((options: WorkspaceOptions & { workers: number }) =>
      inStageSession(options, async (session) => {
        const outcome = await runAll(session, Date.now, terminalProgress(), options.workers);
        if (outcome.issue.failed > 0) process.exitCode = 1;
        const { waiting } = outcome.settle;
        const counts = `${outcome.issue.issued} forecasts issued, ${outcome.issue.failed} failed, ${outcome.settle.settled} windows settled${waiting.length === 0 ? "" : `, ${waiting.length} held open though due`}, ${outcome.evaluated} forecasts scored`;
        return { json: outcome, text: [...outcome.fetches.flatMap(fetchInWords), counts, ...heldOpenInWords(waiting), ...outcome.decide.decisions.map((decision) => `gate: ${decisionInOneLine(decision)}`), outcome.report.path] };
      }),
    );
}
