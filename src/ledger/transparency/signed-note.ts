import { createHash, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { InputError } from "../../seismicity/input-error.ts";
import { decodeBase64 } from "./base64.ts";

/** C2SP signature types: a log's Ed25519 signature of the note text, and a witness's Ed25519 cosignature with a time. */
export const SIGNATURE_TYPE = { ed25519: 0x01, cosignature: 0x04 } as const;
export type SignatureType = (typeof SIGNATURE_TYPE)[keyof typeof SIGNATURE_TYPE];

/** Public key that verifies lines of a signed note; `text` is its `name+hash+base64` form. */
export interface VerifierKey {
  readonly name: string;
  /** First four bytes of SHA-256(name ‖ "\n" ‖ type ‖ public key), eight hexadecimal digits. */
  readonly keyId: string;
  readonly type: SignatureType;
  /** 32 bytes of Ed25519. */
  readonly publicKey: Uint8Array;
  readonly text: string;
}

/** One line `— name base64(keyId ‖ signature)`. */
export interface NoteSignature {
  readonly name: string;
  readonly keyId: string;
  readonly signature: Uint8Array;
}

/** Text (ending in a newline) and the signature lines under it (C2SP signed-note). */
export interface SignedNote {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** Signs notes under one name and key. */
export interface NoteSigner {
  readonly verifierKey: VerifierKey;
  /** Ed25519 over the text. */
  sign(text: string): NoteSignature;
}

/** A cosigner's line that was verified. */
export interface Cosignature {
  readonly verifierKey: VerifierKey;
  /** POSIX seconds at which the witness says it saw this note as the newest one. */
  readonly timeSeconds: number;
}

/** The verifier key of a public key under a name. @throws InputError for an empty name or one with spaces or plus signs, or a key that is no Ed25519 key. */
export function verifierKey(name: string, type: SignatureType, publicKey: Uint8Array): VerifierKey {
  requireKeyName(name);
  if (publicKey.byteLength !== 32) throw new InputError("not an Ed25519 public key", { field: name, value: `${publicKey.byteLength} bytes`, expected: "32 bytes" });
  const keyId = createHash("sha256").update(`${name}\n`).update(Uint8Array.of(type)).update(publicKey).digest("hex").slice(0, 8);
  return { name, keyId, type, publicKey, text: `${name}+${keyId}+${Buffer.concat([Uint8Array.of(type), publicKey]).toString("base64")}` };
}

/** Reads `name+hash+base64(type ‖ public key)`; surrounding white space is allowed. @throws InputError when it is malformed, the hash does not fit, or the type is unknown. */
export function parseVerifierKey(text: string): VerifierKey {
  const match = /^([^+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim());
  if (match === null) throw new InputError("not a verifier key", { value: text.trim(), expected: "name+hash+base64" });
  const [, name, keyId, encoded] = match as unknown as [string, string, string, string];
  const bytes = decodeBase64(encoded, "verifier key");
  const type = bytes[0];
  if (type !== SIGNATURE_TYPE.ed25519 && type !== SIGNATURE_TYPE.cosignature) throw new InputError("a verifier key of a type that quakegate does not know", { field: name, value: type ?? null, expected: "1 (Ed25519) or 4 (cosignature)" });
  const key = verifierKey(name, type, bytes.subarray(1));
  if (key.keyId !== keyId) throw new InputError("the hash of a verifier key does not fit its name and key", { field: name, value: keyId, expected: key.keyId });
  return key;
}

/** A signer of notes from an Ed25519 private key. */
export function noteSigner(name: string, privateKey: KeyObject): NoteSigner {
  const key = verifierKey(name, SIGNATURE_TYPE.ed25519, rawPublicKey(privateKey));
  return { verifierKey: key, sign: (text) => ({ name, keyId: key.keyId, signature: sign(null, Buffer.from(text, "utf8"), privateKey) }) };
}

/** The verifier key under which {@link cosign} signs. */
export function cosignerKey(name: string, privateKey: KeyObject): VerifierKey {
  return verifierKey(name, SIGNATURE_TYPE.cosignature, rawPublicKey(privateKey));
}

/** C2SP tlog-cosignature (Ed25519, `cosignature/v1`) of a checkpoint's text at a time in POSIX seconds. */
export function cosign(name: string, privateKey: KeyObject, text: string, timeSeconds: number): NoteSignature {
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(timeSeconds));
  const signature = sign(null, cosignedMessage(text, timeSeconds), privateKey);
  return { name, keyId: cosignerKey(name, privateKey).keyId, signature: Buffer.concat([time, signature]) };
}

/** Text of a note with its signature lines. */
export function formatNote({ text, signatures }: SignedNote): string {
  return `${text}\n${signatures.map(formatSignature).join("")}`;
}

export function formatSignature({ name, keyId, signature }: NoteSignature): string {
  return `— ${name} ${Buffer.concat([Buffer.from(keyId, "hex"), signature]).toString("base64")}\n`;
}

/** Reads a signed note, strictly. Nothing is verified. @throws InputError when it is malformed. */
export function parseNote(note: string): SignedNote {
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note)) throw new InputError("a signed note with control characters");
  const split = note.lastIndexOf("\n\n");
  if (split < 0 || !note.endsWith("\n")) throw new InputError("not a signed note", { expected: "text, a blank line, and signature lines that begin with an em dash" });
  const lines = note.slice(split + 2).split("\n").slice(0, -1);
  if (lines.length === 0 || lines.length > MAX_SIGNATURES) throw new InputError("a signed note without signatures, or with too many", { value: lines.length, expected: `1 to ${MAX_SIGNATURES}` });
  return { text: note.slice(0, split + 1), signatures: lines.map(parseSignature) };
}

/** The time of a cosignature line, or undefined when a line signed with `key` does not verify. */
export function verifyCosignature(text: string, signature: NoteSignature, key: VerifierKey): number | undefined {
  if (key.type !== SIGNATURE_TYPE.cosignature || signature.signature.byteLength !== 72) return undefined;
  const time = Buffer.from(signature.signature).readBigUInt64BE();
  if (time > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  return verify(null, cosignedMessage(text, Number(time)), keyObject(key), signature.signature.subarray(8)) ? Number(time) : undefined;
}

/** Whether a line signed with `key` verifies, whatever its type. */
export function verifySignature(text: string, signature: NoteSignature, key: VerifierKey): boolean {
  if (key.type === SIGNATURE_TYPE.cosignature) return verifyCosignature(text, signature, key) !== undefined;
  return signature.signature.byteLength === 64 && verify(null, Buffer.from(text, "utf8"), keyObject(key), signature.signature);
}

/** Whether a line says that it was signed with `key`. */
export function isBy(signature: NoteSignature, key: VerifierKey): boolean {
  return signature.name === key.name && signature.keyId === key.keyId;
}

const MAX_SIGNATURES = 100;

function parseSignature(line: string): NoteSignature {
  const match = /^— (\S+) (\S+)$/.exec(line);
  if (match === null) throw new InputError("not a signature line", { value: line, expected: "an em dash, a name and base64" });
  const [, name, encoded] = match as unknown as [string, string, string];
  requireKeyName(name);
  const bytes = decodeBase64(encoded, "signature");
  if (bytes.byteLength < 5) throw new InputError("a signature that is too short", { field: name, value: encoded });
  return { name, keyId: Buffer.from(bytes.subarray(0, 4)).toString("hex"), signature: bytes.subarray(4) };
}

function requireKeyName(name: string): void {
  if (!/^[^\s+\p{C}]+$/u.test(name)) throw new InputError("not a key name", { value: name, expected: "some text without spaces, plus signs and control characters" });
}

function cosignedMessage(text: string, timeSeconds: number): Uint8Array {
  return Buffer.from(`cosignature/v1\ntime ${timeSeconds}\n${text}`, "utf8");
}

function keyObject(key: VerifierKey): KeyObject {
  return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: Buffer.from(key.publicKey).toString("base64url") }, format: "jwk" });
}

function rawPublicKey(privateKey: KeyObject): Uint8Array {
  const { crv, x } = createPublicKey(privateKey).export({ format: "jwk" });
  if (crv !== "Ed25519" || x === undefined) throw new InputError("not an Ed25519 private key", { value: crv ?? privateKey.asymmetricKeyType ?? null });
  return Buffer.from(x, "base64url");
}
