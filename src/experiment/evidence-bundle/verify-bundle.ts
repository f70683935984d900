import { canonicalJson } from "../../ledger/canonical-json.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import type { EvidenceSource } from "../../gate/collect-evidence.ts";
import { POOLED_SIMULATIONS } from "../../evaluation/pooled-test.ts";
import { checkProof } from "../../ledger/transparency/check-proof.ts";
import { decodeBase64 } from "../../ledger/transparency/base64.ts";
import { type Checkpoint, openCheckpoint } from "../../ledger/transparency/checkpoint.ts";
import { sameHash } from "../../ledger/transparency/merkle.ts";
import { parseVerifierKey, type VerifierKey } from "../../ledger/transparency/signed-note.ts";
import type { ForecastRecord, ResultRecord, SettlementRecord } from "../../ledger/records.ts";
import { basename, join, resolve } from "node:path";
import { windowAt } from "../../clock/schedule.ts";
import { formatInstant } from "../../seismicity/time.ts";
import { checkService } from "../service/check-service.ts";
import { policyOf } from "../stages/decide.ts";
import type { Leaf } from "../verify/leaf.ts";
import { checkLogRules, indexIn, type LoggedExperiment, loggedExperiments } from "../verify/log-rules.ts";
import { givenKey, type Trust } from "../verify/published-log.ts";
import { type Findings, guarded } from "../verify/verification.ts";
import { registry } from "./bundle-files.ts";
import { decisionStatement } from "./decision-record.ts";
import { isSealedBy, statementIn } from "./dsse.ts";
import { EVALUATOR } from "./evaluator-key.ts";
import { keyStateAt } from "../../ledger/keys/key-state.ts";
import { prunedRoot } from "./pruned-tree.ts";
import { type BundleText, readBundle, readEntries, readLines } from "./read-bundle.ts";
import { before, decideAgain, subjectOf } from "./rederive.ts";

/**
 * Verifies one decision from its evidence bundle alone: the log's signature, every entry under it, the rules of the log and what was in service over these
 * entries, every listing against its entries, evidence from the results, the verdict from the evidence, the signed record and the chain of
 * decisions. Nothing else is read, and no statistic is named here: evidence and verdict are derived by the code that derived them. A folder that
 * is called by the id of a decision must hold the bundle of that one.
 *
 * @param site of a bundle in a site: the decision whose folder it stands in, and every entry of the log, whose rules are checked elsewhere
 */
export function verifyBundle(folder: string, name: string, trust: Trust, findings: Findings, site?: { readonly decisionId: string; readonly log: readonly string[] }): void {
  if (trust.key !== undefined && givenKey(trust.key, findings) === undefined) return;
  const bundle = readBundle(folder, name, findings);
  if (bundle === undefined) return;
  guarded(`${name}/bundle.json`, findings, () => checkFolderName(bundle, name, site?.decisionId ?? basename(resolve(folder)), findings));
  const entries = provenEntries(bundle, folder, name, trust, findings);
  if (entries === undefined) return;
  const { leaves } = entries;
  if (site === undefined) {
    guarded(`${name}/proofs/entries.jsonl`, findings, () => checkLogRules(leaves, findings));
    guarded(`${name}/proofs/entries.jsonl`, findings, () => checkService(leaves, findings));
  } else if (leaves.some(({ entry, body }) => site.log[entry] !== body)) findings.problem(`${name}/proofs/entries.jsonl`, "its entries are of another log than the site's");
  const decision = guarded(`${name}/decision.json`, findings, () => decisionEntry(bundle, leaves));
  if (decision === undefined) return;
  const experiment = loggedExperiments(leaves, findings).filter(({ entry }) => entry < decision.entry).at(-1);
  if (experiment === undefined) {
    findings.problem(`${name}/policy.json`, "no experiment stands in the log before the decision");
    return;
  }
  guarded(name, findings, () => checkListings(bundle, name, leaves, experiment, decision, findings));
  guarded(`${name}/evidence.json`, findings, () => checkDecision(bundle, name, leaves, experiment, decision, findings));
  guarded(`${name}/record.dsse.json`, findings, () => checkRecord(bundle, name, leaves, decision, findings));
  if (site === undefined) findings.note("entries that a bundle leaves out cannot be seen in it: that none of them matters, `verify site` or `verify log` shows");
  findings.note("p-values of simulation tests are derived from the summed simulations in the bundle; that these are what the sealed forecasts simulate, `audit replay` shows");
}

/** A bundle under the name of another decision would stand for evidence that is not there. */
function checkFolderName(bundle: BundleText, name: string, folder: string, findings: Findings): void {
  const { decision } = JSON.parse(bundle["bundle.json"]) as { decision?: unknown };
  if (!/^[0-9a-f]{64}$/.test(folder) || decision === folder) return;
  findings.problem(`${name}/bundle.json`, `it is of decision ${String(decision)} and stands in the folder of decision ${folder}: the evidence of that one is missing`);
}

/** The log entries of the bundle, proven to stand under the signed checkpoint. */
function provenEntries(bundle: BundleText, folder: string, name: string, trust: Trust, findings: Findings): { readonly leaves: readonly Leaf[] } | undefined {
  const keys = guarded(`${name}/log.vkey`, findings, () => trustedKeys(bundle, name, trust, findings));
  if (keys === undefined) return undefined;
  const checkpoint = guarded(`${name}/checkpoint`, findings, () => ownCheckpoint(bundle.checkpoint, keys));
  const read = guarded(`${name}/proofs/entries.jsonl`, findings, () => readEntries(bundle["proofs/entries.jsonl"]));
  if (checkpoint === undefined || read === undefined) return undefined;
  const root = read.tree.size === checkpoint.size ? prunedRoot(read.tree) : undefined;
  if (root === undefined || !sameHash(root, checkpoint.root)) {
    findings.problem(`${name}/proofs/entries.jsonl`, "its entries are not those of the log that the checkpoint was signed for");
    return undefined;
  }
  const proof = checkProof(join(folder, "proofs", "decision.tlog-proof"), keys, undefined, undefined);
  if (!proof.verified) findings.problem(`${name}/proofs/decision.tlog-proof`, proof.problem);
  else if (!read.leaves.some(({ entry, body, kind }) => kind === "decision" && entry === proof.index && body === proof.entry)) findings.problem(`${name}/proofs/decision.tlog-proof`, "it proves another entry");
  findings.count("log entries", read.leaves.length);
  return read;
}

/** The checkpoint, signed by the log and by no one else: whose signature is not checked must not stand there. */
function ownCheckpoint(note: string, keys: readonly VerifierKey[]): Checkpoint {
  const { checkpoint, unknownSigners } = openCheckpoint(note, keys);
  if (unknownSigners.length > 0) throw new Error(`it has signatures by keys that no file names: ${unknownSigners.join(", ")}`);
  return checkpoint;
}

function trustedKeys(bundle: BundleText, name: string, { key }: Trust, findings: Findings): readonly VerifierKey[] {
  const own = parseVerifierKey(bundle["log.vkey"]);
  if (`${own.text}\n` !== bundle["log.vkey"]) throw new Error("not one key on a line");
  if (key === undefined) {
    findings.note("the log's key was taken from what is verified: this shows that it agrees with itself, not whose it is; --key gives the key that you know");
    return [own];
  }
  const given = parseVerifierKey(key);
  if (given.text !== own.text) findings.problem(`${name}/log.vkey`, "it is not the key given with --key");
  return [given];
}

function decisionEntry(bundle: BundleText, leaves: readonly Leaf[]): Leaf {
  const digest = sha256Hex(bundle["decision.json"]);
  const found = leaves.find(({ kind, content }) => kind === "decision" && content["digest"] === digest);
  if (found === undefined) throw new Error("no log entry is of this decision");
  if (found.content["evidenceDigest"] !== sha256Hex(bundle["evidence.json"])) throw new Error("its log entry is of other evidence");
  const { decision } = JSON.parse(bundle["bundle.json"]) as { decision: unknown };
  if (found.content["decisionId"] !== decision || subjectOf({ body: bundle["decision.json"] }).id !== decision) throw new Error("bundle.json names another decision");
  return found;
}

/** Policy, registry, windows, forecasts, truth and scores against the entries. */
function checkListings(bundle: BundleText, name: string, leaves: readonly Leaf[], experiment: LoggedExperiment, decision: Leaf, findings: Findings): void {
  const { challenger, challengerVersion, horizonDays, policyDigest } = subjectOf({ body: bundle["decision.json"] });
  const compare = (file: string, found: string, expected: string, says: string): void => {
    if (found !== expected) findings.problem(`${name}/${file}`, says);
  };
  const ofKind = (kind: string): Leaf[] => leaves.filter((leaf) => leaf.kind === kind);
  const earlier = leaves.filter(({ entry }) => entry < decision.entry).map((leaf) => ({ ...leaf, leafHash: "" }));
  compare("policy.json", bundle["policy.json"], canonicalJson(policyOf(experiment, earlier, horizonDays, { id: challenger, version: challengerVersion })), "it is not the policy that was in force when the version was registered");
  if (sha256Hex(bundle["policy.json"]) !== policyDigest) findings.problem(`${name}/policy.json`, "the decision was taken under another policy");
  compare("registry.json", bundle["registry.json"], canonicalJson({ experimentEntry: experiment.entry, models: registry(ofKind("forecast"), ofKind("model")) }), "it is not what the log registers: a model version was left out or added");
  const schedule = experiment.schedules.find((candidate) => candidate.horizonDays === horizonDays);
  if (schedule === undefined) throw new Error(`the experiment has no windows of ${horizonDays} days`);
  const listing = (rows: readonly unknown[]): string => rows.map((row) => `${canonicalJson(row)}\n`).join("");
  const windows = ofKind("settlement").map(({ subject, entry, at, content }) => {
    const { index, start, end, issueAt, commitBy, settlesAt } = windowAt(schedule, indexIn(schedule, subject));
    return { window: subject, index, issueAt: formatInstant(issueAt), opens: formatInstant(start), commitBy: formatInstant(commitBy), closes: formatInstant(end), settlesAt: formatInstant(settlesAt), settledAt: formatInstant(at), state: content["state"], entry };
  }).sort((a, b) => a.index - b.index);
  compare("windows.jsonl", bundle["windows.jsonl"], listing(windows), "a window was left out, added or changed: it is not what the schedule and the settlements of the log give");
  windows.forEach(({ index, window }, place) => {
    if (index !== place) findings.problem(`${name}/windows.jsonl`, `window ${window} stands where window ${place} of its series must`);
  });
  compare("forecasts.jsonl", bundle["forecasts.jsonl"], listing(ofKind("forecast").map(({ entry, content }) => ({ entry, ...content }))), "it is not what the log says of the forecasts");
  compare("truth.jsonl", bundle["truth.jsonl"], listing(ofKind("settlement").map(({ entry, subject, at, content }) => ({ window: subject, snapshotDigest: content["snapshotDigest"], events: content["eventCount"], asOf: formatInstant(at), entry }))), "it is not what the log says of the settled catalogs");
  const scores = (guarded(`${name}/scores.jsonl`, findings, () => readLines(bundle["scores.jsonl"])) ?? []) as { result?: unknown; entry: number; digest: string }[];
  compare("scores.jsonl", listing(scores.map(({ result: _, ...row }) => row)), listing(ofKind("result").map(({ entry, content }) => ({ entry, ...content }))), "a score was left out, added or changed: it is not what the log says of the results");
  for (const { result, entry, digest } of scores) if (result !== undefined && sha256Hex(canonicalJson(result)) !== digest) findings.problem(`${name}/scores.jsonl`, `the result of log entry ${entry} is not the one whose digest was logged`);
  findings.count("windows", windows.length);
  const { seed, simulations, pooledSimulations } = JSON.parse(bundle["environment.json"]) as { seed?: unknown; simulations?: unknown; pooledSimulations?: unknown };
  if (seed !== experiment.file.seed || simulations !== experiment.file.simulations || pooledSimulations !== POOLED_SIMULATIONS) findings.problem(`${name}/environment.json`, "its seed or numbers of simulations are not those of the experiment");
}

/** Evidence from the results and the verdict from the evidence, byte for byte. */
function checkDecision(bundle: BundleText, name: string, leaves: readonly Leaf[], { file }: LoggedExperiment, decision: Leaf, findings: Findings): void {
  const again = decideAgain(file, subjectOf({ body: bundle["decision.json"] }), before(sourceOf(bundle, leaves), decision.entry));
  if (again.evidence !== bundle["evidence.json"]) findings.problem(`${name}/evidence.json`, `it does not follow from the results${firstDifference(bundle["evidence.json"], again.evidence)}`);
  if (again.body !== bundle["decision.json"]) findings.problem(`${name}/decision.json`, `it does not follow from policy and evidence${firstDifference(bundle["decision.json"], again.body)}`);
  findings.count("decisions derived again");
}

/** What a ledger would say, from the entries and results of the bundle. */
function sourceOf(bundle: BundleText, leaves: readonly Leaf[]): EvidenceSource {
  const records = <T>(kind: string): T[] => leaves.filter((leaf) => leaf.kind === kind).map(({ entry, subject, content }) => ({ windowId: subject, ...content, entry }) as T);
  const bodies = new Map((readLines(bundle["scores.jsonl"]) as { digest: string; result?: unknown }[]).flatMap(({ digest, result }) => (result === undefined ? [] : [[digest, canonicalJson(result)] as const])));
  const results = records<Omit<ResultRecord, "body">>("result").flatMap((record) => {
    const body = bodies.get(record.digest);
    return body === undefined ? [] : [{ ...record, body }];
  });
  const sums = JSON.parse(bundle["pooled-simulations.json"]) as Readonly<Record<string, string>>;
  const given = new Set<string>();
  return {
    log: () => leaves.map((leaf) => ({ ...leaf, leafHash: "" })),
    settlements: () => records<SettlementRecord>("settlement"),
    forecasts: () => records<ForecastRecord>("forecast"),
    results: () => results,
    // The sum over all windows stands for the first of them, zeros for the others: their sum is the same.
    simulatedScores(_window, _forecaster, _version, test) {
      if (given.has(test)) return new Float64Array(POOLED_SIMULATIONS);
      given.add(test);
      const bytes = Buffer.from(decodeBase64(sums[test] ?? "", test));
      return Float64Array.from({ length: bytes.byteLength / 8 }, (_, index) => bytes.readDoubleLE(8 * index));
    },
  };
}

/** The signed record: by the evaluator's key of the log, and word for word what it must say. */
function checkRecord(bundle: BundleText, name: string, leaves: readonly Leaf[], decision: Leaf, findings: Findings): void {
  const parsed = JSON.parse(bundle["record.dsse.json"]) as unknown;
  if (canonicalJson(parsed) !== bundle["record.dsse.json"]) throw new Error("it is not canonical JSON");
  const { statement, envelope } = statementIn(parsed);
  const keys = keyStateAt(leaves.map((leaf) => ({ ...leaf, leafHash: "" })), Infinity).keys.filter(({ team }) => team === EVALUATOR);
  if (keys.length === 0) throw new Error("the log names no key of the evaluator");
  if (envelope.signatures.length !== 1 || !keys.some(({ publicKey }) => isSealedBy(envelope, statement, publicKey))) findings.problem(`${name}/record.dsse.json`, "it is not signed with the evaluator's key of the log");
  const expected = decisionStatement(bundle["decision.json"], bundle["bundle.json"], decision.entry, leaves.filter(({ kind, subject }) => kind === "decision" && subject === decision.subject));
  if (statement !== expected) findings.problem(`${name}/record.dsse.json`, `it does not say what was decided${firstDifference(statement, expected)}`);
  findings.count("signed records");
}

/** Where two texts part, for people. */
export function firstDifference(found: string, expected: string): string {
  let place = 0;
  while (place < found.length && found[place] === expected[place]) place++;
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, place - 30), place + 30));
  return `: found … ${around(found)} …, expected … ${around(expected)} …`;
}
