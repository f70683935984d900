import { z } from "zod";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import { isSignedBy, signText } from "../../ledger/keys/ed25519.ts";
import { KEY_ENTRY, keyStateAt } from "../../ledger/keys/key-state.ts";
import type { LogEntry } from "../../ledger/records.ts";
import { type ModelVersion, sameVersion } from "../contest.ts";
import { governingPolicy, type RegistrationEntry, registrationEntries, type Restart } from "../sequential/registration.ts";
import { FAULT_CODES, faultOf, readReproduction, REPRODUCTION_ENTRY } from "./reproduction.ts";
import { effectiveSigners, SIGNATURES_NEEDED, signersOf } from "./signers.ts";

/** What people (and the detector) do about a model version, each a kind of log entry whose subject is the model. */
export const ACT_KINDS = ["ship", "decline", "override", "withdrawal", "restart", "objection", "answer", "fault", "demotion"] as const;
export type ActKind = (typeof ACT_KINDS)[number];

/** Acts that say something of a decision, and so of its last window; the others concern windows that have not been issued yet. */
export const ACTS_ON_A_DECISION: ReadonlySet<string> = new Set<ActKind>(["objection", "answer", "fault"]);

const statement = z.strictObject({
  type: z.literal("quakegate/gate-act/1"),
  kind: z.enum(ACT_KINDS),
  model: z.string(),
  version: z.string(),
  horizonDays: z.number().positive(),
  /**
   * First window that it can have to do with. What changes who is in service or judged, none that had been issued when it was written; what says something
   * of a decision (a fault, an objection, an answer), the last window of that decision.
   */
  fromWindow: z.number().int(),
  /** The instant that counted as now, UTC epoch ms: in a live experiment the wall clock. */
  asOf: z.number(),
  /** The decision that it answers. */
  decisionId: z.string(),
  reason: z.string().min(1),
  /** Of an override. */
  effect: z.enum(["ship", "demote"]).optional(),
  /** Of a fault. */
  code: z.enum(FAULT_CODES).optional(),
  /** Of an answer: the log entry of the objection. */
  objection: z.number().int().min(0).optional(),
});

const act = statement.extend({ signatures: z.array(z.strictObject({ team: z.string(), signature: z.string() })) });

export type ActStatement = z.infer<typeof statement>;

/** An act as it stands in the log, with the teams whose signatures hold and count. */
export interface GateAct extends ActStatement {
  readonly entry: number;
  readonly at: number;
  readonly signers: readonly string[];
}

/** The signature of an act by the holder of a team's private key. */
export function signAct(content: ActStatement, team: string, privatePem: string, file?: string): { readonly team: string; readonly signature: string } {
  return { team, signature: signText(canonicalJson(content), privatePem, file) };
}

/**
 * Acts that have effect, in the order of the log, a function of the log alone: well formed, with the signatures of as many different
 * teams as they need, each by the key that was valid at that entry and by a team that the policy of the version lets sign. Faults that were
 * found when evidence was done again stand among them; nobody signs those. A log that is asked again, and has not grown, is not read again.
 */
export function readActs(log: readonly LogEntry[]): readonly GateAct[] {
  const before = lastRead.get(log);
  if (before?.entries === log.length) return before.acts;
  const acts = effectiveActs(log);
  lastRead.set(log, { entries: log.length, acts });
  return acts;
}

/** By the log itself: its entries never change, so that its acts are those of its length. */
const lastRead = new WeakMap<readonly LogEntry[], { readonly entries: number; readonly acts: readonly GateAct[] }>();

function effectiveActs(log: readonly LogEntry[]): readonly GateAct[] {
  const entries = log.filter(({ kind }) => kind === REPRODUCTION_ENTRY || (ACT_KINDS as readonly string[]).includes(kind));
  if (entries.length === 0) return [];
  const keys = log.filter(({ kind }) => kind === KEY_ENTRY);
  const registrations = registrationEntries(log);
  const effective: GateAct[] = [];
  for (const entry of entries) {
    const read = entry.kind === REPRODUCTION_ENTRY ? foundFault(entry) : signedAct(registrations, keys, entry, effective);
    if (read !== undefined) effective.push(read);
  }
  return effective;
}

/** The moves to a newer policy among acts. */
export function restartsOf(acts: readonly GateAct[]): readonly Restart[] {
  return acts.filter(({ kind }) => kind === "restart").map(({ model: id, version, horizonDays, entry, fromWindow }) => ({ id, version, horizonDays, entry, fromWindow }));
}

/** Those of acts, or of attempts to reproduce evidence, that are about a version in windows of one horizon. */
export function actsOn<Act extends Pick<ActStatement, "model" | "version" | "horizonDays">>(acts: readonly Act[], on: ModelVersion, horizonDays: number): readonly Act[] {
  return acts.filter((act) => act.horizonDays === horizonDays && sameVersion({ id: act.model, version: act.version }, on));
}

function signedAct(registrations: readonly RegistrationEntry[], keys: readonly LogEntry[], { entry, kind, subject, at, body }: LogEntry, earlier: readonly GateAct[]): GateAct | undefined {
  const parsed = act.safeParse((JSON.parse(body) as { content: unknown }).content);
  if (!parsed.success || parsed.data.kind !== kind || parsed.data.model !== subject) return undefined;
  const { signatures, ...content } = parsed.data;
  if (SIGNATURES_NEEDED[content.kind] === 0) return { ...content, entry, at, signers: [] };
  const valid = keyStateAt(keys, entry);
  const text = canonicalJson(content);
  const teams = [...new Set(signatures.filter(({ team, signature }) => { const key = valid.keyOf(team); return key !== undefined && isSignedBy(text, signature, key.publicKey); }).map(({ team }) => team))];
  const on: ModelVersion = { id: content.model, version: content.version };
  const objection = content.kind === "answer" ? actsOn(earlier, on, content.horizonDays).find((other) => other.entry === content.objection && other.kind === "objection") : undefined;
  if (content.kind === "answer" && objection === undefined) return undefined;
  const named = signersOf(governingPolicy(registrations.filter((other) => other.entry < entry), content.horizonDays, on, restartsOf(earlier))?.policy);
  const signers = effectiveSigners(content.kind, content.model, teams, named, objection?.signers);
  return signers.length === 0 ? undefined : { ...content, entry, at, signers };
}

function foundFault(entry: LogEntry): GateAct | undefined {
  const found = readReproduction(entry);
  const code = found === undefined ? undefined : faultOf(found);
  if (found === undefined || code === undefined) return undefined;
  const { model, version, horizonDays, throughWindow, detail, at, evidenceDigest } = found;
  return { type: "quakegate/gate-act/1", kind: "fault", model, version, horizonDays, fromWindow: throughWindow, asOf: at, decisionId: evidenceDigest, reason: detail, code, entry: entry.entry, at, signers: [] };
}
