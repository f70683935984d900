import { type GatePolicy, rulesOf } from "../../gate/policy.ts";
import { loggedPolicies } from "../../gate/sequential/registration.ts";
import { binStrata, type BinStratum } from "../../gate/strata/stratum.ts";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import type { LogEntry } from "../../ledger/records.ts";
import { InputError } from "../../seismicity/input-error.ts";

/** The parts of the bins that the policies of a log declare, each id once, in order: what every forecast is scored in from then on. */
export function declaredStrata(log: readonly Pick<LogEntry, "entry" | "kind" | "body">[]): readonly BinStratum[] {
  const declared = new Map<string, BinStratum>();
  for (const { policy } of loggedPolicies(log)) {
    if (policy.policy === "anytime") for (const stratum of binStrata(rulesOf(policy).strata)) if (!declared.has(stratum.id)) declared.set(stratum.id, stratum);
  }
  return [...declared.values()];
}

/** Scores are kept by the stratum's id, so that an id means the same bins for ever. @throws InputError for an id that an earlier policy gave to other bins */
export function refuseRedefinedStrata(policy: GatePolicy, log: readonly LogEntry[]): void {
  if (policy.policy !== "anytime") return;
  const before = new Map(declaredStrata(log).map((stratum) => [stratum.id, stratum]));
  for (const stratum of binStrata(rulesOf(policy).strata)) {
    const earlier = before.get(stratum.id);
    if (earlier !== undefined && canonicalJson(earlier) !== canonicalJson(stratum)) throw new InputError("a stratum's id already stands for other bins", { file: "experiment.yaml", field: "gate.strata", value: stratum.id, expected: `a new id; under an earlier policy it was ${canonicalJson(earlier)}` });
  }
}
