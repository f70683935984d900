import type { DecisionView, ModelRole, ScoreView } from "./model.ts";
import type { CellText, Tone } from "./table.ts";

export function verdictTone(verdict: DecisionView["verdict"]): Tone {
  return verdict === "PASS" ? "good" : verdict === "FAIL" ? "bad" : "wait";
}

export function verdictText(verdict: DecisionView["verdict"]): CellText {
  return { text: verdict, tone: verdictTone(verdict) };
}

/** The null is named by what it is for. */
export function roleText(role: ModelRole): string {
  return role === "null" ? "null (baseline)" : role;
}

/** "on time", or why there is no forecast that counts. */
export function statusText(status: ScoreView["status"]): CellText {
  return status === "on-time" ? { text: "on time" } : { text: status, tone: "bad" };
}

/** A forecast counts when it was sealed in time. */
export function counts(score: ScoreView): boolean {
  return score.status === "on-time";
}
