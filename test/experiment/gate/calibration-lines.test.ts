import { expect, it } from "vitest";
import { calibrationLines } from "../../../src/experiment/gate/calibration-lines.ts";
import type { NumberLaw } from "../../../src/evaluation/number-law.ts";
import type { Session } from "../../../src/experiment/run.ts";
import type { AnytimeEvidence } from "../../../src/gate/evidence.ts";
import { ANYTIME_PASSING, withCalibration } from "../../gate/anytime-evidence.ts";

/** What the lines read of a session: the challenger's results, one a week, all by one law. */
function session(law: NumberLaw): Pick<Session, "experiment" | "ledger"> {
  const schedule = { horizonDays: 7, firstStart: 0, everyDays: 7, issueLeadMs: 0, settlementLagDays: 7 };
  const results = Array.from({ length: 70 }, (_, index) => ({ windowId: `7d-${String(index).padStart(4, "0")}`, forecaster: "etas", version: "1", body: JSON.stringify({ numberLaw: law }) }));
  return { experiment: { schedules: [schedule], file: { seed: "made" } }, ledger: { results: () => results } } as unknown as Pick<Session, "experiment" | "ledger">;
}

const errorOf = (law: NumberLaw, evidence: AnytimeEvidence): number => Number(/N, number: not rejected.* too low by a factor of ([\d.]+)/.exec(calibrationLines(session(law), evidence, Math.log(120))[0]!)![1]);

it("says what each statistic would have found by now, of the number by the forecast's own law", () => {
  const evidence = { ...ANYTIME_PASSING, calibration: ANYTIME_PASSING.calibration.map((entry) => ({ ...entry, expected: [120] })) };
  const poisson = errorOf({ kind: "poisson", mean: 2 }, evidence);
  const clustered = errorOf({ kind: "negative-binomial", mean: 2, variance: 8 }, evidence);
  expect(poisson).toBeGreaterThan(1.2);
  expect(clustered).toBeGreaterThan(1.2 * poisson);
  expect(calibrationLines(session({ kind: "negative-binomial", mean: 2, variance: 8 }), evidence, Math.log(120))[0]).toMatch(/80 % probability, by the forecast's own law$/);
});

it("says that a statistic is rejected, and which have no window to judge", () => {
  const lines = calibrationLines(session({ kind: "poisson", mean: 2 }), { ...withCalibration("M", 500), calibration: withCalibration("M", 500).calibration.map((entry) => (entry.statistic === "COLD" ? { ...entry, windows: 0, expected: [0, 0, 0, 0, 0, 0] } : entry)) }, Math.log(120));
  expect(lines[2]).toBe("      M, magnitudes: rejected, e-value 500 at its largest in 60 windows, bar 120");
  expect(lines[5]).toBe("      COLD, reliability after a cold start: no quiet window that it can judge yet");
});
