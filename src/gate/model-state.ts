import { actsOn, readActs } from "./acts/act.ts";
import { type ModelVersion, sameVersion } from "./contest.ts";
import { committedVersion, COMMITMENT_ENTRY } from "./sequential/commitments.ts";
import { MODEL_STATES, type ModelEvent, type ModelState, stateOf } from "./states.ts";
import type { Ledger } from "../ledger/ledger.ts";

/** The state of a model version for one horizon, from everything that the log holds of it; undefined when it was never registered. */
export function modelState(ledger: Pick<Ledger, "log" | "forecasts" | "decisions">, { id, version }: ModelVersion, horizonDays: number): ModelState | undefined {
  const events: { readonly entry: number; readonly event: ModelEvent }[] = [];
  const add = (entry: number, event: ModelEvent): void => void events.push({ entry, event });
  const log = ledger.log();
  for (const { entry, kind, body } of log) if (kind === "experiment" && isRegistered(body, id)) add(entry, { kind: "registration" });
  const committed = log.find((entry) => entry.kind === COMMITMENT_ENTRY && entry.subject.startsWith(`${horizonDays}d-`) && sameVersion(committedVersion(entry), { id, version }));
  if (committed !== undefined) add(committed.entry, { kind: "forecast" });
  const first = ledger.forecasts().find((record) => record.forecaster === id && record.version === version && record.status === "on-time" && record.windowId.startsWith(`${horizonDays}d-`));
  if (first !== undefined) add(first.entry, { kind: "forecast" });
  for (const record of ledger.decisions()) {
    const { challenger, challengerVersion, state } = JSON.parse(record.body) as { readonly challenger: string; readonly challengerVersion: string; readonly state: string };
    if (challenger === id && challengerVersion === version && record.horizonDays === horizonDays && state in MODEL_STATES) add(record.entry, { kind: "decision", state: state as ModelState });
  }
  for (const { entry, kind, effect, code } of actsOn(readActs(log), { id, version }, horizonDays)) {
    if (kind === "override") add(entry, { kind: effect === "ship" ? "override-ship" : "override-demote" });
    else if (kind === "fault") add(entry, { kind: code === "QUARANTINE.INTEGRITY" ? "quarantine" : code === "INDETERMINATE.CLOCK" ? "clock-fault" : "fault" });
    else if (kind !== "objection" && kind !== "answer") add(entry, { kind });
  }
  return stateOf(events.sort((a, b) => a.entry - b.entry).map(({ event }) => event));
}

function isRegistered(body: string, id: string): boolean {
  const { content } = JSON.parse(body) as { content: { experiment: { forecasters: readonly { readonly id: string }[] } } };
  return content.experiment.forecasters.some((forecaster) => forecaster.id === id);
}
