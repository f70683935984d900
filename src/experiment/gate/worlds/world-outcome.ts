import { decodeNumbers } from "../../../evaluation/json-number.ts";
import type { WindowResult } from "../../../evaluation/window-result.ts";
import type { GateEvidence } from "../../../gate/evidence.ts";
import type { Ledger } from "../../../ledger/ledger.ts";
import type { DecisionRecord } from "../../../ledger/records.ts";
import type { DecisionView } from "../../../publish/model.ts";
import { type Challenger, CHALLENGERS, REFERENCE } from "./world-experiment.ts";

/** What became of one challenger in one world, read from the world's ledger. */
export interface ChallengerOutcome {
  readonly challenger: Challenger;
  /** Number of windows that had been settled when it passed; null when it did not. */
  readonly passedAfter: number | null;
  /** Reason codes of the last decision, each once. */
  readonly reasons: readonly string[];
  /** Codes that at some look were the only thing in the way: without the condition it would have passed there. The two of coverage count as one. */
  readonly alone: readonly string[];
  /** Whether its e-value against the reference ever reached the bar of its registration; null under a policy without e-values. */
  readonly skillShown: boolean | null;
  /** Windows in which it and the reference were both scored, and its gain in them, nats. */
  readonly windows: number;
  readonly gainNats: number;
  /** Earthquakes in the windows that it forecast. */
  readonly expected: number;
  readonly events: number;
}

/** Of every challenger, in the order of their registration. */
export function worldOutcome(ledger: Pick<Ledger, "results" | "decisions">): ChallengerOutcome[] {
  const results = ledger.results().map(({ windowId, forecaster, body }) => ({ windowId, forecaster, ...(decodeNumbers(JSON.parse(body)) as WindowResult) }));
  const ofReference = new Map(results.filter(({ forecaster }) => forecaster === REFERENCE).map(({ windowId, logScore }) => [windowId, logScore]));
  const decisions = ledger.decisions();
  return CHALLENGERS.map((challenger) => {
    const own = results.filter(({ forecaster }) => forecaster === challenger);
    const total = (of: (result: (typeof own)[number]) => number): number => own.reduce((sum, result) => sum + of(result), 0);
    return {
      challenger, ...gateOutcome(decisions.filter((record) => record.challenger === challenger)),
      windows: own.length, gainNats: total(({ windowId, logScore }) => logScore - ofReference.get(windowId)!), expected: total(({ expected }) => expected), events: total(({ events }) => events),
    };
  });
}

function gateOutcome(records: readonly DecisionRecord[]): Pick<ChallengerOutcome, "passedAfter" | "reasons" | "alone" | "skillShown"> {
  const views = records.map(({ body }) => JSON.parse(body) as DecisionView);
  const codesOf = ({ reasons }: DecisionView): string[] => [...new Set(reasons.map(({ code }) => code))];
  const pass = views.find(({ verdict }) => verdict === "PASS");
  const conditions = views.filter(({ verdict }) => verdict !== "PASS").map((view) => [...new Set(codesOf(view).map((code) => (code === "FAIL.COVERAGE_ACTIVE" ? "FAIL.COVERAGE" : code)))]);
  return {
    passedAfter: pass === undefined ? null : pass.throughWindow + 1,
    reasons: codesOf(views.at(-1)!),
    alone: [...new Set(conditions.filter((codes) => codes.length === 1).flat())].sort(),
    skillShown: skillShown(decodeNumbers(JSON.parse(records.at(-1)!.evidence)) as GateEvidence),
  };
}

function skillShown(evidence: GateEvidence): boolean | null {
  if (evidence.policy !== "anytime") return null;
  const contest = evidence.skill.find(({ reference }) => reference === REFERENCE);
  return contest !== undefined && evidence.level !== null && contest.largestLogEValue >= -Math.log(evidence.level);
}
