import { encodeBase64 } from "../../ledger/transparency/base64.ts";
import { ACT_KINDS, readActs } from "../../gate/acts/act.ts";
import { REPRODUCTION_ENTRY } from "../../gate/acts/reproduction.ts";
import type { EvidenceSource } from "../../gate/collect-evidence.ts";
import { POLICY_ENTRY } from "../../gate/sequential/registration.ts";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import { KEY_ENTRY } from "../../ledger/keys/key-state.ts";
import type { DecisionRecord } from "../../ledger/records.ts";
import { littleEndian } from "../../ledger/row-digests.ts";
import { POOLED_SIMULATIONS } from "../../evaluation/pooled-test.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import { windowAt } from "../../clock/schedule.ts";
import { formatInstant } from "../../seismicity/time.ts";
import { type LoggedExperiment, indexIn } from "../verify/log-rules.ts";
import type { Leaf } from "../verify/leaf.ts";
import { policyOf, referencesFor } from "../stages/decide.ts";
import { before, decideAgain, subjectOf } from "./rederive.ts";
import { softwareVersion } from "../software-version.ts";
import { EVALUATOR } from "./evaluator-key.ts";

/** Files of a bundle by path. */
export type BundleFiles = ReadonlyMap<string, string>;

/** Kinds of log entries about one window. */
const WINDOW_KINDS: ReadonlySet<string> = new Set(["forecast", "settlement", "result", "submission", "commitment", "reveal"]);

/** The entries that a decision rests on, of those before it: experiments, models, everything about windows of its horizon, its model's decisions; policies, keys, what people did at the gate and what came of doing evidence again; and the evaluator's keys. */
export function entriesOf(leaves: readonly Leaf[], decision: Leaf, experiment: LoggedExperiment, horizonDays: number): Leaf[] {
  const schedule = experiment.schedules.find((candidate) => candidate.horizonDays === horizonDays)!;
  return leaves.filter(({ entry, kind, subject }) => {
    if (kind === KEY_ENTRY) return subject === EVALUATOR || entry <= decision.entry;
    if (entry > decision.entry) return false;
    return kind === "experiment" || kind === "model" || kind === POLICY_ENTRY || kind === REPRODUCTION_ENTRY || (ACT_KINDS as readonly string[]).includes(kind) || (kind === "decision" && subject === decision.subject) || (WINDOW_KINDS.has(kind) && indexIn(schedule, subject) >= 0);
  });
}

/**
 * What a decision rests on, as files. Each is a function of the ledger before the decision: policy, registry of all model
 * versions, windows, digests and log indices of forecasts and truth, results of the models that were compared, evidence and
 * decision. Everything that is larger (forecasts, catalogs, simulations) is there by digest.
 */
export function bundleFiles(ledger: Ledger, record: DecisionRecord, experiment: LoggedExperiment, leaves: readonly Leaf[]): BundleFiles {
  const { file } = experiment;
  const decision = subjectOf(record);
  const schedule = experiment.schedules.find(({ horizonDays }) => horizonDays === decision.horizonDays)!;
  const served = readActs(leaves.map((leaf) => ({ ...leaf, leafHash: "" }))).map(({ model }) => model);
  const compared = new Set([decision.challenger, ...referencesFor(file, decision.challenger), ...served]);
  const ofKind = (kind: string): Leaf[] => leaves.filter((leaf) => leaf.kind === kind);
  const bodies = new Map(ledger.results().map(({ digest, body }) => [digest, body]));
  const settlements = ofKind("settlement");
  return new Map([
    ["policy.json", canonicalJson(policyOf({ file }, before(ledger, record.entry).log(), decision.horizonDays, { id: decision.challenger, version: decision.challengerVersion }))],
    ["registry.json", canonicalJson({ experimentEntry: experiment.entry, models: registry(ofKind("forecast"), ofKind("model")) })],
    ["windows.jsonl", lines(settlements.map(({ subject, entry, at, content }) => {
      const { index, start, end, issueAt, commitBy, settlesAt } = windowAt(schedule, indexIn(schedule, subject));
      return { window: subject, index, issueAt: formatInstant(issueAt), opens: formatInstant(start), commitBy: formatInstant(commitBy), closes: formatInstant(end), settlesAt: formatInstant(settlesAt), settledAt: formatInstant(at), state: content["state"], entry };
    }).sort((a, b) => a.index - b.index))],
    ["forecasts.jsonl", lines(ofKind("forecast").map(({ entry, content }) => ({ entry, ...content })))],
    ["truth.jsonl", lines(settlements.map(({ entry, subject, at, content }) => ({ window: subject, snapshotDigest: content["snapshotDigest"], events: content["eventCount"], asOf: formatInstant(at), entry })))],
    ["scores.jsonl", lines(ofKind("result").map(({ entry, content }) => {
      const body = compared.has(String(content["forecaster"])) ? bodies.get(String(content["digest"])) : undefined;
      return { entry, ...content, ...(body === undefined ? {} : { result: JSON.parse(body) as unknown }) };
    }))],
    ["pooled-simulations.json", canonicalJson(pooledSimulations(ledger, record, experiment))],
    ["environment.json", canonicalJson({ software: softwareVersion(), node: process.versions.node, seed: file.seed, simulations: file.simulations, pooledSimulations: POOLED_SIMULATIONS })],
    ["evidence.json", record.evidence],
    ["decision.json", record.body],
  ]);
}

/** The list of a bundle's files by digest: its own digest is the bundle's identity. */
export function bundleIndex(decisionId: string, files: BundleFiles): string {
  return canonicalJson({ format: "quakegate/evidence-bundle/1", decision: decisionId, files: Object.fromEntries([...files].map(([path, text]) => [path, sha256Hex(text)])) });
}

/** Every model version that ever sealed a forecast or a fitted model, in order of appearance. */
export function registry(forecasts: readonly Leaf[], models: readonly Leaf[]): unknown {
  const found = new Map<string, { model: unknown; version: unknown; firstEntry: number; fitted: unknown[] }>();
  for (const { entry, kind, content } of [...forecasts, ...models].sort((a, b) => a.entry - b.entry)) {
    const key = canonicalJson([content["forecaster"], content["version"]]);
    const known = found.get(key) ?? { model: content["forecaster"], version: content["version"], firstEntry: entry, fitted: [] };
    if (kind === "model") known.fitted.push(content["digest"]);
    found.set(key, known);
  }
  return [...found.values()];
}

/**
 * Simulated scores of the challenger summed over the windows of the look, by test: base64 of little-endian doubles. The p-values of
 * the simulation tests follow from them; that they are the sums of what the sealed forecasts simulate, `audit replay` shows.
 */
function pooledSimulations(ledger: Ledger, record: DecisionRecord, { file }: LoggedExperiment): Readonly<Record<string, string>> {
  const sums = new Map<string, Float64Array>();
  const source: EvidenceSource = {
    ...before(ledger, record.entry),
    simulatedScores(windowId, forecaster, version, test) {
      const scores = ledger.simulatedScores(windowId, forecaster, version, test);
      const sum = sums.get(test) ?? new Float64Array(POOLED_SIMULATIONS);
      for (let index = 0; index < sum.length; index++) sum[index]! += scores[index]!;
      sums.set(test, sum);
      return scores;
    },
  };
  decideAgain(file, subjectOf(record), source);
  return Object.fromEntries([...sums].map(([test, sum]) => [test, encodeBase64(littleEndian(sum))]));
}

function lines(rows: readonly unknown[]): string {
  return rows.map((row) => `${canonicalJson(row)}\n`).join("");
}
