import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fingerprintOf } from "../../ledger/keys/ed25519.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import { type DecisionStatement, PREDICATE_TYPE, STATEMENT_TYPE } from "../evidence-bundle/decision-record.ts";
import { isSealedBy, statementIn } from "../evidence-bundle/dsse.ts";
import { EVALUATOR } from "../evidence-bundle/evaluator-key.ts";
import { readEntries } from "../evidence-bundle/read-bundle.ts";
import { keyStateAt } from "../../ledger/keys/key-state.ts";
import { messageOf } from "./message.ts";
import { type Findings, findings, type Verification } from "./verification.ts";

/**
 * Verifies a signed decision record by itself: the signature, and the digests of what lies beside it.
 *
 * @param key the evaluator's public key (base64); without it the one in the bundle around the record, and that is said. One that cannot be
 *   read shows nothing to be false: then nothing is verified
 */
export function verifyDecision(file: string, key?: string): Verification {
  const found = findings();
  if (!existsSync(file)) {
    found.lacking(file, "the file is missing");
    return found.verification();
  }
  if (key !== undefined && !isKey(key, found)) return found.verification();
  try {
    const { statement, envelope } = statementIn(JSON.parse(readFileSync(file, "utf8")));
    const keys = key === undefined ? keysBeside(file) : [key];
    if (keys.length === 0) {
      found.lacking(file, "the evaluator's key is not known: give --key, or the record within its bundle");
      return found.verification();
    }
    if (key === undefined) found.note("the evaluator's key was taken from the bundle: `verify bundle` with the log's --key shows whose it is");
    if (envelope.signatures.length !== 1 || !keys.some((candidate) => isSealedBy(envelope, statement, candidate))) found.problem(file, `it is not signed with ${keys.map((candidate) => `the key ${fingerprintOf(candidate).slice(0, 12)}`).join(" or ")}`);
    const { _type, predicateType, subject, predicate } = JSON.parse(statement) as DecisionStatement;
    if (_type !== STATEMENT_TYPE || predicateType !== PREDICATE_TYPE) found.problem(file, "it is not a statement on a decision");
    for (const [name, digest] of [["bundle.json", subject[0]?.digest.sha256], ["evidence.json", predicate.evidence.sha256], ["decision.json", predicate.decision.sha256], ["policy.json", predicate.policy.digest.sha256]] as const) {
      const beside = join(dirname(file), name);
      if (!existsSync(beside)) continue;
      found.count("files beside it");
      if (sha256Hex(readFileSync(beside)) !== digest) found.problem(name, "it is not what was signed");
    }
    found.note(`${predicate.verdict}, ${predicate.state}: ${predicate.reasons.join(", ")}`);
  } catch (error) {
    found.problem(file, messageOf(error));
  }
  return found.verification();
}

function isKey(key: string, { lacking }: Findings): boolean {
  try {
    fingerprintOf(key);
    return true;
  } catch (error) {
    lacking("--key", messageOf(error));
    return false;
  }
}

function keysBeside(file: string): string[] {
  const entries = join(dirname(file), "proofs", "entries.jsonl");
  if (!existsSync(entries)) return [];
  const { leaves } = readEntries(readFileSync(entries, "utf8"));
  return keyStateAt(leaves.map((leaf) => ({ ...leaf, leafHash: "" })), Infinity).keys.filter(({ team }) => team === EVALUATOR).map(({ publicKey }) => publicKey);
}
