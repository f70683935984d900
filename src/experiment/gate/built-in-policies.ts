import { anytimeSection, type GatePolicy, POLICY_NAMES, policyOfSection, seedClassicSection } from "../../gate/policy.ts";
import { InputError } from "../../seismicity/input-error.ts";

/** A built-in policy with its defaults, for one horizon and a challenger of any name. @throws InputError for another name */
export function builtInPolicy(name: string): GatePolicy {
  const known = POLICY_NAMES.find((policy) => policy === name);
  if (known === undefined) throw new InputError("no such policy", { field: "--print", value: name, expected: POLICY_NAMES.join(" or ") });
  const gate = known === "seed-classic" ? seedClassicSection.parse({ policy: known, id: known, lookAfterWindows: 52 }) : anytimeSection.parse({ id: known });
  return policyOfSection(gate, { challengers: ["challenger"], authors: {}, horizons: 1 });
}
