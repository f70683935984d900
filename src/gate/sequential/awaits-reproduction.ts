import type { GateEvidence } from "../evidence.ts";
import { type AnytimePolicy, rulesOf } from "../policy.ts";
import { decideAnytime } from "./decide.ts";
import type { AnytimeEvidence } from "./evidence.ts";

/** Of the looks so far, the first that would pass if its results came out again and that nothing in the log says that of; undefined when there is none. */
export function lookToReproduce(policy: AnytimePolicy, looks: readonly GateEvidence[]): AnytimeEvidence | undefined {
  const rules = rulesOf(policy);
  return looks.find((evidence): evidence is AnytimeEvidence => {
    if (evidence.policy !== "anytime" || evidence.passedAtWindow !== null || evidence.service !== null || evidence.reproduction?.outcome === "reproduced") return false;
    return decideAnytime(rules, { ...evidence, reproduction: { outcome: "reproduced", process: "second process", detail: "", entry: -1 } }).verdict === "PASS";
  });
}
