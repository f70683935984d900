import { afterAll } from "vitest";
import { windowAt } from "../../src/clock/schedule.ts";
import { encodeNumbers } from "../../src/evaluation/json-number.ts";
import type { NumberLaw } from "../../src/evaluation/number-law.ts";
import type { SubsetScore } from "../../src/evaluation/scores/subset-score.ts";
import type { ProbabilityBin } from "../../src/gate/calibration/reliability-factors.ts";
import { canonicalJson } from "../../src/ledger/canonical-json.ts";
import { type Ledger, openLedger } from "../../src/ledger/ledger.ts";
import { windowId } from "../../src/seismicity/window.ts";
import { temporaryFolder } from "../support/workspace.ts";

export const WINDOWS = Array.from({ length: 120 }, (_, index) => windowAt({ horizonDays: 7, firstStart: Date.UTC(2020, 0, 1), everyDays: 7, issueLeadMs: 0, settlementLagDays: 7 }, index));

const opened: Ledger[] = [];
afterAll(() => opened.splice(0).forEach((ledger) => ledger.close()));

/** A forecast as the gate sees it, scored on earthquakes that all of a window's forecasts share. */
export interface MadeForecast {
  readonly model: string;
  readonly version?: string;
  readonly expected: number;
  /** ln of the expected count in the bin of each earthquake; their number is that of the window. */
  readonly logRates: readonly number[];
  readonly status?: "on-time" | "late" | "failed";
  readonly evidenceClass?: "prospective" | "retrospective";
  readonly unscored?: boolean;
  /** Of the M and S test. */
  readonly pValue?: number;
  readonly parts?: readonly SubsetScore[];
  readonly reliability?: readonly ProbabilityBin[];
  readonly numberLaw?: NumberLaw;
}

export interface MadeWindow {
  readonly settled?: "settled" | "unscorable";
  readonly active?: boolean;
  readonly forecasts: readonly MadeForecast[];
}

export function emptyLedger(): Ledger {
  const ledger = openLedger(temporaryFolder(), { create: true });
  opened.push(ledger);
  return ledger;
}

/** Appends windows to a ledger, the first with index `from`. */
export function append(ledger: Ledger, made: readonly MadeWindow[], from = 0): Ledger {
  ledger.transaction((writer) => {
    // One file for all: the gate never reads it.
    const sealed = writer.artifact("forecast", Buffer.from("sealed"));
    made.forEach(({ settled, active, forecasts }, place) => {
      const window = WINDOWS[from + place]!;
      const id = windowId(window);
      for (const { model, version = "1", status = "on-time", evidenceClass = "prospective" } of forecasts) {
        const digest = status === "failed" ? null : sealed;
        writer.forecast({ windowId: id, forecaster: model, version, status, evidenceClass, stratum: active === true ? "active" : "quiet", sealedAt: window.issueAt, digest, conditioningDigest: "", modelDigest: null, message: "" });
      }
      if (settled === undefined) return;
      writer.settlement({ windowId: id, state: settled, reason: "", snapshotDigest: null, eventCount: 0 }, window.settlesAt);
      if (settled !== "settled") return;
      for (const { model, version = "1", status = "on-time", expected, logRates, unscored, pValue = 0.5, parts, reliability = [], numberLaw = { kind: "poisson", mean: expected } } of forecasts) {
        if (status === "failed" || unscored === true) continue;
        const events = logRates.length;
        const tests = ["M", "S"].map((test) => ({ test, observed: -1, quantile: pValue, quantileAddOne: pValue, simulations: 99, informative: events > 0 }));
        const result = { expected, events, logScore: logRates.reduce((sum, logRate) => sum + logRate, -expected), infiniteAt: [], logRates, tests, numberLaw, lawTests: [], reliability, ...(parts === undefined ? {} : { parts }) };
        writer.result({ windowId: id, forecaster: model, version, body: canonicalJson(encodeNumbers(result)) }, window.settlesAt, {});
      }
    });
  });
  return ledger;
}
