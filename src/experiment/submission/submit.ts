import { arrivalOf } from "../../clock/submission/arrival.ts";
import { checkWallClock } from "../../clock/submission/wall-clock.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import { windowId } from "../../seismicity/window.ts";
import type { Session } from "../run.ts";
import { registerExperiment } from "../stages/decide.ts";
import { stratumOnArrival } from "../stages/issue.ts";
import { serviceIssuer } from "../service/issue-service.ts";
import { authorise, type Signing } from "./authorise.ts";
import type { CanonicalForecast } from "./read-forecast.ts";
import { type Owed, refuseFarAhead, refuseSubmittedReference } from "./owed-forecast.ts";
import { makeReceipt, type Receipt } from "./receipt.ts";
import { submissionStatement } from "./statement.ts";
import { ledgerVersion, type Logged, type RevealContent, type SubmissionContent, type SubmissionHistory, submissionHistory } from "./submission-log.ts";

export interface SubmitRequest {
  readonly owed: Owed;
  readonly forecast: CanonicalForecast;
  readonly signing: Signing;
  /** Whether it corrects one that is there; the first counts all the same. */
  readonly correction: boolean;
}

/**
 * Seals a submitted forecast: signature, statement and digest go to the log in one transaction, at the time that `wallClock`
 * tells then. The same bytes again change nothing and give the same receipt.
 *
 * @throws InputError when it is refused; then nothing was written
 */
export function submitForecast({ experiment, ledger, mode }: Pick<Session, "experiment" | "ledger" | "mode">, { owed, forecast, signing, correction }: SubmitRequest, wallClock: () => EpochMs): Receipt {
  refuseSubmittedReference(experiment);
  refuseFarAhead(owed, wallClock());
  registerExperiment(experiment, ledger, wallClock());
  const id = windowId(owed.window);
  const stratum = stratumOnArrival(experiment, ledger, owed.window, wallClock());
  const which = ledger.transaction((writer): { kind: Receipt["kind"]; correction: number } => {
    const log = ledger.log();
    const history = submissionHistory(log, id, owed.model, owed.version);
    const known = knownBytes(history, forecast.digest);
    if (known !== undefined) {
      if (correction && known.correction === 0) throw new InputError("a correction with the bytes of what it corrects", { field: "--correction", value: forecast.digest, expected: "another forecast" });
      return known;
    }
    const first = firstOf(history);
    refuseOutOfOrder(history, first, correction, forecast.digest);
    const statement = submissionStatement(owed, { digest: forecast.digest, fileSha256: forecast.fileSha256, corrects: first?.entry.leafHash ?? null });
    const signed = authorise(log, owed, statement, signing);
    const now = wallClock();
    checkWallClock(log, now);
    const number = first === undefined ? 0 : 1 + history.submissions.filter(({ content }) => content.correction > 0).length;
    const { sealedAt, status, evidenceClass } = arrivalOf(owed.window, mode, now);
    writer.note("submission", id, now, { statement, signed, correction: number, receivedAt: now } satisfies SubmissionContent);
    writer.forecast({
      windowId: id, forecaster: owed.model, version: ledgerVersion(owed.version, number), status, evidenceClass, stratum, sealedAt,
      digest: writer.artifact("forecast", forecast.bytes), conditioningDigest: "", modelDigest: null, message: number === 0 ? "" : `correction ${number} of log entry ${first!.entry.entry}`,
    });
    return { kind: "submission", correction: number };
  });
  // Where this model is in service, its forecast may be what the one in service was waiting for.
  serviceIssuer(experiment, ledger, { mode, now: wallClock })(owed.window);
  return makeReceipt(ledger, owed, which);
}

/** The forecast that counts: the first submission, or what was revealed. */
export function firstOf({ submissions, reveal }: SubmissionHistory): Logged<SubmissionContent> | Logged<RevealContent> | undefined {
  return submissions.find(({ content }) => content.correction === 0) ?? reveal;
}

function knownBytes({ submissions, reveal }: SubmissionHistory, digest: string): { kind: Receipt["kind"]; correction: number } | undefined {
  const found = submissions.find(({ content }) => content.statement.digest === digest);
  if (found !== undefined) return { kind: "submission", correction: found.content.correction };
  return reveal?.content.digest === digest ? { kind: "reveal", correction: 0 } : undefined;
}

function refuseOutOfOrder({ commitment, reveal }: SubmissionHistory, first: ReturnType<typeof firstOf>, correction: boolean, digest: string): void {
  if (first === undefined && commitment !== undefined && reveal === undefined) {
    throw new InputError("the model is committed to an embargoed forecast of this window", { field: "log entry", value: commitment.entry.entry, expected: "quakegate submit reveal, once the window has opened; then a correction" });
  }
  if (first !== undefined && !correction) {
    throw new InputError("another forecast of this model for this window has been sealed, and cannot be replaced or withdrawn", { field: "SHA-256", value: digest, expected: `the bytes of log entry ${first.entry.entry}, or --correction: both are then kept and shown, and the first counts` });
  }
  if (first === undefined && correction) throw new InputError("there is nothing to correct", { field: "--correction", expected: "a first submission of this model for this window" });
}
