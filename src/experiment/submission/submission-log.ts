import type { LogEntry } from "../../ledger/records.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import type { CommitmentStatement, SubmissionStatement } from "./statement.ts";

/*
 * The log entries of a window that submissions make. A submission or a reveal is followed by the entry of kind `forecast` that
 * seals its bytes, in the same transaction.
 */

/** Whose key signed, and what it wrote. */
export interface TeamSignature {
  readonly signature: string;
  readonly publicKey: string;
}

/** Content of an entry of kind `submission`. */
export interface SubmissionContent {
  readonly statement: SubmissionStatement;
  /** Null for a model without a team. */
  readonly signed: TeamSignature | null;
  /** 0 for the submission that counts, then 1, 2, … for its corrections. */
  readonly correction: number;
  /** Wall clock. */
  readonly receivedAt: EpochMs;
}

/** Content of an entry of kind `commitment`. */
export interface CommitmentContent {
  readonly statement: CommitmentStatement;
  readonly signed: TeamSignature | null;
  readonly receivedAt: EpochMs;
}

/** Content of an entry of kind `reveal`. */
export interface RevealContent {
  readonly model: string;
  readonly version: string;
  /** Leaf hash of the commitment. */
  readonly commitment: string;
  /** Hexadecimal. */
  readonly salt: string;
  readonly digest: string;
  readonly fileSha256: string;
  readonly receivedAt: EpochMs;
}

export interface Logged<C> {
  readonly entry: LogEntry;
  readonly content: C;
}

/** What the log has of one model's forecasts of one window. */
export interface SubmissionHistory {
  /** In the order of the log: the first, then its corrections. */
  readonly submissions: readonly Logged<SubmissionContent>[];
  readonly commitment: Logged<CommitmentContent> | undefined;
  readonly reveal: Logged<RevealContent> | undefined;
}

/** @param entries the log, or those of its entries that have the window as subject */
export function submissionHistory(entries: readonly LogEntry[], window: string, model: string, version: string): SubmissionHistory {
  const own = entries.filter(({ subject }) => subject === window);
  const of = <C>(kind: string, named: (content: C) => { readonly model: string; readonly version: string }): Logged<C>[] =>
    own.flatMap((entry) => {
      if (entry.kind !== kind) return [];
      const { content } = JSON.parse(entry.body) as { content: C };
      const name = named(content);
      return name.model === model && name.version === version ? [{ entry, content }] : [];
    });
  return {
    submissions: of<SubmissionContent>("submission", ({ statement }) => statement),
    commitment: of<CommitmentContent>("commitment", ({ statement }) => statement)[0],
    reveal: of<RevealContent>("reveal", (content) => content)[0],
  };
}

/**
 * Under which version a forecast stands in the ledger: the model's own for the one that counts, and one of its own for each
 * correction, so that its score is kept beside the first and enters no comparison.
 */
export function ledgerVersion(version: string, correction: number): string {
  return correction === 0 ? version : `${version}+correction.${correction}`;
}
