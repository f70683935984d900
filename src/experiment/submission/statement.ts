import { z } from "zod";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import { isSignedBy, publicKeyOf, signText } from "../../ledger/keys/ed25519.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { formatInstant } from "../../seismicity/time.ts";
import { windowId } from "../../seismicity/window.ts";
import type { Owed } from "./owed-forecast.ts";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256 in hexadecimal");
const common = { experiment: z.string(), window: z.string(), start: z.string(), end: z.string(), model: z.string(), version: z.string(), team: z.string().nullable() };

const submission = z.strictObject({
  type: z.literal("quakegate/submission/1"),
  ...common,
  /** Of the canonical bytes. */
  digest: sha256,
  /** Of the file as its authors have it. */
  fileSha256: sha256,
  /** Leaf hash of the submission that this one corrects; null for a first one. */
  corrects: sha256.nullable(),
});

const commitment = z.strictObject({
  type: z.literal("quakegate/commitment/1"),
  ...common,
  /** SHA-256(salt ‖ canonical bytes). */
  commitment: sha256,
});

/** What a team says when it submits a forecast; its key signs the canonical JSON. */
export type SubmissionStatement = z.infer<typeof submission>;
/** What a team says when it commits itself to a forecast that it will reveal later. */
export type CommitmentStatement = z.infer<typeof commitment>;
export type Statement = SubmissionStatement | CommitmentStatement;

/** A statement with the signature over it, as `submit sign` writes it. */
export interface SignedStatement<S extends Statement = Statement> {
  readonly statement: S;
  /** Ed25519 over the statement's canonical JSON, base64. */
  readonly signature: string;
  readonly publicKey: string;
}

const signed = z.strictObject({ statement: z.discriminatedUnion("type", [submission, commitment]), signature: z.string(), publicKey: z.string() });

export function submissionStatement(owed: Owed, digests: Pick<SubmissionStatement, "digest" | "fileSha256" | "corrects">): SubmissionStatement {
  return { type: "quakegate/submission/1", ...commonPart(owed), ...digests };
}

export function commitmentStatement(owed: Owed, hash: string): CommitmentStatement {
  return { type: "quakegate/commitment/1", ...commonPart(owed), commitment: hash };
}

/** @throws InputError for a key that cannot be read */
export function signStatement<S extends Statement>(statement: S, privatePem: string, file: string): SignedStatement<S> {
  return { statement, signature: signText(canonicalJson(statement), privatePem, file), publicKey: publicKeyOf(privatePem, file) };
}

export function isStatementSignedBy(statement: Statement, signature: string, publicKey: string): boolean {
  return isSignedBy(canonicalJson(statement), signature, publicKey);
}

/** Reads what `submit sign` wrote. @throws InputError when it is something else */
export function parseSignedStatement(value: unknown, file: string): SignedStatement {
  const parsed = signed.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError(`not a signed statement: ${issue!.message}`, { file, field: issue!.path.join("."), expected: "the file that `quakegate submit sign` wrote" });
  }
  return parsed.data;
}

/** @throws InputError naming the first thing in which the statement that was signed is not the one that is due */
export function requireSameStatement(found: Statement, due: Statement, file: string): void {
  const [a, b] = [found as unknown as Record<string, unknown>, due as unknown as Record<string, unknown>];
  const differing = Object.keys(b).find((key) => a[key] !== b[key]);
  if (differing !== undefined) throw new InputError("what was signed is not what is submitted", { file, field: `statement.${differing}`, value: a[differing], expected: JSON.stringify(b[differing]) });
}

function commonPart({ experiment, window, model, version, team }: Owed): Omit<CommitmentStatement, "type" | "commitment"> {
  return { experiment: experiment.file.name, window: windowId(window), start: formatInstant(window.start), end: formatInstant(window.end), model, version, team: team ?? null };
}
