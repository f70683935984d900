import { type GateAct, restartsOf } from "../acts/act.ts";
import { type ModelVersion, sameVersion } from "../contest.ts";
import type { AnytimePolicy } from "../policy.ts";
import { governingPolicy, type RegistrationEntry } from "./registration.ts";

/** Under this name what is in service is sealed and scored; no forecaster can have it. */
export const SERVICE = "@service";

/** A version in service, from a window on, by the act that put it there. */
export interface InService extends ModelVersion {
  readonly fromWindow: number;
  readonly act: GateAct;
}

/** Who came into service and left it, for the windows of one horizon: at most one version at a time, a newer one taking the place of the older. */
export function serviceHistory(acts: readonly GateAct[], horizonDays: number): readonly (InService & { readonly untilWindow: number })[] {
  const history: (InService & { untilWindow: number })[] = [];
  for (const act of acts) {
    const { kind, effect, model: id, version, fromWindow, horizonDays: of } = act;
    if (of !== horizonDays) continue;
    const current = history.at(-1);
    const serving = current !== undefined && current.untilWindow === Infinity ? current : undefined;
    if (kind === "ship" || (kind === "override" && effect === "ship")) {
      if (serving !== undefined) serving.untilWindow = fromWindow;
      history.push({ id, version, fromWindow, untilWindow: Infinity, act });
    } else if ((kind === "demotion" || (kind === "override" && effect === "demote")) && serving !== undefined && sameVersion(serving, { id, version })) {
      serving.untilWindow = fromWindow;
    }
  }
  return history;
}

/** The version in service in a window; without one it is the baseline's forecast that serves. */
export function inServiceAt(history: ReturnType<typeof serviceHistory>, window: number): InService | undefined {
  return history.find(({ fromWindow, untilWindow }) => fromWindow <= window && window < untilWindow);
}

/** The policy that governed a version when it was put in service: its floor is that of the insurance for as long as it serves. Undefined in a log without one. */
export function policyInService(log: readonly RegistrationEntry[], acts: readonly GateAct[], { id, version, act }: Pick<InService, "id" | "version" | "act">): AnytimePolicy | undefined {
  const policy = governingPolicy(log.filter(({ entry }) => entry < act.entry), act.horizonDays, { id, version }, restartsOf(acts.filter(({ entry }) => entry < act.entry)))?.policy;
  return policy?.policy === "anytime" ? policy : undefined;
}
