import type { GateAct } from "../acts/act.ts";
import type { ModelVersion } from "../contest.ts";

/** A version in service, from a window on. */
export interface InService extends ModelVersion {
  readonly fromWindow: number;
}

/** Who came into service and left it, for the windows of one horizon: at most one version at a time, a newer one taking the place of the older. */
export function serviceHistory(acts: readonly GateAct[], horizonDays: number): readonly (InService & { readonly untilWindow: number })[] {
  const history: (InService & { untilWindow: number })[] = [];
  for (const { kind, effect, model: id, version, fromWindow, horizonDays: of } of acts) {
    if (of !== horizonDays) continue;
    const current = history.at(-1);
    const serving = current !== undefined && current.untilWindow === Infinity ? current : undefined;
    if (kind === "ship" || (kind === "override" && effect === "ship")) {
      if (serving !== undefined) serving.untilWindow = fromWindow;
      history.push({ id, version, fromWindow, untilWindow: Infinity });
    } else if ((kind === "demotion" || (kind === "override" && effect === "demote")) && serving?.id === id && serving.version === version) {
      serving.untilWindow = fromWindow;
    }
  }
  return history;
}

/** The version in service in a window. */
export function inServiceAt(history: ReturnType<typeof serviceHistory>, window: number): InService | undefined {
  return history.find(({ fromWindow, untilWindow }) => fromWindow <= window && window < untilWindow);
}
