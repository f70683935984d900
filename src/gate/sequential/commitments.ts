import type { LogEntry } from "../../ledger/records.ts";
import { type ModelVersion, sameVersion } from "../contest.ts";

/** Kind of the log entries that bind a model to a forecast which is revealed once its window has opened; they never come after a window's `commitBy`. */
export const COMMITMENT_ENTRY = "commitment";

/** Whose commitment a log entry of that kind is. */
export function committedVersion({ body }: Pick<LogEntry, "body">): ModelVersion {
  const { statement } = (JSON.parse(body) as { readonly content: { readonly statement: { readonly model: string; readonly version: string } } }).content;
  return { id: statement.model, version: statement.version };
}

/** Names of the windows for which a version was committed to a forecast. */
export function committedWindows(log: readonly Pick<LogEntry, "kind" | "subject" | "body">[], on: ModelVersion): ReadonlySet<string> {
  return new Set(log.filter((entry) => entry.kind === COMMITMENT_ENTRY && sameVersion(committedVersion(entry), on)).map(({ subject }) => subject));
}
