import { readActs, restartsOf } from "../../gate/acts/act.ts";
import type { ModelVersion } from "../../gate/contest.ts";
import type { GatePolicy } from "../../gate/policy.ts";
import { governingPolicy, loggedPolicies, registrationEntries } from "../../gate/sequential/registration.ts";
import type { LogEntry } from "../../ledger/records.ts";

/** The policies by which a site shows what they judge. Not all is judged by the newest: a version keeps the policy under which it was registered. */
export interface SitePolicies {
  /** By id of the model, the policy that governs each version in windows of one horizon. */
  governing(horizonDays: number, versions: readonly ModelVersion[]): ReadonlyMap<string, GatePolicy>;
  /** The policy with a digest, such as that by which a decision was taken. */
  withDigest(digest: string): GatePolicy | undefined;
}

/** The policies of a log. @param stated what the site states; it stands in where the log has none, and is undefined where the site states none */
export function sitePolicies(log: readonly LogEntry[], stated: GatePolicy | undefined): SitePolicies {
  const registrations = registrationEntries(log);
  const restarts = restartsOf(readActs(log));
  const logged = new Map(loggedPolicies(registrations).map(({ digest, policy }) => [digest, policy]));
  return {
    governing: (horizonDays, versions) => new Map(versions.flatMap((version) => {
      const policy = governingPolicy(registrations, horizonDays, version, restarts)?.policy ?? stated;
      return policy === undefined ? [] : [[version.id, policy] as const];
    })),
    withDigest: (digest) => logged.get(digest) ?? stated,
  };
}
