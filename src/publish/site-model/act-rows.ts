import { actsOn, type GateAct, readActs } from "../../gate/acts/act.ts";
import { objectionsOf, objectionsUntil } from "../../gate/acts/objections.ts";
import type { ModelVersion } from "../../gate/contest.ts";
import type { LogEntry } from "../../ledger/records.ts";
import type { ActRow } from "../model/anytime.ts";
import type { DecisionView } from "../model.ts";

/** The acts on versions of one horizon, in the order of the log; of objections what has become of them. */
export function actRows(log: readonly LogEntry[], horizonDays: number, decisions: readonly DecisionView[]): ActRow[] {
  const acts = readActs(log).filter((act) => act.horizonDays === horizonDays);
  return acts.map((act) => {
    const { entry, at, kind, effect, code, model, version, fromWindow, objection, reason, signers } = act;
    const suffix = effect !== undefined ? ` to ${effect}` : code !== undefined ? ` ${code}` : objection !== undefined ? ` to log entry ${objection}` : kind === "objection" ? `, ${objectionState(log, acts, act, decisions)}` : "";
    return { entry, at, kind: `${kind}${suffix}`, model, version, fromWindow, reason, signers };
  });
}

function objectionState(log: readonly LogEntry[], acts: readonly GateAct[], { entry, model, version, horizonDays }: GateAct, decisions: readonly DecisionView[]): string {
  const on: ModelVersion = { id: model, version };
  return objectionsOf(actsOn(acts, on, horizonDays), objectionsUntil(log, acts, decisions, on, horizonDays)).find(({ act }) => act.entry === entry)!.state;
}
