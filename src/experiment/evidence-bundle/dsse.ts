import { decodeBase64, encodeBase64 } from "../../ledger/transparency/base64.ts";
import { fingerprintOf, isSignedBy, publicKeyOf, signText } from "../../ledger/keys/ed25519.ts";
import { InputError } from "../../seismicity/input-error.ts";

/** A DSSE envelope (Dead Simple Signing Envelope, v1). */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
}

const IN_TOTO = "application/vnd.in-toto+json";

/** Signs an in-toto statement (its text) with an Ed25519 key in PEM. */
export function seal(statement: string, privatePem: string): Envelope {
  return {
    payloadType: IN_TOTO,
    payload: encodeBase64(Buffer.from(statement, "utf8")),
    signatures: [{ keyid: fingerprintOf(publicKeyOf(privatePem)), sig: signText(encodedForSigning(IN_TOTO, statement), privatePem) }],
  };
}

/** The statement in an envelope. Nothing is verified. @throws InputError when it is malformed. */
export function statementIn(envelope: unknown): { readonly statement: string; readonly envelope: Envelope } {
  const { payloadType, payload, signatures } = (envelope ?? {}) as Partial<Envelope>;
  if (payloadType !== IN_TOTO || typeof payload !== "string" || !Array.isArray(signatures) || !signatures.every((entry: unknown) => isSignature(entry))) {
    throw new InputError("not a signed record", { expected: `a DSSE envelope of ${IN_TOTO} with its signatures` });
  }
  return { statement: Buffer.from(decodeBase64(payload, "payload")).toString("utf8"), envelope: { payloadType, payload, signatures } };
}

/** Whether one of the signatures is by `publicKey` (base64 of 32 bytes) over this statement. */
export function isSealedBy(envelope: Envelope, statement: string, publicKey: string): boolean {
  const keyid = fingerprintOf(publicKey);
  return envelope.signatures.some((entry) => entry.keyid === keyid && isSignedBy(encodedForSigning(envelope.payloadType, statement), entry.sig, publicKey));
}

/** DSSE's pre-authentication encoding, which is what is signed. */
export function encodedForSigning(type: string, body: string): string {
  return `DSSEv1 ${Buffer.byteLength(type)} ${type} ${Buffer.byteLength(body)} ${body}`;
}

function isSignature(value: unknown): boolean {
  const { keyid, sig } = (value ?? {}) as { keyid?: unknown; sig?: unknown };
  return typeof keyid === "string" && typeof sig === "string";
}
