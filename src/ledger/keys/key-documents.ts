import { z } from "zod";
import { InputError } from "../../seismicity/input-error.ts";
import { canonicalJson } from "../canonical-json.ts";
import { fingerprintOf, isSignedBy, publicKeyOf, signText } from "./ed25519.ts";

const team = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "lower-case letters, digits and hyphens");

const addition = z.strictObject({
  type: z.literal("quakegate/key-add/1"),
  team,
  publicKey: z.string(),
  /** By the new key: whoever asks holds it. */
  proof: z.string(),
});

const rotation = z.strictObject({
  type: z.literal("quakegate/key-rotate/1"),
  team,
  publicKey: z.string(),
  /** Fingerprint of the key that is given up. */
  replaces: z.string().regex(/^[0-9a-f]{64}$/),
  /** By the key that is given up: its holder agrees. */
  signature: z.string(),
  /** By the new key. */
  proof: z.string(),
});

/** A team's request to have its first key registered, or one after a revocation. */
export type KeyAddition = z.infer<typeof addition>;
/** A team's request to have its key replaced. */
export type KeyRotation = z.infer<typeof rotation>;
export type KeyDocument = KeyAddition | KeyRotation;

const document = z.discriminatedUnion("type", [addition, rotation]);

/** The request for a team's key, made where the private key is. */
export function keyAddition(teamName: string, privatePem: string): KeyAddition {
  const content = { type: "quakegate/key-add/1" as const, team: checkTeam(teamName), publicKey: publicKeyOf(privatePem) };
  return { ...content, proof: signText(canonicalJson(content), privatePem) };
}

/** The request to replace a team's key by another, made where both private keys are. */
export function keyRotation(teamName: string, oldPem: string, newPem: string): KeyRotation {
  const content = { type: "quakegate/key-rotate/1" as const, team: checkTeam(teamName), publicKey: publicKeyOf(newPem), replaces: fingerprintOf(publicKeyOf(oldPem)) };
  return { ...content, signature: signText(canonicalJson(content), oldPem), proof: signText(canonicalJson(content), newPem) };
}

/**
 * Reads a request for a key and checks that the new key proves itself. Whether the signature of a rotation is that of the
 * team's key is for the log to say.
 *
 * @throws InputError when the value is no such request or its proof is not by the key it names
 */
export function parseKeyDocument(value: unknown, file?: string): KeyDocument {
  const where = file === undefined ? {} : { file };
  const parsed = document.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError(`not a request for a key: ${issue!.message}`, { ...where, field: issue!.path.join("."), expected: "the file that `quakegate key generate` or `quakegate key rotation` wrote" });
  }
  fingerprintOf(parsed.data.publicKey);
  if (!isSignedBy(signedText(parsed.data), parsed.data.proof, parsed.data.publicKey)) {
    throw new InputError("the new key does not prove itself", { ...where, field: "proof", value: parsed.data.proof, expected: "a signature of this request by the key it names" });
  }
  return parsed.data;
}

/** What signature and proof are made over: the request without them, as canonical JSON. */
export function signedText(request: KeyDocument): string {
  const { proof: _proof, ...content } = request;
  if (content.type === "quakegate/key-add/1") return canonicalJson(content);
  const { signature: _signature, ...unsigned } = content;
  return canonicalJson(unsigned);
}

function checkTeam(name: string): string {
  const checked = team.safeParse(name);
  if (!checked.success) throw new InputError("not a name of a team", { field: "--team", value: name, expected: "lower-case letters, digits and hyphens" });
  return checked.data;
}
