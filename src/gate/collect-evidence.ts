import { collectClassicEvidence } from "./classic/collect-evidence.ts";
import type { Contest, EvidenceSource } from "./contest.ts";
import type { GateEvidence } from "./evidence.ts";
import { type GatePolicy, rulesOf } from "./policies/document.ts";
import { collectAnytimeEvidence } from "./sequential/collect-evidence.ts";

export type { Contest, EvidenceSource } from "./contest.ts";

/** Gathers from the ledger all that a decision on one challenger rests on, up to the last window given and not beyond it. */
export function collectEvidence(source: EvidenceSource, policy: GatePolicy, contest: Contest): GateEvidence {
  return policy.policy === "anytime" ? collectAnytimeEvidence(source, policy, contest) : collectClassicEvidence(source, rulesOf(policy), contest);
}
