import type { EvidenceClass } from "../seismicity/window.ts";
import type { GateTest } from "./policies/seed-classic.ts";
import type { AnytimeEvidence } from "./sequential/evidence.ts";

export type { AnytimeEvidence } from "./sequential/evidence.ts";

/** Everything a decision rests on; nothing else may influence it. */
export type GateEvidence = ClassicEvidence | AnytimeEvidence;

/** One reference's comparison over the look's windows. */
export interface SkillEvidence {
  readonly reference: string;
  readonly windows: number;
  readonly events: number;
  /** Nats per earthquake; −Infinity when an event fell where the challenger alone said zero; null without events or where both said zero. */
  readonly informationGain: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly scale: number | null;
  readonly shape: number | null;
  /** −Infinity when an event fell where the challenger alone said zero, NaN when it fell where both did. */
  readonly totalGainNats: number;
}

export interface ConsistencyEvidence {
  readonly test: GateTest;
  readonly observed: number;
  /** Null when the test cannot speak (no earthquakes). */
  readonly pValue: number | null;
}

/** Evidence of a classical look. */
export interface ClassicEvidence {
  readonly policy?: undefined;
  readonly challenger: string;
  readonly challengerVersion: string;
  readonly horizonDays: number;
  /** First and last window (index) that were counted. */
  readonly fromWindow: number;
  readonly throughWindow: number;
  /** Settled windows of the look, up to the first window that is still open. */
  readonly scoredWindows: number;
  readonly unscorableWindows: number;
  /** Settled windows in which the challenger has a forecast on time, and those that it should have had. */
  readonly forecastsOnTime: number;
  readonly forecastsDue: number;
  /** Of those without one the windows with a commitment that was not revealed by settlement; absent where the policy makes no difference. */
  readonly unrevealed?: number;
  /** Windows with a forecast of the challenger that lack its result, or that of a reference's forecast on time; must be 0. */
  readonly resultsMissing: number;
  readonly evidenceClasses: readonly EvidenceClass[];
  readonly events: number;
  readonly consistency: readonly ConsistencyEvidence[];
  readonly skill: readonly SkillEvidence[];
  readonly calibration: { readonly pValue: number | null; readonly statistic: number | null; readonly windows: number };
  /** Digests of the results used, in window order: challenger first, then references. */
  readonly resultDigests: readonly string[];
}
