import { readActs, restartsOf } from "../../gate/acts/act.ts";
import type { ModelVersion } from "../../gate/contest.ts";
import { governingPolicy, loggedPolicies, registrationOf } from "../../gate/sequential/registration.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { GoverningPolicy, LoggedPolicyView } from "../../publish/model.ts";
import type { Experiment } from "../load-experiment.ts";
import { challengersOf } from "../stages/decide.ts";

/** Every policy that was logged, and for each version of a challenger that ever sealed a forecast the one that judges it. */
export function governingPolicies(experiment: Experiment, ledger: Pick<Ledger, "log" | "forecasts">): { readonly logged: readonly LoggedPolicyView[]; readonly governing: readonly GoverningPolicy[] } {
  const log = ledger.log();
  const restarts = restartsOf(readActs(log));
  const challengers = challengersOf(experiment);
  const versions = new Map<string, ModelVersion>();
  for (const { forecaster: id, version } of ledger.forecasts()) if (challengers.includes(id)) versions.set(JSON.stringify([id, version]), { id, version });
  const logged = loggedPolicies(log).map(({ entry, digest, policy }): LoggedPolicyView => ({ entry, digest, id: policy.id, kind: policy.policy, effectiveFromWindow: policy.effectiveFromWindow }));
  const governing = experiment.schedules.flatMap(({ horizonDays }) => [...versions.values()].flatMap((version): GoverningPolicy[] => {
    const found = governingPolicy(log, horizonDays, version, restarts);
    const { number, fromWindow } = registrationOf(log, challengers, horizonDays, version, restarts);
    if (found === undefined || number === 0) return [];
    return [{ model: version.id, version: version.version, horizonDays, number, fromWindow: Math.max(fromWindow, found.policy.effectiveFromWindow), policyId: found.policy.id, policyDigest: found.digest }];
  }));
  return { logged, governing: governing.sort((a, b) => a.horizonDays - b.horizonDays || a.number - b.number) };
}
