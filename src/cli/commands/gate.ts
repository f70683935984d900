import { Command } from "commander";
import { decideDue } from "../../experiment/run.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { DecisionView } from "../../publish/model.ts";
import { inSession, type WorkspaceOptions, workspaceCommand } from "../workspace-command.ts";

type RecordedDecision = Omit<DecisionView, "decisionDigest">;

export function gateCommand(): Command {
  const gate = new Command("gate").description("decisions: does the challenger ship?").exitOverride();
  gate.addCommand(
    workspaceCommand("decide", "decide on every challenger; exit code 1 when none is eligible").action((options: WorkspaceOptions) =>
      inSession(options, (session) => {
        const { decisions } = decideDue(session);
        if (!decisions.some((decision) => decision.state === "eligible")) process.exitCode = 1;
        return { json: decisions, text: decisions.map(decisionInOneLine) };
      }),
    ),
  );
  gate.addCommand(
    workspaceCommand("history", "every recorded decision, in order").action((options: WorkspaceOptions) =>
      inSession(options, ({ ledger }) => {
        const decisions = recorded(ledger);
        return { json: decisions, text: decisions.length === 0 ? ["no decision has been recorded"] : decisions.map(decisionInOneLine) };
      }),
    ),
  );
  gate.addCommand(
    workspaceCommand("explain", "the reasons of the newest decision on each challenger").action((options: WorkspaceOptions) =>
      inSession(options, ({ ledger }) => {
        const newest = [...new Map(recorded(ledger).map((decision) => [`${decision.challenger} ${decision.horizonDays}`, decision])).values()];
        return { json: newest, text: newest.length === 0 ? ["no decision has been recorded"] : newest.flatMap(inFull) };
      }),
    ),
  );
  return gate;
}

/** Challenger, horizon, verdict and reason codes. */
export function decisionInOneLine(decision: RecordedDecision): string {
  return `${decision.challenger}, ${decision.horizonDays} d, through window ${decision.throughWindow}: ${decision.verdict}, ${decision.state} (${decision.reasons.map((reason) => reason.code).join(", ")})`;
}

function inFull(decision: RecordedDecision): string[] {
  return [
    decisionInOneLine(decision),
    ...decision.reasons.map((reason) => `  ${reason.code}: ${reason.meaning} ${reason.detail}`),
    `  What would change this: ${decision.wouldChange}`,
    `  policy ${decision.policyId} ${decision.policyDigest}`,
    `  evidence ${decision.evidenceDigest}`,
  ];
}

function recorded(ledger: Ledger): RecordedDecision[] {
  return ledger.decisions().map((record) => JSON.parse(record.body) as RecordedDecision);
}
