import type { LogEntry } from "../../ledger/records.ts";
import { parseWindowId } from "../../seismicity/window.ts";
import { type ModelVersion, sameVersion } from "../contest.ts";
import { type GatePolicy, parsePolicy } from "../policies/document.ts";
import { COMMITMENT_ENTRY, committedVersion } from "./commitments.ts";

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
  /** Its number j, from 1; 0 while it has neither forecast nor commitment. */
  readonly number: number;
  /** The log entry that registered it: its first forecast or commitment, or its newest restart. Infinity while it has none. */
  readonly entry: number;
  /** First window for which a forecast of it is due: the earliest for which one, or a commitment, was there on time. */
  readonly fromWindow: number;
}

export interface LoggedPolicy {
  readonly entry: number;
  readonly digest: string;
  readonly policy: GatePolicy;
}

/**
 * The registration of a version for one horizon: its first forecast or commitment, and again every restart, takes the next number. A function of
 * the log alone. Nobody can choose the start of a record by outcomes: what comes on time comes before its window opens, and the order in which
 * forecasts come or are revealed does not matter.
 *
 * @param challengers ids whose versions are numbered
 * @param restarts those that have effect
 */
export function registrationOf(log: readonly RegistrationEntry[], challengers: readonly string[], horizonDays: number, version: ModelVersion, restarts: readonly Restart[]): Registration {
  const firsts = firstEntries(log, horizonDays);
  const first = firsts.get(nameOf(version));
  if (first === undefined || !challengers.includes(version.id)) return { number: 0, entry: Infinity, fromWindow: 0 };
  const restarted = restarts.filter((restart) => restart.horizonDays === horizonDays && challengers.includes(restart.id));
  const own: Pick<Restart, "entry" | "fromWindow"> = restarted.findLast((restart) => sameVersion(restart, version)) ?? first;
  const registered = [...[...firsts.values()].filter(({ id }) => challengers.includes(id)), ...restarted];
  return { number: registered.filter(({ entry }) => entry <= own.entry).length, entry: own.entry, fromWindow: own.fromWindow };
}

/**
 * The policy by which a version is judged: the newest that was in force for the window of its first forecast or commitment and stood in the log
 * before it; after a restart the newest before that. A version without either has the one that its first forecast would have now. Undefined in a
 * log without a policy.
 */
export function governingPolicy(log: readonly RegistrationEntry[], horizonDays: number, version: ModelVersion, restarts: readonly Restart[]): LoggedPolicy | undefined {
  const policies = loggedPolicies(log);
  if (policies.length < 2) return policies[0];
  const restart = restarts.findLast((candidate) => candidate.horizonDays === horizonDays && sameVersion(candidate, version));
  if (restart !== undefined) return policies.findLast(({ entry }) => entry < restart.entry);
  const unregistered = () => ({ entry: Infinity, window: policies.some(keepsRecordRules) ? nextWindow(log, horizonDays) : nextSealedWindow(log, horizonDays) });
  const { entry: registered, window } = firstEntries(log, horizonDays).get(nameOf(version)) ?? unregistered();
  return policies.findLast(({ entry, policy }) => entry < registered && policy.effectiveFromWindow <= window) ?? policies[0];
}

/**
 * The first window of a horizon that the harness has not issued. What authors submit does not count, however far ahead: they would postpone
 * what operators do. A submission postpones only what concerns its own version (`nextWindowOf`).
 *
 * @param log with its entries of the kinds that submit a forecast, each of which stands right before the forecast that it seals
 */
export function nextWindow(log: readonly Pick<RegistrationEntry, "entry" | "kind" | "subject">[], horizonDays: number): number {
  const handedIn = new Set(log.filter(({ kind }) => SUBMITTING_KINDS.has(kind)).map(({ entry }) => entry + 1));
  return nextSealedWindow(log.filter(({ entry }) => !handedIn.has(entry)), horizonDays);
}

/** The first window of a horizon for which a version has neither a forecast nor a commitment. */
export function nextWindowOf(log: readonly RegistrationEntry[], horizonDays: number, version: ModelVersion): number {
  return 1 + (firstEntries(log, horizonDays).get(nameOf(version))?.lastWindow ?? -1);
}

/** The first window of a horizon for which nothing has been sealed by anybody. */
function nextSealedWindow(log: readonly Pick<RegistrationEntry, "kind" | "subject">[], horizonDays: number): number {
  return log.reduce((next, { kind, subject }) => {
    const window = kind === "forecast" ? parseWindowId(subject) : undefined;
    return window?.horizonDays === horizonDays ? Math.max(next, window.index + 1) : next;
  }, 0);
}

/** Kinds of log entries that are followed by the entry of a forecast which the harness did not make. */
const SUBMITTING_KINDS: ReadonlySet<string> = new Set(["submission", "reveal"]);

const REGISTERING_KINDS: ReadonlySet<string> = new Set([POLICY_ENTRY, "forecast", COMMITMENT_ENTRY, ...SUBMITTING_KINDS]);

/** The entries of a log from which registrations and governing policies follow: whoever asks for several looks for them once. */
export function registrationEntries(log: readonly RegistrationEntry[]): readonly RegistrationEntry[] {
  return log.filter(({ kind }) => REGISTERING_KINDS.has(kind));
}

/** Whether a policy says how records are kept; before there was one that does, the first forecast in the log began a record. */
function keepsRecordRules({ policy }: LoggedPolicy): boolean {
  return policy.policy === "anytime" && policy.recordStart !== undefined;
}

/** Every policy of a log, in order. */
export function loggedPolicies(log: readonly Pick<RegistrationEntry, "entry" | "kind" | "body">[]): readonly LoggedPolicy[] {
  return log.filter(({ kind }) => kind === POLICY_ENTRY).map(({ entry, body }) => {
    const { digest, policy } = (JSON.parse(body) as { readonly content: { readonly digest: string; readonly policy: unknown } }).content;
    return { entry, digest, policy: parsePolicy(policy) };
  });
}

interface FirstEntry extends ModelVersion {
  /** Of the first forecast, whatever became of it, or commitment. */
  readonly entry: number;
  readonly window: number;
  /** Earliest window for which one was there on time, or that of the first entry if it is no later. */
  readonly fromWindow: number;
  /** Last window for which there is one, on time or not. */
  readonly lastWindow: number;
}

/**
 * The first forecast or commitment of every version, in the order of the log, and the span of its windows. Commitments and earlier windows
 * count from the first policy on that says so.
 */
function firstEntries(log: readonly RegistrationEntry[], horizonDays: number): ReadonlyMap<string, FirstEntry> {
  const rulesFrom = loggedPolicies(log).find(keepsRecordRules)?.entry ?? Infinity;
  const firsts = new Map<string, FirstEntry>();
  for (const logged of log) {
    const { entry, kind, subject } = logged;
    if (kind !== "forecast" && !(kind === COMMITMENT_ENTRY && entry > rulesFrom)) continue;
    const window = parseWindowId(subject);
    if (window?.horizonDays !== horizonDays) continue;
    const { version, onTime } = kind === "forecast" ? forecastOf(logged) : { version: committedVersion(logged), onTime: true };
    const name = nameOf(version);
    const known = firsts.get(name) ?? { ...version, entry, window: window.index, fromWindow: window.index, lastWindow: window.index };
    const fromWindow = onTime && entry > rulesFrom ? Math.min(known.fromWindow, window.index) : known.fromWindow;
    firsts.set(name, { ...known, fromWindow, lastWindow: Math.max(known.lastWindow, window.index) });
  }
  return firsts;
}

/** `onTime`: what an operator replays later, out of order, begins no record. */
function forecastOf({ body }: RegistrationEntry): { readonly version: ModelVersion; readonly onTime: boolean } {
  const { forecaster: id, version, status, evidenceClass } = (JSON.parse(body) as { readonly content: { readonly forecaster: string; readonly version: string; readonly status?: string; readonly evidenceClass?: string } }).content;
  return { version: { id, version }, onTime: status === "on-time" && evidenceClass !== "pseudo-prospective" };
}

function nameOf({ id, version }: ModelVersion): string {
  return JSON.stringify([id, version]);
}
