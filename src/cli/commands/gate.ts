import { Command } from "commander";
import { decideDue } from "../../experiment/run.ts";
import { explainDecisions } from "../../experiment/gate/explain.ts";
import { readActs } from "../../gate/acts/act.ts";
import { faultOf, readReproductions } from "../../gate/acts/reproduction.ts";
import { throughInWords } from "../../gate/sequential/in-words.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { DecisionView } from "../../publish/model.ts";
import { inSession, inStageSession, type WorkspaceOptions, workspaceCommand } from "../workspace-command.ts";
import { actCommands } from "./gate/acts.ts";
import { policyCommand } from "./gate/policy.ts";
import { simulateCommand } from "./gate/simulate.ts";

type RecordedDecision = Omit<DecisionView, "decisionDigest">;

export function gateCommand(): Command {
  const gate = new Command("gate").description("decisions: does the challenger ship?").exitOverride();
  gate.addCommand(
    workspaceCommand("decide", "decide on every challenger; exit code 1 when none passes").action((options: WorkspaceOptions) =>
      inStageSession(options, (session) => {
        const { decisions } = decideDue(session);
        if (!decisions.some(({ verdict }) => verdict === "PASS")) process.exitCode = 1;
        return { json: decisions, text: decisions.map(decisionInOneLine) };
      }),
    ),
  );
  gate.addCommand(
    workspaceCommand("history", "every recorded decision in order, and what people did about them").action((options: WorkspaceOptions) =>
      inSession(options, ({ ledger }) => {
        const decisions = recorded(ledger);
        const log = ledger.log();
        const acts = readActs(log);
        // Those that found a fault stand among the acts.
        const reproductions = readReproductions(log).filter((found) => faultOf(found) === undefined);
        const lines = [
          ...ledger.decisions().map(({ entry }, place) => ({ entry, line: decisionInOneLine(decisions[place]!) })),
          ...acts.map(({ entry, kind, effect, code, model, version, fromWindow, reason, signers }) => ({ entry, line: `${model} ${version}, from window ${fromWindow}: ${kind.toUpperCase()}${effect === undefined ? "" : ` TO ${effect.toUpperCase()}`}${code === undefined ? "" : ` ${code}`}${signers.length === 0 ? "" : ` by ${signers.join(" and ")}`}: ${reason}` })),
          ...reproductions.map(({ entry, model, version, throughWindow, purpose, outcome, process, detail }) => ({ entry, line: `${model} ${version}, ${throughInWords(throughWindow)}: scored again by the ${process} before ${purpose === "pass" ? "a pass" : "shipping"}: ${outcome} (${detail})` })),
        ].sort((a, b) => a.entry - b.entry).map(({ line }) => line);
        return { json: acts.length + reproductions.length === 0 ? decisions : { decisions, acts, reproductions }, text: lines.length === 0 ? ["no decision has been recorded"] : lines };
      }),
    ),
  );
  gate.addCommand(
    workspaceCommand("explain", "the newest decision on each challenger in plain words: where it stands, why, what is missing, what would change it")
      .argument("[model]", "only this challenger")
      .action((model: string | undefined, options: WorkspaceOptions) =>
        inSession(options, (session) => {
          const explanations = explainDecisions(session, model);
          const nothing = model === undefined ? "no decision has been recorded" : `no decision on ${model} has been recorded`;
          return { json: explanations.map(({ decision, stateNow }) => (stateNow === null ? decision : { ...decision, stateNow })), text: explanations.length === 0 ? [nothing] : explanations.flatMap(({ text }) => text) };
        }),
      ),
  );
  for (const command of [policyCommand(), simulateCommand(), ...actCommands()]) gate.addCommand(command);
  return gate;
}

/** Challenger, horizon, verdict and reason codes. */
export function decisionInOneLine(decision: RecordedDecision): string {
  return `${decision.challenger}, ${decision.horizonDays} d, ${throughInWords(decision.throughWindow)}: ${decision.verdict}, ${decision.state} (${decision.reasons.map((reason) => reason.code).join(", ")})`;
}

function recorded(ledger: Ledger): RecordedDecision[] {
  return ledger.decisions().map((record) => JSON.parse(record.body) as RecordedDecision);
}
