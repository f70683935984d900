import { existsSync, mkdirSync, readdirSync } from "node:fs";
import type { KeyObject } from "node:crypto";
import { join } from "node:path";
import { InputError, locateErrors } from "../../seismicity/input-error.ts";
import { writeFileAtomically } from "../artifact-store.ts";
import { type Checkpoint, openCheckpoint, parseCheckpoint } from "./checkpoint.ts";
import { exactText } from "./exact-text.ts";
import type { LogFolder } from "./log-folder.ts";
import { makePrivateKey, readPrivateKey } from "./log-key.ts";
import { consistencyProof, verifyConsistency } from "./merkle.ts";
import { cosign, cosignerKey, formatNote, isBy, parseNote, parseVerifierKey, type VerifierKey, verifyCosignature } from "./signed-note.ts";
import { subtreesOfTiles } from "./tiles.ts";

export interface WitnessRequest {
  readonly log: LogFolder;
  /** Folder of the witness: its key, and what it remembers of each log. */
  readonly state: string;
  /** Name of the witness; needed the first time. */
  readonly name?: string;
  /** Key of the log; without it the first key seen is remembered and believed from then on. */
  readonly logKey?: VerifierKey;
  readonly nowSeconds: number;
}

export type WitnessOutcome =
  | { readonly kind: "cosigned"; readonly origin: string; readonly size: number; readonly previousSize: number | null; readonly file: string; readonly witnessKey: string }
  | { readonly kind: "refused"; readonly origin: string; readonly reason: string; readonly evidence: string };

/**
 * One visit of a witness: the log's checkpoint must be signed by the log's key and extend the checkpoint remembered from the visit
 * before (shown by a consistency proof built from the published tiles). Then it is remembered, and cosigned with the time. A fork or
 * a rollback is refused and both notes are kept under `refused/`.
 *
 * @throws InputError when nothing can be said: missing tiles, bad state, no name, a clock before the last cosignature.
 */
export function witnessCheckpoint(request: WitnessRequest): WitnessOutcome {
  const { log, state, nowSeconds } = request;
  const shown = parseCheckpoint(parseNote(log.note).text);
  const memory = join(state, "logs", encodeURIComponent(shown.origin));
  const logKey = rememberedLogKey(request, memory);
  const witness = openWitness(state, request.name);
  const rememberedFile = join(memory, "checkpoint");
  const remembered = existsSync(rememberedFile) ? exactText(rememberedFile) : undefined;
  const refuse = (reason: string): WitnessOutcome => ({ kind: "refused", origin: shown.origin, reason, evidence: keepEvidence(memory, remembered, log.note) });
  const signatureProblem = problemOf(() => openCheckpoint(log.note, [logKey]));
  if (signatureProblem !== undefined) return refuse(signatureProblem);
  const before = remembered === undefined ? undefined : locateErrors({ file: rememberedFile }, () => openCheckpoint(remembered, [logKey]).checkpoint);
  const fork = before === undefined ? undefined : contradiction(before, shown, log);
  if (fork !== undefined) return refuse(fork);
  const file = join(memory, "cosigned");
  requireLaterClock(file, witness.key, nowSeconds);
  const { text, signatures } = parseNote(log.note);
  const own = signatures.filter((signature) => isBy(signature, logKey));
  writeFileAtomically(join(memory, "log.vkey"), `${logKey.text}\n`);
  // Remembered before the cosignature leaves the house: after a power cut the witness knows at least what it has signed.
  writeFileAtomically(rememberedFile, formatNote({ text, signatures: own }));
  writeFileAtomically(file, formatNote({ text, signatures: [...own, cosign(witness.key.name, witness.privateKey, text, nowSeconds)] }));
  return { kind: "cosigned", origin: shown.origin, size: shown.size, previousSize: before?.size ?? null, file, witnessKey: witness.key.text };
}

/** Why the checkpoint shown contradicts the one remembered, in words; undefined when it extends it. */
function contradiction(before: Checkpoint, shown: Checkpoint, log: LogFolder): string | undefined {
  if (shown.size < before.size) return `rollback: the log shows ${shown.size} entries, and ${before.size} were seen before`;
  const proof = before.size === 0 || before.size === shown.size ? [] : consistencyProof(subtreesOfTiles(log.tiles, shown.size), before.size, shown.size);
  if (verifyConsistency(before.size, before.root, shown.size, shown.root, proof)) return undefined;
  return shown.size === before.size
    ? `fork: another root for the same ${shown.size} entries`
    : `fork: the log of ${shown.size} entries does not extend the one of ${before.size} entries seen before, or its tiles are not those that it signed`;
}

/** The log's key as given, or as remembered, or at the first visit as the log itself names it. */
function rememberedLogKey({ log, logKey }: WitnessRequest, memory: string): VerifierKey {
  const file = join(memory, "log.vkey");
  const remembered = existsSync(file) ? locateErrors({ file }, () => parseVerifierKey(exactText(file))) : undefined;
  if (logKey !== undefined && remembered !== undefined && logKey.text !== remembered.text) throw new InputError("not the key under which this log is remembered", { field: "--key", value: logKey.text, expected: remembered.text });
  const key = remembered ?? logKey ?? log.keys("log.vkey").at(-1);
  if (key === undefined) throw new InputError("the key of the log is not known", { file: log.folder, expected: "--key, or a file log.vkey" });
  return key;
}

function openWitness(state: string, name: string | undefined): { readonly key: VerifierKey; readonly privateKey: KeyObject } {
  const [privateFile, publicFile] = [join(state, "witness.private.pem"), join(state, "witness.vkey")];
  const known = existsSync(publicFile) ? locateErrors({ file: publicFile }, () => parseVerifierKey(exactText(publicFile))) : undefined;
  if (name !== undefined && known !== undefined && known.name !== name) throw new InputError("this witness has another name", { field: "--name", value: name, expected: known.name });
  const keyName = known?.name ?? name;
  if (keyName === undefined) throw new InputError("a new witness needs a name", { field: "--name", expected: "such as example.org/witness" });
  const existing = readPrivateKey(privateFile);
  if (existing === undefined && known !== undefined) throw new InputError("the private key of the witness is missing", { file: privateFile, expected: `the key of ${known.text}` });
  const privateKey = existing ?? makePrivateKey(privateFile);
  const key = cosignerKey(keyName, privateKey);
  if (known !== undefined && known.text !== key.text) throw new InputError("the private key of the witness is not that of its public key", { file: privateFile, value: key.text, expected: known.text });
  if (known === undefined) writeFileAtomically(publicFile, `${key.text}\n`);
  return { key, privateKey };
}

function requireLaterClock(file: string, key: VerifierKey, nowSeconds: number): void {
  if (!existsSync(file)) return;
  const { text, signatures } = locateErrors({ file }, () => parseNote(exactText(file)));
  const last = Math.max(...signatures.map((signature) => (isBy(signature, key) ? (verifyCosignature(text, signature, key) ?? -Infinity) : -Infinity)));
  if (nowSeconds < last) throw new InputError("the clock stands before the last cosignature", { field: "time", value: nowSeconds, expected: `${last} or later (seconds since 1970)` });
}

/** Keeps both notes in a new folder `refused/<n>`. */
function keepEvidence(memory: string, remembered: string | undefined, shown: string): string {
  const folder = join(memory, "refused");
  mkdirSync(folder, { recursive: true });
  const evidence = join(folder, String(readdirSync(folder).length + 1));
  if (remembered !== undefined) writeFileAtomically(join(evidence, "remembered"), remembered);
  writeFileAtomically(join(evidence, "shown"), shown);
  return evidence;
}

function problemOf(check: () => unknown): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message;
  }
}
