import type { Command } from "commander";
import { workspaceStatus } from "../../experiment/stages/status.ts";
import { formatInstant } from "../../seismicity/time.ts";
import { inSession, type WorkspaceOptions, workspaceCommand } from "../workspace-command.ts";

export function statusCommand(): Command {
  return workspaceCommand("status", "what is due, sealed, settled, scored and decided").action((options: WorkspaceOptions) =>
    inSession(options, (session) => {
      const status = workspaceStatus(session);
      const sources = status.sources.map(({ name, imports, coveredTo }) => `  source ${name}: ${imports} imports${coveredTo === null ? ", no data yet" : `, complete to ${coveredTo}`}`);
      const next = status.next.map(({ windowId, issueAt, commitBy }) => `  next: ${windowId}, issue from ${formatInstant(issueAt)}, commit by ${formatInstant(commitBy)}`);
      const failures = status.failed.map(({ windowId, forecaster, message }) => `  failed: ${windowId} ${forecaster}: ${message}`);
      const counts = `${status.windows} windows due, ${status.forecasts} forecasts (${status.missing} missing, ${status.late} late), ${status.settled} settled, ${status.unscorable} unscorable, ${status.results} results, ${status.decisions} decisions`;
      return { json: status, text: [counts, ...sources, ...next, ...failures] };
    }),
  );
}
