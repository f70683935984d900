import { InputError } from "../../seismicity/input-error.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import type { Ledger } from "../ledger.ts";
import type { LogEntry } from "../records.ts";
import type { KeyDocument } from "./key-documents.ts";
import { checkKeyEvent, KEY_ENTRY, type KeyEvent, keyStateAt } from "./key-state.ts";

/** Writes a team's request to the log. @throws InputError when it would have no effect there; then nothing was written */
export function registerKey(ledger: Ledger, request: KeyDocument, now: EpochMs): LogEntry {
  return append(ledger, request.team, { action: request.type === "quakegate/key-add/1" ? "add" : "rotate", request }, now);
}

/** Ends the validity of a team's key. The operator does this alone, because a stolen or lost key cannot be asked; the reason stands in the log for ever. */
export function revokeKey(ledger: Ledger, team: string, reason: string, now: EpochMs): LogEntry {
  if (reason.trim() === "") throw new InputError("a revocation needs a reason", { field: "--reason", value: reason, expected: "a few words, which stand in the log for ever" });
  const current = keyStateAt(ledger.log(), Infinity).keyOf(team);
  if (current === undefined) throw new InputError("the team has no valid key", { field: "--team", value: team, expected: "a team of `quakegate key list`" });
  return append(ledger, team, { action: "revoke", team, fingerprint: current.fingerprint, reason }, now);
}

function append(ledger: Ledger, team: string, event: KeyEvent, now: EpochMs): LogEntry {
  return ledger.transaction((writer) => {
    checkKeyEvent(ledger.log(), team, event);
    return writer.note(KEY_ENTRY, team, now, event);
  });
}
