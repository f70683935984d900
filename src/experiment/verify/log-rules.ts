import { type Schedule, windowAt } from "../../clock/schedule.ts";
import { isSubmitted } from "../../forecasters/external/submitted.ts";
import { createForecaster } from "../../forecasters/registry.ts";
import { readReproduction } from "../../gate/acts/reproduction.ts";
import { type GatePolicy, policyDigest } from "../../gate/policy.ts";
import { POLICY_ENTRY } from "../../gate/sequential/registration.ts";
import { formatInstant } from "../../seismicity/time.ts";
import { parseWindowId, type Window, windowId } from "../../seismicity/window.ts";
import { schedulesOf } from "../load-experiment.ts";
import type { ExperimentFile } from "../schema.ts";
import type { Leaf } from "./leaf.ts";
import { checkActs } from "./log-acts.ts";
import { checkTimes } from "./log-times.ts";
import { messageOf } from "./message.ts";
import type { Findings } from "./verification.ts";

/** The experiment as the log holds it. */
export interface LoggedExperiment {
  readonly file: ExperimentFile;
  readonly schedules: readonly Schedule[];
  readonly entry: number;
  readonly policyDigest: string;
}

/** Every registration of the experiment, in order; those that cannot be read are problems. */
export function loggedExperiments(leaves: readonly Leaf[], findings: Findings): LoggedExperiment[] {
  return leaves.filter(({ kind }) => kind === "experiment").flatMap(({ entry, content }) => {
    try {
      const file = content["experiment"] as ExperimentFile;
      return [{ file, schedules: schedulesOf(file), entry, policyDigest: String(content["policyDigest"]) }];
    } catch (error) {
      findings.problem(`log entry ${entry} (experiment)`, `it cannot be read: ${messageOf(error)}`);
      return [];
    }
  });
}

/**
 * What a log of an honest experiment looks like, whoever signed it: the experiment stands before its first forecast, forecasts on
 * time are sealed by `commitBy` and before their windows are settled, windows are settled once and not before their lag, no window
 * is skipped, no registered model is silently absent, results and decisions follow what they rest on, acts at the gate change nothing about
 * windows that had been issued ({@link checkActs}), and times never go back ({@link checkTimes}). In a replay times are those of the schedule, so that only the order of entries means anything.
 */
export function checkLogRules(leaves: readonly Leaf[], findings: Findings): void {
  const experiments = loggedExperiments(leaves, findings);
  checkTimes(leaves, experiments, findings);
  checkActs(leaves, experiments, findings);
  const first = experiments[0];
  const firstForecast = leaves.find(({ kind }) => kind === "forecast");
  if (firstForecast === undefined) return;
  if (first === undefined || first.entry > firstForecast.entry) {
    findings.problem(`log entry ${firstForecast.entry} (forecast ${firstForecast.subject})`, "no experiment and no policy stand in the log before the first forecast");
    return;
  }
  checkPolicies(leaves, experiments, findings);
  const windowOf = windowLookUp(first.schedules);
  const live = first.file.schedule.mode === "live";
  const about = (leaf: Leaf): string => `log entry ${leaf.entry} (${leaf.kind} ${leaf.subject})`;
  const settlements = onePerKey(leaves, "settlement", ({ subject }) => subject, findings);
  const forecasts = onePerKey(leaves, "forecast", modelKey, findings);
  const results = onePerKey(leaves, "result", modelKey, findings);

  for (const leaf of forecasts.values()) {
    const { content, at } = leaf;
    const window = windowOf(leaf.subject);
    if (window === undefined) {
      findings.problem(about(leaf), "the experiment has no such window");
      continue;
    }
    const sealedAt = Number(content["sealedAt"]);
    const settlement = settlements.get(leaf.subject);
    findings.count("forecasts");
    if (content["windowId"] !== leaf.subject || sealedAt !== at) findings.problem(about(leaf), "its window or time is not that of its content");
    if (content["status"] === "on-time" && sealedAt > window.commitBy) findings.problem(about(leaf), `it counts as on time and was sealed ${formatInstant(sealedAt)}, after ${formatInstant(window.commitBy)}`);
    if (content["evidenceClass"] !== "prospective") continue;
    if (!live) findings.problem(about(leaf), "it is called prospective in a replay of the past");
    if (content["status"] === "late") findings.problem(about(leaf), "it is called prospective although it was late");
    if (settlement !== undefined && settlement.entry < leaf.entry) findings.problem(about(leaf), `it is called prospective and stands after the settlement of its window (entry ${settlement.entry})`);
  }
  for (const leaf of settlements.values()) {
    const window = windowOf(leaf.subject);
    findings.count("settlements");
    if (window === undefined) findings.problem(about(leaf), "the experiment has no such window");
    else if (leaf.at < window.settlesAt) findings.problem(about(leaf), `it is dated ${formatInstant(leaf.at)}; the window settles ${formatInstant(window.settlesAt)}`);
  }
  for (const [key, leaf] of results) {
    const [forecast, settlement] = [forecasts.get(key), settlements.get(leaf.subject)];
    findings.count("results");
    if (forecast === undefined || forecast.entry > leaf.entry) findings.problem(about(leaf), "no forecast in the log before it");
    if (settlement === undefined || settlement.entry > leaf.entry || settlement.content["state"] !== "settled") findings.problem(about(leaf), "its window was not settled before it");
  }
  checkGaps(first, { forecasts, settlements, results }, findings);
  checkDecisionOrder(leaves, experiments, findings);
}

/** Every policy has the digest that it is called by, and every registration of the experiment stands under the newest policy before it. */
function checkPolicies(leaves: readonly Leaf[], experiments: readonly LoggedExperiment[], findings: Findings): void {
  const policies = leaves.filter(({ kind }) => kind === POLICY_ENTRY);
  for (const { entry, subject, content } of policies) {
    findings.count("policies");
    if (policyDigest(content["policy"] as GatePolicy) !== content["digest"]) findings.problem(`log entry ${entry} (policy ${subject})`, "its digest is not that of its document");
  }
  for (const { entry, policyDigest } of experiments) {
    const newest = policies.findLast((policy) => policy.entry < entry);
    if (newest?.content["digest"] !== policyDigest) findings.problem(`log entry ${entry} (experiment)`, newest === undefined ? "no policy stands in the log before it" : `it names policy ${policyDigest}, and the newest in the log is ${String(newest.content["digest"])}`);
  }
}

interface Found {
  readonly forecasts: ReadonlyMap<string, Leaf>;
  readonly settlements: ReadonlyMap<string, Leaf>;
  readonly results: ReadonlyMap<string, Leaf>;
}

/** No window is passed over: what is there for a later one must be there for each before it. */
function checkGaps({ schedules, file }: LoggedExperiment, { forecasts, settlements, results }: Found, findings: Findings): void {
  const own = file.forecasters.filter(({ kind, id, options }) => !isSubmitted(createForecaster(kind, id, options))).map(({ id }) => id);
  for (const schedule of schedules) {
    const indexOf = (subject: string): number => indexIn(schedule, subject);
    const last = (leaves: Iterable<Leaf>): number => [...leaves].reduce((latest, { subject }) => Math.max(latest, indexOf(subject)), -1);
    const idAt = (index: number): string => windowId(windowAt(schedule, index));
    const lastSettled = last(settlements.values());
    for (let index = 0; index < lastSettled; index++) if (!settlements.has(idAt(index))) findings.problem(`window ${idAt(index)}`, "later windows are settled and this one is neither settled nor declared unscorable");
    for (const id of own) {
      const ofModel = (leaves: ReadonlyMap<string, Leaf>): Leaf[] => [...leaves.values()].filter(({ content }) => content["forecaster"] === id);
      const issued = new Set(ofModel(forecasts).map(({ subject }) => subject));
      const scored = new Set(ofModel(results).map(({ subject }) => subject));
      const sealed = ofModel(forecasts).filter(({ content }) => content["digest"] !== null);
      const lastIssued = last(ofModel(forecasts));
      const lastScored = last(ofModel(results));
      for (let index = 0; index <= Math.max(lastIssued, lastSettled); index++) if (!issued.has(idAt(index))) findings.problem(`window ${idAt(index)}`, `model ${id} is silently absent: no forecast, and no record of a failure`);
      for (const { subject } of sealed) {
        if (indexOf(subject) >= 0 && indexOf(subject) < lastScored && !scored.has(subject) && settlements.get(subject)?.content["state"] === "settled") findings.problem(`window ${subject}`, `the forecast of model ${id} was not scored, though later ones were`);
      }
    }
  }
}

/** Decisions stand after a policy, each once, and a pass by evidence that may be looked at every week after an entry that says that it came out again. */
function checkDecisionOrder(leaves: readonly Leaf[], experiments: readonly LoggedExperiment[], findings: Findings): void {
  const seen = new Set<unknown>();
  const reproduced = leaves.filter((leaf) => readReproduction(leaf)?.outcome === "reproduced");
  const otherPolicies = leaves.filter(({ kind, content }) => kind === POLICY_ENTRY && (content["policy"] as { policy?: unknown } | undefined)?.policy !== "anytime");
  for (const leaf of leaves) {
    if (leaf.kind !== "decision") continue;
    findings.count("decisions");
    if (!experiments.some(({ entry }) => entry < leaf.entry)) findings.problem(`log entry ${leaf.entry} (decision on ${leaf.subject})`, "no policy stands in the log before it");
    if (seen.has(leaf.content["decisionId"])) findings.problem(`log entry ${leaf.entry} (decision on ${leaf.subject})`, "the same decision stands in the log before it");
    seen.add(leaf.content["decisionId"]);
    const isReproduced = leaf.content["verdict"] !== "PASS" || reproduced.some(({ entry, subject }) => entry < leaf.entry && subject === leaf.subject);
    const mayPassWithout = otherPolicies.some(({ entry }) => entry < leaf.entry);
    if (!isReproduced && !mayPassWithout) findings.problem(`log entry ${leaf.entry} (decision on ${leaf.subject})`, "it passes, and no entry before it says that its evidence came out again");
  }
}

function onePerKey(leaves: readonly Leaf[], kind: string, keyOf: (leaf: Leaf) => string, findings: Findings): Map<string, Leaf> {
  const found = new Map<string, Leaf>();
  for (const leaf of leaves) {
    if (leaf.kind !== kind) continue;
    const earlier = found.get(keyOf(leaf));
    if (earlier === undefined) found.set(keyOf(leaf), leaf);
    else findings.problem(`log entry ${leaf.entry} (${kind} ${leaf.subject})`, `entry ${earlier.entry} says the same already: there is one ${kind} of it, and corrections are entries of another kind`);
  }
  return found;
}

function modelKey({ subject, content }: Leaf): string {
  return `${subject} ${String(content["forecaster"])} ${String(content["version"])}`;
}

/** The window that an id names, when a schedule has it. */
export function windowLookUp(schedules: readonly Schedule[]): (id: string) => Window | undefined {
  return (id) => {
    for (const schedule of schedules) {
      const index = indexIn(schedule, id);
      if (index >= 0) return windowAt(schedule, index);
    }
    return undefined;
  };
}

/** Index of the window in this schedule; −1 when it is of another. */
export function indexIn({ horizonDays }: Schedule, id: string): number {
  const named = parseWindowId(id);
  return named?.horizonDays === horizonDays ? named.index : -1;
}
