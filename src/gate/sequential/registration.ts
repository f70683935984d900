import type { LogEntry } from "../../ledger/records.ts";
import { parseWindowId } from "../../seismicity/window.ts";
import { type ModelVersion, sameVersion } from "../contest.ts";
import { type GatePolicy, parsePolicy } from "../policies/document.ts";

/** Kind of the log entries in which policies stand. */
export const POLICY_ENTRY = "policy";

/** What is needed of a log entry to tell who was registered when. */
export type RegistrationEntry = Pick<LogEntry, "entry" | "kind" | "subject" | "body">;

/** A version that has moved to a newer policy: everything before the window is behind it. */
export interface Restart extends ModelVersion {
  readonly horizonDays: number;
  readonly entry: number;
  readonly fromWindow: number;
}

/** Where a version stands among all that were ever registered for a horizon. */
export interface Registration {
  /** Its number j, from 1; 0 while it has no forecast. */
  readonly number: number;
  /** The log entry that registered it: its first forecast, or its newest restart. Infinity while it has no forecast. */
  readonly entry: number;
  /** First window for which a forecast of it is due. */
  readonly fromWindow: number;
}

export interface LoggedPolicy {
  readonly entry: number;
  readonly digest: string;
  readonly policy: GatePolicy;
}

/**
 * The registration of a version for one horizon: its first forecast, and again every restart, takes the next number. A function of the
 * log up to that entry.
 *
 * @param challengers ids whose versions are numbered
 * @param restarts those that have effect
 */
export function registrationOf(log: readonly RegistrationEntry[], challengers: readonly string[], horizonDays: number, version: ModelVersion, restarts: readonly Restart[]): Registration {
  const firsts = firstForecasts(log, horizonDays);
  const first = firsts.get(nameOf(version));
  if (first === undefined || !challengers.includes(version.id)) return { number: 0, entry: Infinity, fromWindow: 0 };
  const restarted = restarts.filter((restart) => restart.horizonDays === horizonDays && challengers.includes(restart.id));
  const own = restarted.findLast((restart) => sameVersion(restart, version)) ?? { entry: first.entry, fromWindow: first.window };
  const registered = [...[...firsts.values()].filter(({ id }) => challengers.includes(id)), ...restarted];
  return { number: registered.filter(({ entry }) => entry <= own.entry).length, entry: own.entry, fromWindow: own.fromWindow };
}

/**
 * The policy by which a version is judged: the newest that was in force for the window of its first forecast and stood in the log before it; after a
 * restart the newest before that. A version without a forecast has the one that its first forecast would have now. Undefined in a log
 * without a policy.
 */
export function governingPolicy(log: readonly RegistrationEntry[], horizonDays: number, version: ModelVersion, restarts: readonly Restart[]): LoggedPolicy | undefined {
  const policies = loggedPolicies(log);
  if (policies.length < 2) return policies[0];
  const restart = restarts.findLast((candidate) => candidate.horizonDays === horizonDays && sameVersion(candidate, version));
  if (restart !== undefined) return policies.findLast(({ entry }) => entry < restart.entry);
  const firsts = firstForecasts(log, horizonDays);
  const { entry: registered, window } = firsts.get(nameOf(version)) ?? { entry: Infinity, window: nextWindow(log, horizonDays) };
  return policies.findLast(({ entry, policy }) => entry < registered && policy.effectiveFromWindow <= window) ?? policies[0];
}

/** The first window of a horizon for which nothing has been issued. */
export function nextWindow(log: readonly Pick<RegistrationEntry, "kind" | "subject">[], horizonDays: number): number {
  return log.reduce((next, { kind, subject }) => {
    const window = kind === "forecast" ? parseWindowId(subject) : undefined;
    return window?.horizonDays === horizonDays ? Math.max(next, window.index + 1) : next;
  }, 0);
}

/** The entries of a log from which registrations and governing policies follow: whoever asks for several looks for them once. */
export function registrationEntries(log: readonly RegistrationEntry[]): readonly RegistrationEntry[] {
  return log.filter(({ kind }) => kind === POLICY_ENTRY || kind === "forecast");
}

/** Every policy of a log, in order. */
export function loggedPolicies(log: readonly Pick<RegistrationEntry, "entry" | "kind" | "body">[]): readonly LoggedPolicy[] {
  return log.filter(({ kind }) => kind === POLICY_ENTRY).map(({ entry, body }) => {
    const { digest, policy } = (JSON.parse(body) as { readonly content: { readonly digest: string; readonly policy: unknown } }).content;
    return { entry, digest, policy: parsePolicy(policy) };
  });
}

interface FirstForecast extends ModelVersion {
  readonly entry: number;
  readonly window: number;
}

/** The first forecast of every version, whatever became of it, in the order of the log. */
function firstForecasts(log: readonly RegistrationEntry[], horizonDays: number): ReadonlyMap<string, FirstForecast> {
  const firsts = new Map<string, FirstForecast>();
  for (const { entry, kind, subject, body } of log) {
    if (kind !== "forecast") continue;
    const window = parseWindowId(subject);
    if (window?.horizonDays !== horizonDays) continue;
    const { forecaster: id, version } = (JSON.parse(body) as { readonly content: { readonly forecaster: string; readonly version: string } }).content;
    const name = nameOf({ id, version });
    if (!firsts.has(name)) firsts.set(name, { id, version, entry, window: window.index });
  }
  return firsts;
}

function nameOf({ id, version }: ModelVersion): string {
  return JSON.stringify([id, version]);
}
