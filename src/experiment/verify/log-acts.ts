import { firstWindowAfter } from "../../clock/schedule.ts";
import { ACT_KINDS, ACTS_ON_A_DECISION } from "../../gate/acts/act.ts";
import { nextWindow } from "../../gate/sequential/registration.ts";
import { windowId } from "../../seismicity/window.ts";
import type { Leaf } from "./leaf.ts";
import type { LoggedExperiment } from "./log-rules.ts";
import type { Findings } from "./verification.ts";

const LOOKING_AHEAD: ReadonlySet<string> = new Set(ACT_KINDS.filter((kind) => !ACTS_ON_A_DECISION.has(kind)));

/**
 * What people (or a rule) decide about a version holds from a window on that the harness had not issued by then; in a live experiment what people
 * sign, from one that had not opened either. Whoever says otherwise writes the record of what was in service anew.
 */
export function checkActs(leaves: readonly Leaf[], experiments: readonly LoggedExperiment[], findings: Findings): void {
  for (const leaf of leaves) {
    if (!LOOKING_AHEAD.has(leaf.kind)) continue;
    findings.count("acts at the gate");
    const [horizonDays, fromWindow] = [Number(leaf.content["horizonDays"]), Number(leaf.content["fromWindow"])];
    const issued = nextWindow(leaves.filter(({ entry }) => entry < leaf.entry), horizonDays);
    const registered = experiments.findLast(({ entry }) => entry < leaf.entry);
    const schedule = registered?.schedules.find((one) => one.horizonDays === horizonDays);
    const isDatedByClock = registered?.file.schedule.mode === "live" && leaf.kind !== "demotion";
    const opened = schedule === undefined || !isDatedByClock ? 0 : firstWindowAfter(schedule, leaf.at);
    const first = Math.max(issued, opened);
    if (!(fromWindow >= first)) findings.problem(`log entry ${leaf.entry} (${leaf.kind} ${leaf.subject})`, `it holds from window ${windowId({ horizonDays, index: fromWindow })} on, and ${windowId({ horizonDays, index: first - 1 })} had ${issued >= opened ? "been issued" : "opened"} before it`);
  }
}
