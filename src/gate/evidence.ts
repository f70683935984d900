import type { EvidenceClass } from "../seismicity/window.ts";
import type { GateTest } from "./policy.ts";

/** One reference's comparison over the look's windows. */
export interface SkillEvidence {
  readonly reference: string;
  readonly windows: number;
  readonly events: number;
  /** Nats per earthquake; −Infinity when an event fell where the challenger said zero; null without events. */
  readonly informationGain: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly scale: number | null;
  readonly shape: number | null;
  readonly totalGainNats: number;
}

export interface ConsistencyEvidence {
  readonly test: GateTest;
  readonly observed: number;
  /** Null when the test cannot speak (no earthquakes). */
  readonly pValue: number | null;
}

/** Everything a decision rests on; nothing else may influence it. */
export interface GateEvidence {
  readonly challenger: string;
  readonly challengerVersion: string;
  readonly horizonDays: number;
  /** First and last window (index) that were counted. */
  readonly fromWindow: number;
  readonly throughWindow: number;
  /** Windows with a verdict of the catalog and of every reference. */
  readonly scoredWindows: number;
  readonly unscorableWindows: number;
  /** Settled windows in which the challenger has a forecast on time, and those that it should have had. */
  readonly forecastsOnTime: number;
  readonly forecastsDue: number;
  /** Windows that are settled but lack a result of challenger or reference; must be 0. */
  readonly resultsMissing: number;
  readonly evidenceClasses: readonly EvidenceClass[];
  readonly events: number;
  readonly consistency: readonly ConsistencyEvidence[];
  readonly skill: readonly SkillEvidence[];
  readonly calibration: { readonly pValue: number | null; readonly statistic: number | null; readonly windows: number };
  /** Digests of the results used, in window order: challenger first, then references. */
  readonly resultDigests: readonly string[];
}
