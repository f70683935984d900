import { leafHash } from "../../ledger/leaf-hash.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import type { LogEntry } from "../../ledger/records.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { Experiment } from "../load-experiment.ts";
import { namedWindow, submittedModels } from "./owed-forecast.ts";
import { digestOf, makeReceipt, type Receipt } from "./receipt.ts";
import { verifySubmissions } from "./verify-submissions.ts";

/**
 * Whether the ledger still has what a receipt says: the receipt is whole, its entries stand at their places with their
 * hashes, the sealed bytes have their digest, the signature is by the key that was the team's at that index.
 *
 * @returns what is wrong, in words; nothing when all of it holds
 */
export function checkReceipt(experiment: Experiment, ledger: Ledger, receipt: Receipt): string[] {
  if (digestOf(receipt) !== receipt.receiptDigest) return ["the receipt was changed: its content has not the digest that it states"];
  if (receipt.experiment !== experiment.file.name) return [`the receipt is of another experiment: ${receipt.experiment}`];
  const log = ledger.log();
  const problems = [
    ...checkLeaf(log, receipt.entry, receipt.leafHash, receipt.kind),
    ...(receipt.forecastEntry === null || receipt.forecastLeafHash === null ? [] : checkLeaf(log, receipt.forecastEntry, receipt.forecastLeafHash, "forecast")),
  ];
  if (problems.length > 0) return problems;
  return [...checkAgain(experiment, ledger, receipt), ...checkBytes(ledger, receipt), ...checkEntry(experiment, ledger, log, receipt)];
}

function checkLeaf(log: readonly LogEntry[], index: number, hash: string, kind: string): string[] {
  const entry = log[index];
  if (entry === undefined) return [`the log has no entry ${index}: it was cut, or is another`];
  if (leafHash(entry.body) !== entry.leafHash) return [`log entry ${index} was changed: its content has not its leaf hash`];
  if (entry.leafHash !== hash) return [`log entry ${index} is another than the receipt's: ${entry.leafHash}, not ${hash}`];
  return entry.kind === kind ? [] : [`log entry ${index} is of kind ${entry.kind}, not ${kind}`];
}

/** The receipt that the ledger would give today. */
function checkAgain(experiment: Experiment, ledger: Ledger, receipt: Receipt): string[] {
  const model = submittedModels(experiment).find(({ id, version }) => id === receipt.model && version === receipt.version);
  if (model === undefined) return [`the experiment has no submitted model ${receipt.model} ${receipt.version}`];
  return inWords(() => {
    const owed = { experiment, window: namedWindow(experiment, receipt.window), model: receipt.model, version: receipt.version, team: model.submission.team };
    const now = makeReceipt(ledger, owed, receipt) as unknown as Record<string, unknown>;
    return Object.entries(receipt).flatMap(([field, value]) => (field === "receiptDigest" || now[field] === value ? [] : [`${field}: the receipt says ${JSON.stringify(value)}, the ledger ${JSON.stringify(now[field])}`]));
  });
}

function checkBytes(ledger: Ledger, { digest }: Receipt): string[] {
  return digest === null ? [] : inWords(() => {
    ledger.read(digest);
    return [];
  });
}

/** Signature, reference and place of the entry in the log, as every verifier checks them. */
function checkEntry(experiment: Experiment, ledger: Ledger, log: readonly LogEntry[], { entry }: Receipt): string[] {
  const models = submittedModels(experiment).map(({ id, version, submission: { team } }) => ({ id, version, team }));
  return verifySubmissions(log, models, (digest) => ledger.read(digest)).filter((problem) => problem.entry === entry).map(({ message }) => `log entry ${entry}: ${message}`);
}

function inWords(check: () => string[]): string[] {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return [error.message];
  }
}
