import { policyStudy } from "../../gate/operating-characteristics/policy-study.ts";
import type { SimulationSize } from "../../gate/operating-characteristics/contest.ts";
import { type GatePolicy, policyDigest, policyInWords, rulesOf } from "../../gate/policy.ts";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import type { WorldsView } from "../../publish/gate-report/worlds-section.ts";
import { type PolicyStudyView, renderPolicyStudy, studyAnswer } from "../../publish/gate-report/policy-study-page.ts";

/**
 * What a policy does in simulated contests, with its page; a function of its arguments.
 *
 * @param fullStack what it does in worlds that were lived through (`studyWorlds`), for a section of their own
 */
export function simulatePolicy(policy: GatePolicy, size: SimulationSize, fullStack?: WorldsView): { readonly view: PolicyStudyView; readonly answer: string; readonly html: string } {
  const rules = rulesOf(policy);
  const document = canonicalJson(policy);
  const view: PolicyStudyView = { policyId: policy.id, policyDigest: policyDigest(policy), steps: policyInWords(rules, ["the reference"]), document, ...size, figures: policyStudy(rules, size), ...(fullStack === undefined ? {} : { fullStack }) };
  return { view, answer: studyAnswer(view), html: renderPolicyStudy(view) };
}
