import type { GateAct } from "../../gate/acts/act.ts";
import type { AnytimePolicy } from "../../gate/policy.ts";
import type { RegistrationEntry } from "../../gate/sequential/registration.ts";
import { type InService, policyInService } from "../../gate/sequential/service.ts";

/** The policy under which each version of a log serves. It follows from what stands before the act that put it there, so it is looked for once an act, not once a window. */
export function servicePolicies(log: readonly RegistrationEntry[], acts: readonly GateAct[]): (serving: InService) => AnytimePolicy | undefined {
  const known = new Map<number, AnytimePolicy | undefined>();
  return (serving) => {
    const { entry } = serving.act;
    if (!known.has(entry)) known.set(entry, policyInService(log, acts, serving));
    return known.get(entry);
  };
}
