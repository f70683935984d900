import { snapshotCsv } from "../../formats/snapshot-csv.ts";
import { EMPTY_CATALOG } from "../../seismicity/catalog.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { settleWindow } from "../../observations/settlement.ts";
import { declaredEmptySpans } from "../../observations/silence.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import { type Window, windowId } from "../../seismicity/window.ts";
import { collectedHistory, type Knowledge } from "../knowledge.ts";
import type { Experiment } from "../load-experiment.ts";

export interface SettleOutcome {
  readonly settled: number;
  readonly unscorable: number;
  readonly open: number;
  /** Windows that stay open though their lag has passed, and why. */
  readonly waiting: readonly { readonly windowId: string; readonly reason: string }[];
}

/** Freezes the observed catalog of every window whose lag has passed. A window without data stays open or is unscorable, never empty. */
export function settleWindows(experiment: Experiment, ledger: Ledger, knowledge: Knowledge, windows: readonly Window[], now: EpochMs, progress: (done: number, total: number) => void): SettleOutcome {
  const done = new Set(ledger.settlements().map((record) => record.windowId));
  const outcome = { settled: 0, unscorable: 0, open: 0 };
  const waiting: { windowId: string; reason: string }[] = [];
  const target = { region: experiment.region, magnitudeBins: experiment.magnitudeBins, depthRangeKm: experiment.file.depthKm };
  const declaredEmpty = declaredEmptySpans(ledger.imports());
  for (const [place, window] of windows.entries()) {
    progress(place + 1, windows.length);
    const id = windowId(window);
    if (done.has(id)) continue;
    const instant = knowledge.settlementInstant(window);
    const known = instant === Infinity ? EMPTY_CATALOG : knowledge.asOf(instant).catalog;
    const guard = { collected: collectedHistory(experiment, known), historyStart: experiment.historyStart, declaredEmpty };
    const state = settleWindow(window, now, known, instant === Infinity ? -Infinity : knowledge.coveredTo(instant), knowledge.gaps, target, guard);
    outcome[state.state]++;
    if (state.state === "open") {
      if (now >= window.settlesAt) waiting.push({ windowId: id, reason: state.reason });
      continue;
    }
    ledger.transaction((writer) => {
      const settled = state.state === "settled";
      const snapshotDigest = settled ? writer.artifact("snapshot", Buffer.from(snapshotCsv(state.targets), "utf8")) : null;
      writer.settlement({ windowId: id, state: state.state, reason: settled ? "" : state.reason, snapshotDigest, eventCount: settled ? state.targets.length : 0 }, instant === Infinity ? window.settlesAt : instant);
    });
  }
  return { ...outcome, waiting };
}
