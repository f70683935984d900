import { fingerprintOf } from "../../ledger/keys/ed25519.ts";
import { type KeyState, keyStateAt } from "../../ledger/keys/key-state.ts";
import type { LogEntry } from "../../ledger/records.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { commitmentHash } from "./embargo.ts";
import { isStatementSignedBy } from "./statement.ts";
import { type CommitmentContent, ledgerVersion, type RevealContent, type SubmissionContent } from "./submission-log.ts";

/** What is wrong, and with which log entry. */
export interface SubmissionProblem {
  readonly entry: number;
  readonly message: string;
}

/** A submitted model as the experiment in the log names it. */
export interface SubmittedModel {
  readonly id: string;
  readonly version: string;
  /** Undefined when no signature is asked for. */
  readonly team: string | undefined;
}

const CHECKED: ReadonlySet<string> = new Set(["submission", "commitment", "reveal", "forecast"]);

/**
 * Whether every forecast of the submitted models stands in the log as it must: with a submission or a reveal right before it
 * that names its digest; signed by the key that was its team's at that index; corrections numbered without a gap and referring
 * to the first; what was revealed matching a commitment before it; and every entry of kind `key` with an effect.
 *
 * @param entries the whole log, index i at place i
 * @param bytesOf the bytes of an artifact, or an InputError, which is a problem of its reveal; undefined where they are not at hand, so that reveals are checked by digest alone
 */
export function verifySubmissions(entries: readonly LogEntry[], models: readonly SubmittedModel[], bytesOf?: (digest: string) => Uint8Array): SubmissionProblem[] {
  const problems: SubmissionProblem[] = keyStateAt(entries, Infinity).void.map(({ entry, reason }) => ({ entry, message: `the key entry has no effect: ${reason}` }));
  const problem = (entry: number, message: string): void => void problems.push({ entry, message });
  const teams = new Map(models.map(({ id, version, team }) => [`${id} ${version}`, team]));
  const firsts = new Map<string, string>();
  const corrections = new Map<string, number>();
  const commitments = new Map<string, { readonly hash: string; readonly commitment: string }>();
  let keys: KeyState = keyStateAt(entries, -1);
  for (const { entry, kind, subject, body, leafHash } of entries) {
    if (kind === "key") keys = keyStateAt(entries, entry);
    if (!CHECKED.has(kind)) continue;
    const { content } = JSON.parse(body) as { content: unknown };
    if (kind === "submission") {
      const { statement, correction } = checkSigned(entry, content as SubmissionContent);
      const name = `${subject} ${statement.model} ${statement.version}`;
      if (statement.window !== subject) problem(entry, `it stands under window ${subject} and is signed for ${statement.window}`);
      if (correction === 0 && firsts.has(name)) problem(entry, "a second forecast that would count, of one model for one window");
      if (correction === 0 && commitments.has(name)) problem(entry, "a forecast beside a commitment that binds");
      if (correction > 0 && correction !== 1 + (corrections.get(name) ?? 0)) problem(entry, `correction ${correction} follows correction ${corrections.get(name) ?? 0}`);
      if (correction > 0) corrections.set(name, correction);
      if (statement.corrects !== (firsts.get(name) ?? null) || (correction > 0) !== (statement.corrects !== null)) problem(entry, "what it says it corrects is not the first forecast of its model and window");
      if (correction === 0) firsts.set(name, leafHash);
      checkSealed(entry, subject, statement.model, ledgerVersion(statement.version, correction), statement.digest);
    } else if (kind === "commitment") {
      const { statement } = checkSigned(entry, content as CommitmentContent);
      const name = `${subject} ${statement.model} ${statement.version}`;
      if (statement.window !== subject) problem(entry, `it stands under window ${subject} and is signed for ${statement.window}`);
      if (commitments.has(name) || firsts.has(name)) problem(entry, "a commitment beside a forecast or a commitment that binds");
      else commitments.set(name, { hash: leafHash, commitment: statement.commitment });
    } else if (kind === "reveal") {
      const { model, version, commitment, salt, digest } = content as RevealContent;
      const name = `${subject} ${model} ${version}`;
      const bound = commitments.get(name);
      if (bound === undefined || bound.hash !== commitment) problem(entry, "the commitment that it opens does not stand before it");
      else if (bytesOf !== undefined) checkOpened(entry, salt, digest, bound.commitment, bytesOf);
      if (firsts.has(name)) problem(entry, "a second forecast that would count, of one model for one window");
      firsts.set(name, leafHash);
      checkSealed(entry, subject, model, version, digest);
    } else if (kind === "forecast") {
      const { forecaster, version } = content as { forecaster: string; version: string };
      const base = version.replace(/\+correction\.\d+$/, "");
      const before = entries[entry - 1];
      if (teams.has(`${forecaster} ${base}`) && before?.kind !== "submission" && before?.kind !== "reveal") problem(entry, `no submission of ${forecaster} stands before its forecast`);
    }
  }
  return problems.sort((a, b) => a.entry - b.entry);

  function checkSigned<C extends SubmissionContent | CommitmentContent>(entry: number, content: C): C {
    const { statement, signed } = content;
    const name = `${statement.model} ${statement.version}`;
    if (!teams.has(name)) problem(entry, `the experiment has no submitted model ${name}`);
    const team = teams.get(name);
    if ((statement.team ?? undefined) !== team) problem(entry, `it is of team ${statement.team ?? "none"}, the model's is ${team ?? "none"}`);
    if (team === undefined) return content;
    const key = keys.keyOf(team);
    if (signed === null) problem(entry, `it has no signature of team ${team}`);
    else if (key?.publicKey !== signed.publicKey) problem(entry, `it is signed by the key ${fingerprintOf(signed.publicKey)}, which was not the valid key of team ${team} at this index`);
    else if (!isStatementSignedBy(statement, signed.signature, signed.publicKey)) problem(entry, "the signature is not of its statement");
    return content;
  }

  function checkOpened(entry: number, salt: string, digest: string, commitment: string, read: (digest: string) => Uint8Array): void {
    try {
      if (commitmentHash(salt, read(digest)) !== commitment) problem(entry, "salt and sealed bytes do not match the commitment");
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      problem(entry, `its commitment cannot be opened: ${error.message}`);
    }
  }

  function checkSealed(entry: number, window: string, model: string, version: string, digest: string): void {
    const next = entries[entry + 1];
    const sealed = next?.kind === "forecast" ? (JSON.parse(next.body) as { content: { windowId: string; forecaster: string; version: string; digest: string } }).content : undefined;
    const same = sealed !== undefined && sealed.windowId === window && sealed.forecaster === model && sealed.version === version && sealed.digest === digest;
    if (!same) problem(entry, "the entry after it does not seal the forecast that it names");
  }
}
