import type { DecisionTaken } from "../../gate/acts/objections.ts";
import type { DecisionRecord } from "../../ledger/records.ts";

/** Decisions as the ledger holds them, as far as the days for objections depend on them. */
export function decisionsTaken(decisions: readonly DecisionRecord[]): DecisionTaken[] {
  return decisions.map(({ body }) => JSON.parse(body) as DecisionTaken);
}
