import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { openLedger } from "../../ledger/ledger.ts";
import { ledgerHeadFile, readLedgerHead, wentBack } from "../../ledger/ledger-head.ts";
import { parseCheckpoint } from "../../ledger/transparency/checkpoint.ts";
import { sameHash } from "../../ledger/transparency/merkle.ts";
import { PUBLISHED_LOG } from "../../ledger/transparency/published-checkpoint.ts";
import { parseNote, parseVerifierKey } from "../../ledger/transparency/signed-note.ts";
import { verifyStoredLog } from "../../ledger/transparency/verify-stored-log.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import { MANIFEST_PATH, type SiteManifest } from "../../publish/site-manifest.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { loadExperiment } from "../load-experiment.ts";
import { checkService } from "../service/check-service.ts";
import { checkArtifacts } from "./artifacts.ts";
import { readTables, type Tables } from "./database-rows.ts";
import { type Leaf, readLeaves } from "./leaf.ts";
import { checkLogRules } from "./log-rules.ts";
import { checkSubmissions } from "./check-submissions.ts";
import { checkRemembered, givenKey, readPublishedLog, rootAt, type Trust } from "./published-log.ts";
import { checkRows } from "./rows-and-leaves.ts";
import { findings, type Findings, guarded, type Verification } from "./verification.ts";

/**
 * Verifies a workspace: the database file, every log entry's hash and the tree over them, every checkpoint ever signed, every row
 * against its entry, every artifact against its digest, the rules that an honest log follows, and the published log against the
 * ledger, which says whether a database was restored from a backup or replaced.
 */
export function verifyWorkspace(workspace: string, trust: Trust = {}): Verification {
  const found = findings();
  const file = join(workspace, "ledger.sqlite");
  if (!existsSync(file)) {
    found.lacking("ledger.sqlite", existsSync(join(workspace, PUBLISHED_LOG)) ? "the file is missing, though a log was published: the ledger was lost or taken away" : "there is no ledger here");
    return found.verification();
  }
  const tables = readTables(file, found);
  if (tables === undefined) return found.verification();
  if (tables.size === 0 && !existsSync(ledgerHeadFile(workspace)) && !existsSync(join(workspace, PUBLISHED_LOG))) {
    found.lacking("ledger.sqlite", "the first command was cut off before it had made a ledger");
    return found.verification();
  }
  const rows = [...(tables.get("log") ?? [])].sort((a, b) => Number(a["entry"]) - Number(b["entry"]));
  const bodies = rows.map((row) => String(row["body"]));
  const leaves = readLeaves(bodies, found);
  if (bodies.length === 0) found.lacking("ledger.sqlite", "its log has no entries, so that nothing could be verified");
  else found.count("log entries", bodies.length);
  guarded("ledger.sqlite-head", found, () => {
    const loss = wentBack(readLedgerHead(workspace), rows.length, (entry) => rows[entry]?.["leaf_hash"] as string | undefined);
    if (loss !== undefined) found.problem("ledger.sqlite", loss);
  });
  guarded("ledger.sqlite", found, () => checkStored(workspace, found));
  guarded("ledger.sqlite", found, () => checkRows(tables, leaves, found));
  guarded("artifacts", found, () => checkArtifacts(workspace, tables, leaves, found));
  guarded("log", found, () => checkLogRules(leaves, found));
  guarded("log", found, () => checkService(leaves, found));
  checkSubmissions(leaves, found, artifactBytes(workspace, tables));
  guarded("reports/log", found, () => checkPublished(workspace, tables, bodies, trust, found));
  guarded("experiment.yaml", found, () => checkExperiment(workspace, leaves, found));
  return found.verification();
}

/** A published `log/` folder by itself. */
export function verifyLogAlone(folder: string, trust: Trust = {}): Verification {
  const found = findings();
  const log = readPublishedLog(folder, "log", trust, found);
  if (log !== undefined) {
    const leaves = readLeaves(log.bodies, found);
    guarded("log", found, () => checkLogRules(leaves, found));
    guarded("log", found, () => checkService(leaves, found));
    checkSubmissions(leaves, found);
  }
  return found.verification();
}

function artifactBytes(workspace: string, tables: Tables): (digest: string) => Uint8Array {
  const paths = new Map((tables.get("artifact") ?? []).map((row) => [row["digest"], String(row["path"])]));
  return (digest) => {
    const path = paths.get(digest);
    if (path === undefined) throw new InputError("no row says where it lies", { file: "ledger.sqlite", field: "table artifact", value: digest, expected: "a row of every sealed forecast" });
    if (!existsSync(join(workspace, path))) throw new InputError("a stored file is missing", { file: path, expected: `bytes with SHA-256 ${digest}` });
    return readFileSync(join(workspace, path));
  };
}

function checkStored(workspace: string, found: Findings): void {
  const ledger = openLedger(workspace, { create: false });
  try {
    const { problems } = verifyStoredLog(ledger);
    for (const { object, kind, message } of problems) found[kind === "false" ? "problem" : "lacking"](object, message);
  } finally {
    ledger.close();
  }
}

/** The log that others have seen must be the beginning of this one. */
function checkPublished(workspace: string, tables: Tables, bodies: readonly string[], trust: Trust, found: Findings): void {
  const folder = join(workspace, PUBLISHED_LOG);
  if (trust.key !== undefined && givenKey(trust.key, found) === undefined) return;
  const keys = (tables.get("checkpoint") ?? []).flatMap((row) => guarded(`checkpoint of ${row["tree_size"]} entries`, found, () => parseVerifierKey(String(row["verifier_key"]))) ?? []);
  const known = trust.key === undefined ? keys.at(-1)?.text : trust.key;
  if (trust.from !== undefined) checkRemembered(trust.from, bodies, trust.key === undefined ? keys : [parseVerifierKey(trust.key)], found);
  if (!existsSync(join(folder, "checkpoint"))) {
    const [first, ...later] = tables.get("checkpoint") ?? [];
    if (first !== undefined && later.length === 0 && first["tree_size"] === bodies.length) found.lacking("reports/log", "the first checkpoint was signed and is not published: the report was cut off there, or the folder was taken away; `quakegate report` publishes it");
    else if (first !== undefined) found.problem("reports/log", "checkpoints were signed and none is published");
    else found.note("no checkpoint has been signed yet: until `quakegate report` publishes one, whoever holds this database can rewrite it");
    return;
  }
  saysWhatHappened(folder, bodies, found);
  const published = readPublishedLog(folder, "reports/log", known === undefined ? {} : { key: known }, found);
  if (published === undefined) return;
  const parting = published.bodies.findIndex((body, entry) => body !== bodies[entry]);
  if (parting >= 0 && parting < bodies.length) found.problem(`log entry ${parting}`, "it is not what was published: an entry was changed, or this is the ledger of another log");
}

/** Compares ledger and published checkpoint before anything else of the published log is read. */
function saysWhatHappened(folder: string, bodies: readonly string[], found: Findings): void {
  guarded("reports/log/checkpoint", found, () => {
    const { size, root } = parseCheckpoint(parseNote(readFileSync(join(folder, "checkpoint"), "utf8")).text);
    if (size > bodies.length) found.problem("ledger.sqlite", `it has ${bodies.length} log entries and ${size} were published: the database was restored from an older backup, or entries were lost`);
    else if (!sameHash(rootAt(bodies, size), root)) found.problem("ledger.sqlite", `its first ${size} log entries are not those that were published: the ledger was replaced or its history rewritten`);
  });
}

/** The experiment file against the one that the log registers, and byte for byte against the one that the site was made under. */
function checkExperiment(workspace: string, leaves: readonly Leaf[], found: Findings): void {
  const registered = leaves.filter(({ kind }) => kind === "experiment").at(-1);
  if (registered === undefined) return;
  if (loadExperiment(workspace).digest !== registered.content["digest"]) {
    found.problem("experiment.yaml", `it is not the experiment of log entry ${registered.entry}: policy, models or schedule were changed since`);
    return;
  }
  const manifest = join(workspace, "reports", MANIFEST_PATH);
  if (!existsSync(manifest)) return;
  const { experimentFile } = JSON.parse(readFileSync(manifest, "utf8")) as SiteManifest;
  if (experimentFile !== sha256Hex(readFileSync(join(workspace, "experiment.yaml")))) found.problem("experiment.yaml", "its bytes were changed since the site was published, though it still says the same");
}
