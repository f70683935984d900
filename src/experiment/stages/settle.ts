import { snapshotCsv } from "../../formats/snapshot-csv.ts";
import { EMPTY_CATALOG } from "../../seismicity/catalog.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { type SettlementState, settleWindow } from "../../observations/settlement.ts";
import { declaredEmptySpans } from "../../observations/silence.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import { type Window, windowId } from "../../seismicity/window.ts";
import { collectedHistory, type Knowledge } from "../knowledge.ts";
import type { Experiment } from "../load-experiment.ts";

/** A window that stays open though its lag has passed, and why. */
export interface HeldOpen {
  readonly windowId: string;
  readonly reason: string;
}

export interface SettleOutcome {
  readonly settled: number;
  readonly unscorable: number;
  readonly open: number;
  readonly waiting: readonly HeldOpen[];
}

/** Freezes the observed catalog of every window whose lag has passed. A window without data stays open or is unscorable, never empty. */
export function settleWindows(experiment: Experiment, ledger: Ledger, knowledge: Knowledge, windows: readonly Window[], now: EpochMs, progress: (done: number, total: number) => void): SettleOutcome {
  const done = new Set(ledger.settlements().map((record) => record.windowId));
  const outcome = { settled: 0, unscorable: 0, open: 0 };
  const waiting: HeldOpen[] = [];
  const stateOf = settlementStates(experiment, ledger, knowledge, now);
  for (const [place, window] of windows.entries()) {
    progress(place + 1, windows.length);
    const id = windowId(window);
    if (done.has(id)) continue;
    const { instant, state } = stateOf(window);
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

/** The windows that stay open at `now` though their lag has passed, and why, as {@link settleWindows} would say it; nothing is written. @param knowledge asked for only when a window is due */
export function heldOpen(experiment: Experiment, ledger: Ledger, knowledge: () => Knowledge, windows: readonly Window[], now: EpochMs): HeldOpen[] {
  const done = new Set(ledger.settlements().map((record) => record.windowId));
  const due = windows.filter((window) => now >= window.settlesAt && !done.has(windowId(window)));
  if (due.length === 0) return [];
  const stateOf = settlementStates(experiment, ledger, knowledge(), now);
  return due.flatMap((window) => {
    const { state } = stateOf(window);
    return state.state === "open" ? [{ windowId: windowId(window), reason: state.reason }] : [];
  });
}

/** What a window can be settled as at `now`, and the instant as of which its catalog is read (Infinity while no import will do). */
function settlementStates(experiment: Experiment, ledger: Ledger, knowledge: Knowledge, now: EpochMs): (window: Window) => { readonly instant: EpochMs; readonly state: SettlementState } {
  const target = { region: experiment.region, magnitudeBins: experiment.magnitudeBins, depthRangeKm: experiment.file.depthKm };
  const declaredEmpty = declaredEmptySpans(ledger.imports());
  return (window) => {
    const instant = knowledge.settlementInstant(window);
    const known = instant === Infinity ? EMPTY_CATALOG : knowledge.asOf(instant).catalog;
    const guard = { collected: collectedHistory(experiment, known), historyStart: experiment.historyStart, declaredEmpty };
    return { instant, state: settleWindow(window, now, known, instant === Infinity ? -Infinity : knowledge.coveredTo(instant), knowledge.gaps, target, guard) };
  };
}
