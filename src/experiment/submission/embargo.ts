import { createHash, randomBytes } from "node:crypto";
import { revealTime } from "../../clock/submission/state.ts";
import { checkWallClock } from "../../clock/submission/wall-clock.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { type EpochMs, formatInstant } from "../../seismicity/time.ts";
import { windowId } from "../../seismicity/window.ts";
import type { Session } from "../run.ts";
import { registerExperiment } from "../stages/decide.ts";
import { stratumOnArrival } from "../stages/issue.ts";
import { authorise, type Signing } from "./authorise.ts";
import { type Owed, refuseFarAhead, refuseSubmittedReference } from "./owed-forecast.ts";
import type { CanonicalForecast } from "./read-forecast.ts";
import { makeReceipt, type Receipt } from "./receipt.ts";
import { commitmentStatement } from "./statement.ts";
import { type CommitmentContent, type RevealContent, submissionHistory } from "./submission-log.ts";

type Workspace = Pick<Session, "experiment" | "ledger" | "mode">;

const SALT_BYTES = 32;

/** 32 random bytes, hexadecimal: without them nobody can try guesses against a commitment. */
export function newSalt(): string {
  return randomBytes(SALT_BYTES).toString("hex");
}

/** SHA-256(salt ‖ canonical bytes). @throws InputError when the salt is not 32 bytes in hexadecimal */
export function commitmentHash(salt: string, bytes: Uint8Array): string {
  if (!new RegExp(`^[0-9a-f]{${2 * SALT_BYTES}}$`).test(salt)) throw new InputError("not a salt", { field: "--salt", expected: `a file with ${SALT_BYTES} bytes in hexadecimal, as \`quakegate submit sign --salt\` or \`submit commit --salt\` wrote it` });
  return createHash("sha256").update(Buffer.from(salt, "hex")).update(bytes).digest("hex");
}

/**
 * Binds a model to a forecast that nobody sees before it is revealed. Only before `commitBy`, and only live: in a replay
 * there is no outcome to wait for.
 *
 * @throws InputError when it is refused; then nothing was written
 */
export function commitForecast({ experiment, ledger, mode }: Workspace, { owed, hash, signing }: { readonly owed: Owed; readonly hash: string; readonly signing: Signing }, wallClock: () => EpochMs): Receipt {
  if (mode === "replay") throw new InputError("an embargo needs a window that has not opened, and this experiment replays the past", { field: "schedule.mode", value: mode, expected: "live" });
  refuseSubmittedReference(experiment);
  refuseFarAhead(owed, wallClock());
  registerExperiment(experiment, ledger, wallClock());
  const id = windowId(owed.window);
  ledger.transaction((writer) => {
    const log = ledger.log();
    const { commitment, submissions } = submissionHistory(log, id, owed.model, owed.version);
    if (commitment?.content.statement.commitment === hash) return;
    const earlier = commitment ?? submissions[0];
    if (earlier !== undefined) throw new InputError("this model has a forecast or a commitment for this window, which cannot be replaced or withdrawn", { field: "log entry", value: earlier.entry.entry });
    const statement = commitmentStatement(owed, hash);
    const signed = authorise(log, owed, statement, signing);
    const now = wallClock();
    checkWallClock(log, now);
    if (now > owed.window.commitBy) throw new InputError("too late for a commitment: it would bind nobody to anything", { field: "--window", value: id, expected: `a commitment by ${formatInstant(owed.window.commitBy)}; it is ${formatInstant(now)}` });
    writer.note("commitment", id, now, { statement, signed, receivedAt: now } satisfies CommitmentContent);
  });
  return makeReceipt(ledger, owed, { kind: "commitment", correction: 0 });
}

/**
 * Opens a commitment: the bytes are sealed as of the commitment when the window has not settled; later they are kept, scored
 * and shown, and never reach the gate.
 *
 * @throws InputError when there is no commitment, salt and file do not match it, or the window has not opened
 */
export function revealForecast({ experiment, ledger }: Workspace, { owed, forecast, salt }: { readonly owed: Owed; readonly forecast: CanonicalForecast; readonly salt: string }, wallClock: () => EpochMs): Receipt {
  registerExperiment(experiment, ledger, wallClock());
  const id = windowId(owed.window);
  const hash = commitmentHash(salt, forecast.bytes);
  const stratum = stratumOnArrival(experiment, ledger, owed.window, wallClock());
  ledger.transaction((writer) => {
    const log = ledger.log();
    const { commitment, reveal } = submissionHistory(log, id, owed.model, owed.version);
    if (commitment === undefined) throw new InputError("this model has no commitment for this window", { field: "--window", value: id, expected: "a window for which `quakegate submit commit` was run" });
    const { statement, receivedAt } = commitment.content;
    if (hash !== statement.commitment) throw new InputError("salt and forecast do not match the commitment", { field: "SHA-256(salt, forecast)", value: hash, expected: `${statement.commitment}, log entry ${commitment.entry.entry}` });
    if (reveal !== undefined) return;
    const now = wallClock();
    checkWallClock(log, now);
    if (now < owed.window.start) throw new InputError("the window has not opened", { field: "--window", value: id, expected: `a reveal from ${formatInstant(owed.window.start)} on; it is ${formatInstant(now)}` });
    const { sealedAt, status, evidenceClass } = revealTime(owed.window, receivedAt, now);
    writer.note("reveal", id, now, { model: owed.model, version: owed.version, commitment: commitment.entry.leafHash, salt, digest: forecast.digest, fileSha256: forecast.fileSha256, receivedAt: now } satisfies RevealContent);
    writer.forecast({
      windowId: id, forecaster: owed.model, version: owed.version, status, evidenceClass, stratum, sealedAt,
      digest: writer.artifact("forecast", forecast.bytes), conditioningDigest: "", modelDigest: null, message: status === "on-time" ? `commitment in log entry ${commitment.entry.entry}` : "revealed after settlement",
    });
  });
  return makeReceipt(ledger, owed, { kind: "reveal", correction: 0 });
}
