import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Checkpoint, openCheckpoint } from "../../ledger/transparency/checkpoint.ts";
import { readLogFolder } from "../../ledger/transparency/log-folder.ts";
import { hashLeaf, sameHash, subtreesOf, treeRoot } from "../../ledger/transparency/merkle.ts";
import { parseVerifierKey, type VerifierKey } from "../../ledger/transparency/signed-note.ts";
import { verifyLogFolder } from "../../ledger/transparency/verify-log-folder.ts";
import { messageOf } from "./message.ts";
import type { Findings } from "./verification.ts";

/** What an auditor brings along; nothing of it comes from what is audited. */
export interface Trust {
  /** The log's verifier key, `name+hash+base64`; without it the key that the log itself publishes is taken, and that is said. */
  readonly key?: string;
  /** A checkpoint of an earlier visit: this log must contain it. */
  readonly from?: string;
}

/** A log that agrees with itself: the checkpoint's root is that of the entries. */
export interface PublishedLog {
  readonly checkpoint: Checkpoint;
  /** The signed checkpoint. */
  readonly note: string;
  /** Its entries, in order. */
  readonly bodies: readonly string[];
  readonly logKeys: readonly VerifierKey[];
}

/**
 * A log as it is published (C2SP tlog-tiles): signature of the checkpoint, every entry hashed again, every tile, the root, and
 * that it contains a remembered checkpoint.
 *
 * @returns undefined when there is nothing to be read, or what is there contradicts itself
 */
export function readPublishedLog(folder: string, name: string, trust: Trust, findings: Findings): PublishedLog | undefined {
  if (!existsSync(join(folder, "checkpoint"))) {
    findings.lacking(`${name}/checkpoint`, "the file is missing: without a signed checkpoint nothing shows which log this is");
    return undefined;
  }
  const given = trust.key === undefined ? undefined : givenKey(trust.key, findings);
  if (trust.key !== undefined && given === undefined) return undefined;
  if (given === undefined) findings.note(`the log's key was taken from ${name}/log.vkey: this shows that what is here agrees with itself, not whose it is; --key gives the key that you know`);
  try {
    const log = readLogFolder(folder);
    const { checkpoint, entries, problems } = verifyLogFolder(log, given === undefined ? undefined : [given]);
    for (const { object, kind, message } of problems) findings[kind === "false" ? "problem" : "lacking"](`${name}/${object}`, message);
    if (checkpoint === undefined || entries.length !== checkpoint.size) return undefined;
    if (entries.length === 0) findings.lacking(name, "the log has no entries, so that nothing could be verified");
    else findings.count("published log entries", entries.length);
    const logKeys = given === undefined ? log.keys("log.vkey") : [given];
    if (trust.from !== undefined) checkRemembered(trust.from, entries, logKeys, findings);
    return { checkpoint, note: log.note, bodies: entries, logKeys };
  } catch (error) {
    findings.problem(name, messageOf(error));
    return undefined;
  }
}

/** Whether a log contains the checkpoint that the auditor remembers: signed by the same key, and the same root over that many entries. */
export function checkRemembered(remembered: string, bodies: readonly string[], logKeys: readonly VerifierKey[], findings: Findings): void {
  try {
    const { checkpoint: old } = openCheckpoint(remembered, logKeys);
    if (old.size > bodies.length) findings.problem("log", `it has ${bodies.length} entries and had ${old.size} when the remembered checkpoint was signed: entries were lost, or this is an older log`);
    else if (!sameHash(rootAt(bodies, old.size), old.root)) findings.problem("log", `its first ${old.size} entries are not those of the remembered checkpoint: history was rewritten, or there are two logs`);
    else findings.count("remembered checkpoints");
  } catch (error) {
    findings.problem("the remembered checkpoint", messageOf(error));
  }
}

/** RFC 6962 root over the first `size` entries. */
export function rootAt(bodies: readonly string[], size: number): Uint8Array {
  return treeRoot(subtreesOf(bodies.slice(0, size).map((body) => hashLeaf(Buffer.from(body, "utf8")))), size);
}

/** The verifier key that the auditor gave; what cannot be read as one is lacking, for then nothing is shown to be false. */
export function givenKey(text: string, findings: Findings): VerifierKey | undefined {
  try {
    return parseVerifierKey(text);
  } catch (error) {
    findings.lacking("--key", messageOf(error));
    return undefined;
  }
}
