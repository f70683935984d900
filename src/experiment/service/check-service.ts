import { readActs } from "../../gate/acts/act.ts";
import { inServiceAt, SERVICE, serviceHistory } from "../../gate/sequential/service.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import { type Window, windowId } from "../../seismicity/window.ts";
import { windowAt } from "../../clock/schedule.ts";
import type { Leaf } from "../verify/leaf.ts";
import { indexIn, loggedExperiments, windowLookUp } from "../verify/log-rules.ts";
import type { Findings } from "../verify/verification.ts";
import { forecastsIn, serviceForecast, serviceVersion } from "./service-forecast.ts";
import { servicePolicies } from "./service-policies.ts";

/**
 * The forecasts in service by the log alone: each is, byte for byte, what follows from the acts, the policy and the sealed forecasts that stand before it,
 * none stands for a window in which nothing was in service, and none is missing from a window that has been settled or that later ones follow.
 */
export function checkService(leaves: readonly Leaf[], found: Findings): void {
  const log = leaves.map((leaf) => ({ ...leaf, leafHash: "" }));
  const acts = readActs(log);
  const sealed = leaves.filter(({ kind, content }) => kind === "forecast" && content["forecaster"] === SERVICE);
  if (sealed.length === 0 && !acts.some(({ kind, effect }) => kind === "ship" || effect === "ship")) return;
  const [experiment] = loggedExperiments(leaves, found);
  if (experiment === undefined) return;
  const { file, schedules } = experiment;
  const windowOf = windowLookUp(schedules);
  const policyOf = servicePolicies(log, acts);
  const servedWindows = new Set(sealed.map(({ subject }) => subject));
  const settlements = leaves.filter(({ kind }) => kind === "settlement");
  const scorableWindows = new Set(settlements.filter(({ content }) => content["state"] === "settled").map(({ subject }) => subject));
  const results = leaves.filter(({ kind, content }) => kind === "result" && content["forecaster"] === SERVICE);
  const beside = log.filter(({ kind, subject }) => kind === "forecast" && servedWindows.has(subject));

  for (const leaf of sealed) {
    const window = windowOf(leaf.subject);
    if (window === undefined) continue;
    found.count("forecasts in service");
    const trouble = troubleWith(leaf, window);
    if (trouble !== undefined) found.problem(`log entry ${leaf.entry} (forecast in service ${leaf.subject})`, trouble);
  }
  for (const schedule of schedules) {
    const history = serviceHistory(acts, schedule.horizonDays);
    const indicesOf = (some: readonly Leaf[]): Set<number> => new Set(some.map(({ subject }) => indexIn(schedule, subject)).filter((index) => index >= 0));
    const [served, settled, scored] = [indicesOf(sealed), indicesOf(settlements), indicesOf(results)];
    const [lastServed, lastScored] = [Math.max(-1, ...served), Math.max(-1, ...scored)];
    for (let index = 0; index <= Math.max(lastServed, ...settled); index++) {
      const serving = inServiceAt(history, index);
      if (serving !== undefined && !served.has(index)) found.problem(`window ${windowId(windowAt(schedule, index))}`, `${serving.id} ${serving.version} was in service, and no forecast in service was sealed`);
    }
    for (const { subject, content } of sealed) {
      const index = indexIn(schedule, subject);
      const isScorable = content["digest"] !== null && scorableWindows.has(subject);
      if (index >= 0 && index < lastScored && isScorable && !scored.has(index)) found.problem(`window ${subject}`, "the forecast in service was not scored, though later ones were");
    }
  }

  function troubleWith({ entry, subject, content }: Leaf, window: Window): string | undefined {
    const before = acts.filter((act) => act.entry < entry);
    const serving = inServiceAt(serviceHistory(before, window.horizonDays), window.index);
    if (serving === undefined) return "no act before it had put anything in service in its window";
    if (content["version"] !== serviceVersion(serving)) return `it is called ${String(content["version"])}, and ${serviceVersion(serving)} was in service`;
    const policy = policyOf(serving);
    if (policy === undefined) return "no policy stands in the log before the act that put it in service";
    const forecasts = forecastsIn(beside.filter((other) => other.subject === subject && other.entry < entry));
    const again = serviceForecast({ experiment: file.name, window, serving, policy, baseline: file.references.baseline, forecasts });
    const digest = again.bytes === undefined ? null : sha256Hex(again.bytes);
    return content["digest"] === digest ? undefined : `it is not the insured mixture of the forecasts that were sealed before it: ${digest === null ? "without the baseline's there is none" : `that has the digest ${digest.slice(0, 12)}…`}`;
  }
}
