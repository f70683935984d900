import type { Command } from "commander";
import { exitCodeOf, inWords } from "../../../experiment/verify/verification.ts";
import { auditReplay } from "../../../experiment/verify/replay.ts";
import { wholeNumber } from "../../arguments.ts";
import { terminalProgress } from "../../progress.ts";
import { inRecordedSession, type WorkspaceOptions, workspaceCommand } from "../../workspace-command.ts";

export function replayCommand(): Command {
  return workspaceCommand("replay", "score every sealed forecast and take every decision again; exit code 0 the same bytes, 1 not, 2 cannot verify")
    .option("--since <entry>", "only results and decisions from this log entry on", wholeNumber("--since"), 0)
    .action((options: WorkspaceOptions & { since: number }) =>
      inRecordedSession(options, ({ experiment, ledger }) => {
        const progress = terminalProgress();
        const verification = auditReplay(experiment, ledger, options.since, (done, total) => progress("replay", done, total));
        process.exitCode = exitCodeOf(verification);
        return { json: verification, text: inWords("replay", verification) };
      }),
    );
}
