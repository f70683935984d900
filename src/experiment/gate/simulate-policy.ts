import { policyStudy } from "../../gate/operating-characteristics/policy-study.ts";
import type { SimulationSize } from "../../gate/operating-characteristics/contest.ts";
import { type GatePolicy, policyInWords, rulesOf } from "../../gate/policy.ts";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import { type PolicyStudyView, renderPolicyStudy, studyAnswer } from "../../publish/gate-report/policy-study-page.ts";

/** What a policy does in simulated worlds, with its page; a function of its arguments. */
export function simulatePolicy(policy: GatePolicy, size: SimulationSize): { readonly view: PolicyStudyView; readonly answer: string; readonly html: string } {
  const rules = rulesOf(policy);
  const document = canonicalJson(policy);
  const view: PolicyStudyView = { policyId: policy.id, policyDigest: sha256Hex(document), steps: policyInWords(rules, ["the reference"]), document, ...size, figures: policyStudy(rules, size) };
  return { view, answer: studyAnswer(view), html: renderPolicyStudy(view) };
}
