import { InputError } from "../../seismicity/input-error.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { HASH_BYTES } from "./merkle.ts";
import { type Cosignature, formatNote, isBy, type NoteSigner, parseNote, SIGNATURE_TYPE, type SignedNote, verifyCosignature, type VerifierKey, verifySignature } from "./signed-note.ts";

/** Head of a log (C2SP tlog-checkpoint). */
export interface Checkpoint {
  /** Identity of the log; the name of its key. */
  readonly origin: string;
  /** Number of leaves. */
  readonly size: number;
  /** RFC 6962 root over them, 32 bytes. */
  readonly root: Uint8Array;
}

/** A checkpoint whose signatures were verified. */
export interface OpenedCheckpoint {
  readonly checkpoint: Checkpoint;
  readonly note: SignedNote;
  readonly logKey: VerifierKey;
  /** Verified lines of the witnesses asked for. */
  readonly cosignatures: readonly Cosignature[];
  /** Names of lines by keys that were not given; they say nothing. */
  readonly unknownSigners: readonly string[];
}

/** Text of a checkpoint, as it is signed. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${encodeBase64(root)}\n`;
}

/** Reads the text of a checkpoint, strictly; extension lines are refused because no one could audit them. @throws InputError when it is malformed. */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = text.split("\n");
  const [origin, size, root, end] = lines;
  if (lines.length !== 4 || end !== "" || origin === "") throw new InputError("not a checkpoint", { value: text, expected: "three lines: origin, size and root" });
  if (!/^(0|[1-9]\d*)$/.test(size!) || !Number.isSafeInteger(Number(size))) throw new InputError("not the size of a log", { field: "checkpoint", value: size });
  const bytes = decodeBase64(root!, "root of the checkpoint");
  if (bytes.byteLength !== HASH_BYTES) throw new InputError("not a root hash", { field: "checkpoint", value: root, expected: "32 bytes of base64" });
  return { origin: origin!, size: Number(size), root: bytes };
}

/** Signed note of a checkpoint. The origin must be the name of the signer's key. */
export function signCheckpoint(checkpoint: Checkpoint, signer: NoteSigner): string {
  if (signer.verifierKey.name !== checkpoint.origin) throw new InputError("a checkpoint is signed under the log's own name", { field: "origin", value: checkpoint.origin, expected: signer.verifierKey.name });
  const text = formatCheckpoint(checkpoint);
  return formatNote({ text, signatures: [signer.sign(text)] });
}

/**
 * Reads a checkpoint and verifies that one of `logKeys` signed it. Lines of `witnessKeys` are verified as cosignatures, lines of
 * unknown keys are passed over. @throws InputError when the note is malformed, not signed by any of the log's keys, or a line of a known key does not verify.
 */
export function openCheckpoint(noteText: string, logKeys: readonly VerifierKey[], witnessKeys: readonly VerifierKey[] = []): OpenedCheckpoint {
  const note = parseNote(noteText);
  const checkpoint = parseCheckpoint(note.text);
  let logKey: VerifierKey | undefined;
  const cosignatures: Cosignature[] = [];
  const unknownSigners: string[] = [];
  for (const signature of note.signatures) {
    const key = [...logKeys, ...witnessKeys].find((candidate) => isBy(signature, candidate));
    if (key === undefined) {
      unknownSigners.push(signature.name);
    } else if (!verifySignature(note.text, signature, key)) {
      throw new InputError("a signature of a checkpoint does not verify", { field: `${key.name}, key ${key.keyId}` });
    } else if (logKeys.includes(key) && key.type === SIGNATURE_TYPE.ed25519 && key.name === checkpoint.origin) {
      logKey = key;
    } else if (key.type === SIGNATURE_TYPE.cosignature) {
      cosignatures.push({ verifierKey: key, timeSeconds: verifyCosignature(note.text, signature, key)! });
    }
  }
  if (logKey === undefined) throw new InputError("a checkpoint that this log did not sign", { field: "origin", value: checkpoint.origin, expected: `a signature by ${logKeys.map((key) => key.text).join(" or ") || "a known key"}` });
  return { checkpoint, note, logKey, cosignatures, unknownSigners };
}
