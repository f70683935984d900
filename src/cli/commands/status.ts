import type { Command } from "commander";
import { workspaceStatus } from "../../experiment/stages/status.ts";
import { inServiceInWords } from "../../experiment/service/in-service.ts";
import type { SubmissionView } from "../../experiment/submission/states.ts";
import { plural } from "../../publish/format-time.ts";
import { formatInstant } from "../../seismicity/time.ts";
import { inSession, type WorkspaceOptions, workspaceCommand } from "../workspace-command.ts";
import { heldOpenInWords } from "./settle.ts";
import { submissionInOneLine } from "./submit.ts";

/** States that speak for themselves in a count. */
const COUNTED: readonly SubmissionView["state"][] = ["on-time", "awaited", "missing"];

export function statusCommand(): Command {
  return workspaceCommand("status", "what is due, sealed, settled, scored and decided").action((options: WorkspaceOptions) =>
    inSession(options, (session) => {
      const status = workspaceStatus(session);
      const sources = status.sources.map(({ name, imports, coveredTo }) => `  source ${name}: ${imports} imports${coveredTo === null ? ", no data yet" : `, complete to ${coveredTo}`}`);
      const next = status.next.map(({ windowId, issueAt, commitBy, canBeIssued }) => `  next: ${windowId}, ${canBeIssued ? "can be issued now" : `issue from ${formatInstant(issueAt)}`}, commit by ${formatInstant(commitBy)}`);
      const failures = status.failed.map(({ windowId, forecaster, message }) => `  failed: ${windowId} ${forecaster}: ${message}`);
      const { waiting } = status;
      const counts = `${plural(status.windows, "window")} due, ${status.forecasts} forecasts (${status.missing} missing, ${status.late} late), ${status.settled} settled, ${status.unscorable} unscorable${waiting.length === 0 ? "" : `, ${waiting.length} held open though due`}, ${status.results} results, ${status.decisions} decisions`;
      const submissions = submissionsInShort(status.submissions);
      return { json: status, text: [counts, ...status.inService.map((entry) => `  ${inServiceInWords(entry)}`), ...sources, ...heldOpenInWords(waiting), ...next, ...submissions, ...failures] };
    }),
  );
}

/** A line a model, then one for whatever is neither on time, awaited nor missing, and for corrections. */
function submissionsInShort(submissions: readonly SubmissionView[]): string[] {
  const models = [...new Set(submissions.map(({ model }) => model))];
  const counts = models.map((model) => {
    const own = submissions.filter((submission) => submission.model === model && submission.correction === 0);
    const states = [...new Set(own.map(({ state }) => state))].map((state) => `${own.filter((submission) => submission.state === state).length} ${state}`);
    return `  submitted: ${model}, ${states.length === 0 ? "no window due" : states.join(", ")}`;
  });
  return [...counts, ...submissions.filter(({ state, correction }) => correction > 0 || !COUNTED.includes(state)).map((submission) => `    ${submissionInOneLine(submission)}`)];
}
