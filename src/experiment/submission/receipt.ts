import { z } from "zod";
import { canonicalJson } from "../../ledger/canonical-json.ts";
import type { LogEntry } from "../../ledger/records.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { sha256Hex } from "../../numerics/digest.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { type EpochMs, formatInstant } from "../../seismicity/time.ts";
import { windowId } from "../../seismicity/window.ts";
import type { Owed } from "./owed-forecast.ts";
import { ledgerVersion, type SubmissionHistory, submissionHistory } from "./submission-log.ts";

const receiptSchema = z.strictObject({
  type: z.literal("quakegate/receipt/1"),
  kind: z.enum(["submission", "commitment", "reveal"]),
  experiment: z.string(),
  window: z.string(),
  model: z.string(),
  version: z.string(),
  team: z.string().nullable(),
  correction: z.number().int().min(0),
  digest: z.string().nullable(),
  fileSha256: z.string().nullable(),
  commitment: z.string().nullable(),
  entry: z.number().int().min(0),
  leafHash: z.string(),
  forecastEntry: z.number().int().min(0).nullable(),
  forecastLeafHash: z.string().nullable(),
  receivedAt: z.string(),
  sealedAt: z.string(),
  commitBy: z.string(),
  status: z.enum(["on-time", "late", "embargoed"]),
  evidenceClass: z.enum(["prospective", "pseudo-prospective", "retrospective"]).nullable(),
  receiptDigest: z.string(),
});

/**
 * What an author keeps, a function of the ledger alone. `entry` and `leafHash` are those of the submission, commitment or
 * reveal; `forecastEntry` and `forecastLeafHash` those of the entry that seals the bytes with SHA-256 `digest` (null for a
 * commitment, which holds none). `receivedAt` is the wall clock; in a replay `sealedAt` is the replay's clock.
 * `receiptDigest` is the SHA-256 of the canonical JSON of all the other fields.
 */
export type Receipt = z.infer<typeof receiptSchema>;

/** @throws InputError when the log has no such submission, commitment or reveal */
export function makeReceipt(ledger: Ledger, owed: Owed, which: { readonly kind: Receipt["kind"]; readonly correction: number }): Receipt {
  const id = windowId(owed.window);
  const history = submissionHistory(ledger.log(id), id, owed.model, owed.version);
  const found = loggedPart(history, which.kind, which.correction);
  if (found === undefined) throw new InputError(`the log has no ${which.kind} ${which.correction === 0 ? "" : `(correction ${which.correction}) `}of this model for this window`, { field: "window", value: `${id} ${owed.model} ${owed.version}` });
  const { entry, receivedAt, digest, fileSha256, commitment } = found;
  const record = which.kind === "commitment" ? undefined : ledger.forecasts().find((row) => row.windowId === id && row.forecaster === owed.model && row.version === ledgerVersion(owed.version, which.correction));
  const leaf = record === undefined ? undefined : ledger.log(id).find((candidate) => candidate.entry === record.entry);
  const content: Omit<Receipt, "receiptDigest"> = {
    type: "quakegate/receipt/1", kind: which.kind, experiment: owed.experiment.file.name, window: id, model: owed.model, version: owed.version, team: owed.team ?? null,
    correction: which.correction, digest, fileSha256, commitment,
    entry: entry.entry, leafHash: entry.leafHash, forecastEntry: leaf?.entry ?? null, forecastLeafHash: leaf?.leafHash ?? null,
    receivedAt: formatInstant(receivedAt), sealedAt: formatInstant(record?.sealedAt ?? receivedAt), commitBy: formatInstant(owed.window.commitBy),
    status: record === undefined ? "embargoed" : record.status === "on-time" ? "on-time" : "late", evidenceClass: record?.evidenceClass ?? null,
  };
  return { ...content, receiptDigest: digestOf(content) };
}

/** @throws InputError when the value is no receipt */
export function parseReceipt(value: unknown, file: string): Receipt {
  const parsed = receiptSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new InputError(`not a receipt: ${issue!.message}`, { file, field: issue!.path.join("."), expected: "the file that `quakegate submit` wrote" });
}

/** SHA-256 of the canonical JSON of a receipt without its own digest. */
export function digestOf({ receiptDigest: _, ...content }: Omit<Receipt, "receiptDigest"> & { readonly receiptDigest?: string }): string {
  return sha256Hex(canonicalJson(content));
}

interface LoggedPart {
  readonly entry: LogEntry;
  readonly receivedAt: EpochMs;
  readonly digest: string | null;
  readonly fileSha256: string | null;
  readonly commitment: string | null;
}

function loggedPart({ submissions, commitment, reveal }: SubmissionHistory, kind: Receipt["kind"], correction: number): LoggedPart | undefined {
  if (kind === "submission") {
    const found = submissions.find(({ content }) => content.correction === correction);
    return found && { entry: found.entry, receivedAt: found.content.receivedAt, digest: found.content.statement.digest, fileSha256: found.content.statement.fileSha256, commitment: null };
  }
  const hash = commitment?.content.statement.commitment ?? null;
  if (kind === "commitment") return commitment && { entry: commitment.entry, receivedAt: commitment.content.receivedAt, digest: null, fileSha256: null, commitment: hash };
  return reveal && { entry: reveal.entry, receivedAt: reveal.content.receivedAt, digest: reveal.content.digest, fileSha256: reveal.content.fileSha256, commitment: hash };
}
