import type { Command } from "commander";
import { encodeNumbers } from "../../../evaluation/json-number.ts";
import type { RevisedWindow, RevisionScoresView } from "../../../experiment/audit/revision-scores-view.ts";
import { whatIf } from "../../../experiment/audit/what-if.ts";
import { throughInWords } from "../../../gate/sequential/in-words.ts";
import { formatInstant, parseDateOrInstant } from "../../../seismicity/time.ts";
import { inRecordedSession, type WorkspaceOptions, workspaceCommand } from "../../workspace-command.ts";
import { workersOption } from "../workers-option.ts";

export function whatIfCommand(): Command {
  return workspaceCommand("whatif", "scores and decisions on a later catalog beside those as first settled; exits 1 if a decision would flip, 2 if one cannot be derived again")
    .requiredOption("--catalog <instant>", "latest, or an instant: the catalog as known then")
    .addOption(workersOption())
    .action((options: WorkspaceOptions & { catalog: string; workers: number }) =>
      inRecordedSession(options, async (session) => {
        const view = await whatIf(session, options.catalog === "latest" ? undefined : parseDateOrInstant(options.catalog, "--catalog"), options.workers);
        process.exitCode = exitCode(view);
        return { json: encodeNumbers(view), text: viewInWords(view) };
      }),
    );
}

function exitCode({ decisions, skipped }: RevisionScoresView): number {
  if (decisions.some(({ outcome }) => outcome === "would flip")) return 1;
  return skipped.length > 0 || decisions.some(({ outcome }) => outcome === "cannot be derived again") ? 2 : 0;
}

function viewInWords({ catalogAsOf, windows, skipped, models, decisions, baseline }: RevisionScoresView): string[] {
  const changed = windows.filter((window) => window.snapshotThen !== window.snapshotNow);
  return [
    `catalog as known at ${formatInstant(catalogAsOf)}: the target events of ${changed.length} of ${windows.length} settled windows differ`,
    ...changed.map(windowInWords),
    ...skipped.map(({ windowId, reason }) => `${windowId}: not compared: ${reason}`),
    ...models.map(
      ({ forecaster, horizonDays, logScore, absoluteChange: { mean, standardDeviation, largest, infinite }, informationGain }) =>
        `${forecaster}, ${horizonDays} d: joint log score ${nats(logScore.then)} then, ${nats(logScore.now)} now; |change| a window ${nats(mean)} ± ${nats(standardDeviation)}, at most ${nats(largest)}${infinite === 0 ? "" : `, ${infinite} infinite`}` +
        (forecaster === baseline ? "" : `; information gain over ${baseline} ${nats(informationGain.then)} then, ${nats(informationGain.now)} now (nats an event)`),
    ),
    ...decisions.map(({ challenger, horizonDays, throughWindow, verdictThen, verdictNow, outcome, reasonsNow }) =>
      `decision on ${challenger}, ${horizonDays} d, ${throughInWords(throughWindow)}: ${verdictThen} ${outcome}${outcome === "would flip" ? ` to ${verdictNow} (${reasonsNow.join(", ")})` : ""}`),
  ];
}

function windowInWords({ windowId, events, changes, models }: RevisedWindow): string {
  const moved = models.map(({ forecaster, logScore }) => `${forecaster} ${nats(logScore.then)} then, ${nats(logScore.now)} now`).join("; ");
  return `${windowId}: ${events.then} target events then, ${events.now} now (${changes.added} added, ${changes.removed} removed, ${changes.reidentified} under another id, ${changes.changed} changed); ${moved}`;
}

function nats(value: number): string {
  return Number.isFinite(value) ? value.toFixed(3) : Number.isNaN(value) ? "not known" : String(value);
}
