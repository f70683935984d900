import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from "node:crypto";
import { InputError } from "../../seismicity/input-error.ts";

/** An Ed25519 key pair (RFC 8032): the private half as PKCS #8 PEM, the public half as base64 of its 32 bytes. */
export interface TeamKeyPair {
  readonly privatePem: string;
  readonly publicKey: string;
}

export function generateTeamKey(): TeamKeyPair {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return { privatePem: privateKey.export({ format: "pem", type: "pkcs8" }) as string, publicKey: rawPublicKey(publicKey) };
}

/** Public half of a private key. @throws InputError when the text is no unencrypted Ed25519 key in PEM */
export function publicKeyOf(privatePem: string, file = "private key"): string {
  return rawPublicKey(createPublicKey(readPrivateKey(privatePem, file)));
}

/** Signs the UTF-8 form of a text; base64 of 64 bytes. @throws InputError for a key that cannot be read */
export function signText(text: string, privatePem: string, file = "private key"): string {
  return sign(null, Buffer.from(text, "utf8"), readPrivateKey(privatePem, file)).toString("base64");
}

/** Whether `signature` (base64) of `text` was made by the holder of `publicKey` (base64); false for anything malformed. */
export function isSignedBy(text: string, signature: string, publicKey: string): boolean {
  const [raw, bytes] = [strictBase64(publicKey, 32), strictBase64(signature, 64)];
  if (raw === undefined || bytes === undefined) return false;
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") }, format: "jwk" });
  return verify(null, Buffer.from(text, "utf8"), key, bytes);
}

/** SHA-256 of the 32 public bytes, hexadecimal. @throws InputError when `publicKey` is not base64 of 32 bytes */
export function fingerprintOf(publicKey: string): string {
  const raw = strictBase64(publicKey, 32);
  if (raw === undefined) throw new InputError("not an Ed25519 public key", { field: "publicKey", value: publicKey, expected: "base64 of 32 bytes" });
  return createHash("sha256").update(raw).digest("hex");
}

function readPrivateKey(pem: string, file: string): KeyObject {
  const refuse = (): never => {
    throw new InputError("not an Ed25519 private key", { file, expected: "the PEM file that `quakegate key generate` wrote" });
  };
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === "ed25519" ? key : refuse();
  } catch {
    return refuse();
  }
}

function rawPublicKey(key: KeyObject): string {
  return Buffer.from((key.export({ format: "jwk" }) as { x: string }).x, "base64url").toString("base64");
}

/** One text for one value: what Buffer would forgive (other alphabets, blanks, missing padding) is refused. */
function strictBase64(text: string, length: number): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.length === length && bytes.toString("base64") === text ? bytes : undefined;
}
