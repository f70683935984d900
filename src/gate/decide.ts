import { decideClassic } from "./classic/decide.ts";
import type { Decision } from "./decision.ts";
import type { GateEvidence } from "./evidence.ts";
import { type GatePolicy, rulesOf } from "./policies/document.ts";
import { decideAnytime } from "./sequential/decide.ts";

export type { Decision, Verdict } from "./decision.ts";

/** The decision of any policy, a pure function of the policy and of stored evidence. @throws RangeError for evidence that was gathered under another kind of policy. */
export function decide(policy: GatePolicy, evidence: GateEvidence): Decision {
  if (policy.policy === "anytime") {
    if (evidence.policy !== "anytime") throw new RangeError("evidence of a classical look cannot be decided on under an anytime policy");
    return decideAnytime(rulesOf(policy), evidence);
  }
  if (evidence.policy === "anytime") throw new RangeError("anytime evidence cannot be decided on under a classical policy");
  return decideClassic(rulesOf(policy), evidence);
}
