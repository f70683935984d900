import { z } from "zod";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import { isSignedBy, signText } from "../../ledger/keys/ed25519.ts";
import { KEY_ENTRY, keyStateAt } from "../../ledger/keys/key-state.ts";
import type { LogEntry } from "../../ledger/records.ts";

/** What people (and the detector) do about a model version, each a kind of log entry whose subject is the model. */
export const ACT_KINDS = ["ship", "decline", "override", "withdrawal", "objection", "fault", "demotion"] as const;
export type ActKind = (typeof ACT_KINDS)[number];

/** Codes of faults that an operator or auditor can put on record, such as after `verify` or `audit replay`. */
export const FAULT_CODES = ["FAIL.REPRO", "FAIL.PROVENANCE", "INDETERMINATE.CLOCK", "QUARANTINE.INTEGRITY"] as const;

const statement = z.strictObject({
  type: z.literal("quakegate/gate-act/1"),
  kind: z.enum(ACT_KINDS),
  model: z.string(),
  version: z.string(),
  horizonDays: z.number().positive(),
  /** First window that it can have to do with: none that had been issued when it was written. */
  fromWindow: z.number().int().min(0),
  /** The decision that it answers. */
  decisionId: z.string(),
  reason: z.string().min(1),
  /** Of an override. */
  effect: z.enum(["ship", "demote"]).optional(),
  /** Of a fault. */
  code: z.enum(FAULT_CODES).optional(),
});

const act = statement.extend({ signatures: z.array(z.strictObject({ team: z.string(), signature: z.string() })) });

export type ActStatement = z.infer<typeof statement>;

/** An act as it stands in the log, with the teams whose signatures hold. */
export interface GateAct extends ActStatement {
  readonly entry: number;
  readonly at: number;
  readonly signers: readonly string[];
}

/** Signatures that an act needs, by different teams. The detector's demotion needs none: the decision that it names says why. */
export const SIGNATURES_NEEDED: Readonly<Record<ActKind, number>> = { ship: 1, decline: 1, override: 2, withdrawal: 1, objection: 1, fault: 1, demotion: 0 };

/** The signature of an act by the holder of a team's private key. */
export function signAct(content: ActStatement, team: string, privatePem: string, file?: string): { readonly team: string; readonly signature: string } {
  return { team, signature: signText(canonicalJson(content), privatePem, file) };
}

/**
 * Acts that have effect, in the order of the log, a function of the log alone: well formed, with the signatures of as many different
 * teams as they need, each by the key that was valid at that entry, and about no window that had been issued before.
 */
export function readActs(log: readonly LogEntry[]): readonly GateAct[] {
  const entries = log.filter(({ kind }) => (ACT_KINDS as readonly string[]).includes(kind));
  if (entries.length === 0) return [];
  const keys = log.filter(({ kind }) => kind === KEY_ENTRY);
  return entries.flatMap(({ entry, kind, subject, at, body }) => {
    const parsed = act.safeParse((JSON.parse(body) as { content: unknown }).content);
    if (!parsed.success || parsed.data.kind !== kind || parsed.data.model !== subject) return [];
    const { signatures, ...content } = parsed.data;
    const valid = keyStateAt(keys, entry);
    const text = canonicalJson(content);
    const signers = [...new Set(signatures.filter(({ team, signature }) => { const key = valid.keyOf(team); return key !== undefined && isSignedBy(text, signature, key.publicKey); }).map(({ team }) => team))];
    if (signers.length < SIGNATURES_NEEDED[parsed.data.kind]) return [];
    return [{ ...content, entry, at, signers }];
  });
}
