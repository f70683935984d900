import { type GatePolicy, documentOf, POLICY_NAMES, seedClassicSection } from "../../gate/policy.ts";
import { anytimeSection } from "../../gate/policies/anytime.ts";
import { POLICY_FORMAT, RECORD_RULES_NOW } from "../../gate/policies/fields.ts";
import { InputError } from "../../seismicity/input-error.ts";

/** A built-in policy with its defaults, for one horizon and a challenger of any name. @throws InputError for another name */
export function builtInPolicy(name: string): GatePolicy {
  if (name === "seed-classic") {
    const { challengers: _, ...section } = seedClassicSection.parse({ policy: name, id: name, lookAfterWindows: 52 });
    return documentOf({ format: POLICY_FORMAT, ...section, unrevealed: RECORD_RULES_NOW.unrevealed });
  }
  if (name !== "anytime") throw new InputError("no such policy", { field: "--print", value: name, expected: POLICY_NAMES.join(" or ") });
  const { policy: _, challengers: __, ...section } = anytimeSection.parse({ id: name });
  return documentOf({ format: POLICY_FORMAT, policy: "anytime", ...section, challengers: ["challenger"], horizons: 1, skillStatistic: "joint-log-score", alphaSpending: "registration-order", ...RECORD_RULES_NOW });
}
