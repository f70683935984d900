import { isoWeek } from "../../clock/iso-week.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import type { Ledger } from "../ledger.ts";
import type { LogEntry } from "../records.ts";

/** Appends a `heartbeat` entry unless this ISO week has one: a week without any entry is then a sign that something is wrong. */
export function appendHeartbeat(ledger: Ledger, now: EpochMs): { readonly entry: LogEntry; readonly appended: boolean } {
  const week = isoWeek(now);
  return ledger.transaction((writer) => {
    const known = ledger.log(week).find(({ kind }) => kind === "heartbeat");
    if (known !== undefined) return { entry: known, appended: false };
    return { entry: writer.note("heartbeat", week, now, { week, entries: ledger.logSize() }), appended: true };
  });
}
