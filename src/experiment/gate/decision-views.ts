import type { DecisionRecord } from "../../ledger/records.ts";
import type { DecisionView } from "../../publish/model.ts";

/** Decisions as the ledger holds them, read; their figures as they were written. */
export function decisionViews(decisions: readonly DecisionRecord[]): DecisionView[] {
  return decisions.map(({ body }) => JSON.parse(body) as DecisionView);
}
