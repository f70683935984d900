import { decodeNumbers } from "../../evaluation/json-number.ts";
import type { GateEvidence } from "../../gate/evidence.ts";
import type { DecisionRecord } from "../../ledger/records.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import type { DecisionView, RecordedDecision } from "../model.ts";

/** The decision as it was recorded: its body is all of the view but that body's digest, and the evidence stands beside it. */
export function recordedDecision({ body, evidence }: DecisionRecord): RecordedDecision {
  return {
    ...(decodeNumbers(JSON.parse(body)) as Omit<DecisionView, "decisionDigest">),
    decisionDigest: sha256Hex(body),
    evidence: decodeNumbers(JSON.parse(evidence)) as GateEvidence,
  };
}
