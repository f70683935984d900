import { type GatePolicy, rulesOf } from "../gate/policy.ts";
import type { PolicyView } from "./model.ts";

/** What of a policy the standing of a version is told by. */
export type PolicyTerms = Pick<PolicyView, "kind" | "effectiveFromWindow" | "minimumWindows">;

/** The terms of a policy of either kind. */
export function policyTerms(policy: GatePolicy): PolicyTerms {
  const rules = rulesOf(policy);
  return { kind: rules.policy, effectiveFromWindow: rules.effectiveFromWindow, minimumWindows: rules.policy === "anytime" ? rules.minimumWindows : rules.lookAfterWindows };
}

/** Level of each consistency test of a classical policy. @param otherwise where the policy is no classical one, or not known */
export function consistencyLevel(policy: GatePolicy | undefined, otherwise: number): number {
  return policy?.policy === "seed-classic" ? rulesOf(policy).consistencyAlpha : otherwise;
}
