import { describe, expect, it } from "vitest";
import { isoWeek } from "../../../../src/clock/iso-week.ts";
import { windowAt } from "../../../../src/clock/schedule.ts";
import { backwardsForecasts } from "../../../../src/clock/submission/wall-clock.ts";
import type { RestsOn } from "../../../../src/experiment/gate/reproduction/rests-on.ts";
import { checkTimes } from "../../../../src/experiment/gate/reproduction/check-times.ts";
import { collectFaults } from "../../../../src/experiment/gate/reproduction/faults.ts";
import type { Ledger } from "../../../../src/ledger/ledger.ts";
import type { ForecastRecord, LogEntry, SettlementRecord } from "../../../../src/ledger/records.ts";

const DAY = 86_400_000;
const WINDOW = windowAt({ horizonDays: 7, firstStart: Date.UTC(2026, 0, 5), everyDays: 7, issueLeadMs: DAY, settlementLagDays: 7 }, 0);
const SEALED = WINDOW.start - DAY / 2;

interface Made {
  readonly sealedAt?: number;
  readonly settledAt?: number;
  readonly settledBefore?: boolean;
  readonly heartbeat?: Partial<Pick<LogEntry, "at" | "subject">> & { readonly entries?: number };
  readonly witness?: { readonly treeSize: number; readonly at: number };
  readonly mode?: "live" | "replay";
}

/** One forecast and the settlement of its window, with a heartbeat before them. */
function outcome({ sealedAt = SEALED, settledAt = WINDOW.settlesAt, settledBefore = false, heartbeat = {}, witness, mode = "live" }: Made = {}): [string, string] {
  const beat = { at: SEALED - DAY, subject: isoWeek(SEALED - DAY), entries: 0, ...heartbeat };
  const [forecastEntry, settlementEntry] = settledBefore ? [2, 1] : [1, 2];
  const entry = (index: number, kind: string, subject: string, at: number, content: unknown = {}): LogEntry => ({ entry: index, kind, subject, at, body: JSON.stringify({ content }), leafHash: "" });
  const log = [entry(0, "heartbeat", beat.subject, beat.at, { entries: beat.entries }), entry(forecastEntry, "forecast", "7d-0000", sealedAt), entry(settlementEntry, "settlement", "7d-0000", settledAt)].sort((a, b) => a.entry - b.entry);
  const forecast: ForecastRecord = { windowId: "7d-0000", forecaster: "etas", version: "1", status: "on-time", evidenceClass: mode === "live" ? "prospective" : "pseudo-prospective", stratum: "quiet", sealedAt, digest: "d", conditioningDigest: "", modelDigest: null, message: "", entry: forecastEntry };
  const settlement: SettlementRecord = { windowId: "7d-0000", state: "settled", reason: "", snapshotDigest: "s", eventCount: 0, entry: settlementEntry };
  const rests = { experiment: { file: { schedule: { mode }, forecasters: [] } }, windows: [WINDOW], forecasts: [forecast], settlements: [settlement], results: [], kept: [], entries: [1, 2], log } as unknown as RestsOn;
  const ledger = { cosignatures: () => (witness === undefined ? [] : [{ treeSize: witness.treeSize, timeSeconds: witness.at / 1000, verifierKey: "", line: "" }]) } as unknown as Ledger;
  const faults = collectFaults();
  checkTimes(ledger, rests, faults);
  const found = faults.findings();
  return [found.outcome, found.detail];
}

describe("the times that evidence rests on", () => {
  it.each<[string, Made, string, RegExp]>([
    ["in order", {}, "reproduced", /1 forecasts sealed before their window, 1 heartbeats/],
    ["sealed when the window had opened", { sealedAt: WINDOW.start + 1 }, "FAIL.PROVENANCE", /7d-0000, etas: sealed .* when the window had opened/],
    ["logged after the settlement", { settledBefore: true }, "FAIL.PROVENANCE", /logged after its window was settled \(entry 1\)/],
    ["settled too early", { settledAt: WINDOW.settlesAt - 1 }, "FAIL.PROVENANCE", /settled .* before 2026-01-19/],
    ["a clock that was set back", { sealedAt: SEALED - 2 * DAY }, "INDETERMINATE.CLOCK", /entry 1 is dated .* and entry 0 before it .* set back/],
    ["a heartbeat of another week", { heartbeat: { subject: "2025-W01" } }, "INDETERMINATE.CLOCK", /heartbeat of log entry 0 is of 2025-W01/],
    ["a heartbeat at another place", { heartbeat: { entries: 7 } }, "INDETERMINATE.CLOCK", /heartbeat of log entry 0/],
    ["a witness before the window", { witness: { treeSize: 2, at: SEALED + 60_000 } }, "reproduced", /1 forecasts seen by a witness before their window opened/],
    ["a witness after the window", { witness: { treeSize: 3, at: WINDOW.settlesAt } }, "reproduced", /0 forecasts seen by a witness/],
    ["a witness who saw it before it was made", { witness: { treeSize: 2, at: SEALED - 600_000 } }, "INDETERMINATE.CLOCK", /a witness saw it .* ran ahead/],
    ["a witness of a log that did not have it yet", { witness: { treeSize: 1, at: SEALED - 600_000 } }, "reproduced", /0 forecasts seen/],
    ["a replay, whose times are those of the schedule", { mode: "replay", sealedAt: WINDOW.issueAt - 5 * DAY, settledBefore: true }, "reproduced", /1 forecasts/],
  ])("%s", (_, made, expected, words) => {
    const [found, detail] = outcome(made);
    expect(found).toBe(expected);
    expect(detail).toMatch(words);
  });
});

it("finds forecasts that are dated before what stands earlier in the log, and not those that were committed to", () => {
  const entries = [["import", "made", 50], ["fetch", "made", 50], ["forecast", "a", 10], ["commitment", "b", 20], ["settlement", "c", 5], ["result", "c", 5], ["heartbeat", "w", 40], ["forecast", "b", 20], ["forecast", "d", 39], ["forecast", "e", 40]] as const;
  expect(backwardsForecasts(entries.map(([kind, subject, at], entry) => ({ entry, kind, subject, at })))).toEqual([{ entry: 8, earlier: 6 }]);
});

it("of several faults tells the gravest, and how many there are", () => {
  const faults = collectFaults();
  for (const [outcome, detail] of [["INDETERMINATE.DATA", "gone"], ["INDETERMINATE.CLOCK", "early"], ["FAIL.REPRO", "one"], ["FAIL.REPRO", "two"], ["FAIL.REPRO", "three"], ["FAIL.REPRO", "four"]] as const) faults.add(outcome, detail);
  expect(faults.findings()).toMatchObject({ outcome: "FAIL.REPRO", detail: "one; two; three; and 1 more" });
  faults.add("FAIL.PROVENANCE", "unproven");
  faults.add("QUARANTINE.INTEGRITY", "broken");
  expect(faults.findings()).toMatchObject({ outcome: "QUARANTINE.INTEGRITY", detail: "broken" });
});
