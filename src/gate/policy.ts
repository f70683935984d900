import type { EvidenceClass } from "../seismicity/window.ts";

/** Consistency tests that a policy may name. */
export type GateTest = "N" | "M" | "S" | "L" | "CL";

/**
 * The pre-registered rule of the gate, first form. It is written to the log before the first window that it governs opens,
 * and a decision is a function of it and of stored evidence alone.
 */
export interface GatePolicy {
  readonly id: string;
  /** First window (index, per horizon) that counts. */
  readonly effectiveFromWindow: number;
  /** The one look at which the classical tests decide: after this many scored windows. */
  readonly lookAfterWindows: number;
  readonly minimumEvents: number;
  /** Least share of windows for which the challenger must have a forecast on time. */
  readonly minimumCoverage: number;
  /** Tests that the challenger must pass over all windows of the look together. */
  readonly consistencyTests: readonly GateTest[];
  /** Level of each consistency test. */
  readonly consistencyAlpha: number;
  /** How skill is shown. Anytime-valid evidence joins this list as a rule of its own. */
  readonly skillRule: "t-interval";
  /** The T interval has level 1 − skillAlpha, two-sided. */
  readonly skillAlpha: number;
  /** Level of the calibration test (PIT of the window counts). */
  readonly calibrationAlpha: number;
  /** Classes of evidence that may reach the gate. */
  readonly evidenceClasses: readonly EvidenceClass[];
}

/** The policy in words, one step a line, for people who will be judged by it. */
export function policyInWords(policy: GatePolicy, references: readonly string[]): string[] {
  const percent = (share: number): string => `${Number((100 * share).toPrecision(12))} %`;
  return [
    `One look, after ${policy.lookAfterWindows} scored windows from window ${policy.effectiveFromWindow} on; earlier figures are shown and decide nothing.`,
    `Evidence counts only if it is ${policy.evidenceClasses.join(" or ")}.`,
    `The look needs at least ${policy.minimumEvents} target earthquakes, and a forecast on time in at least ${percent(policy.minimumCoverage)} of the windows.`,
    `Over all windows of the look together, none of the tests ${policy.consistencyTests.join(", ")} may reject at ${percent(policy.consistencyAlpha)}.`,
    `The ${percent(1 - policy.skillAlpha)} T interval of the information gain per earthquake must lie above 0 against ${references.join(" and against ")}.`,
    `The PIT of the window counts must not reject calibration at ${percent(policy.calibrationAlpha)}.`,
    "All of these: eligible. Otherwise: behind the flag, with the reasons.",
  ];
}
