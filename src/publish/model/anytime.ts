import type { EpochMs } from "../../seismicity/time.ts";
import type { AnytimeEvidence } from "../../gate/evidence.ts";
import type { WindowStatus } from "../../gate/leaderboard/missing-windows.ts";
import type { AnytimePolicy } from "../../gate/policy.ts";

/** One model's line of the leaderboard whose figures hold at every look. Logarithms are natural. */
export interface AnytimeRow {
  readonly model: string;
  /** Nothing but a model with enough coverage is ranked; null for the others. */
  readonly rank: null | { readonly best: number; readonly worst: number; readonly mayBeBest: boolean; readonly mayBeAmongBest: boolean };
  /** Ranks that its missing windows could have made of it; null when not ranked. */
  readonly rankIfMissing: null | { readonly best: number; readonly worst: number };
  readonly windows: number;
  readonly due: number;
  readonly coverage: number;
  /** NaN without active windows. */
  readonly activeCoverage: number;
  /** Mean gain over the baseline, nats a window, missing windows by the grace rule; null for the baseline itself. */
  readonly gain: number | null;
  /** Lower limit of the mean insured gain, and ln of the e-value that it is above 0. */
  readonly lower: number | null;
  readonly logEValue: number | null;
  /** Σ gain over its own windows, drawn towards 0 by 26 windows without gain. */
  readonly shrunkenGain: number | null;
  /** Value by the additive two-way fit whose window effects are of the references alone. */
  readonly twoWayValue: number | null;
  /** Mean over all ranked models of its gain over them, less that of the baseline; null when it or the baseline is not ranked. */
  readonly pairwiseValue: number | null;
  readonly statuses: readonly WindowStatus[];
}

export interface AnytimePair {
  readonly model: string;
  readonly other: string;
  readonly windows: number;
  /** Mean gain, nats a window. */
  readonly gain: number;
  /** Of the mean gain of the insured row, at every look. */
  readonly lower: number;
  readonly logEValue: number;
}

export interface EraRow {
  readonly era: "since-launch" | "last-year" | "common";
  readonly model: string;
  readonly windows: number;
  readonly gain: number | null;
}

/** One challenger at an anytime gate, with the path of its evidence. */
export interface AnytimeStanding {
  readonly model: string;
  readonly version: string;
  /** By the whole log, people's acts included. */
  readonly state: string;
  /** The policy that governs it, whose bars its evidence must meet. */
  readonly policy: AnytimePolicy;
  readonly evidence: AnytimeEvidence;
  /** A point a settled window and reference. */
  readonly path: readonly { readonly index: number; readonly end: EpochMs; readonly reference: string; readonly inService: boolean; readonly insuredGainNats: number; readonly logEValue: number }[];
}

/** A version that is not at the gate any more; never removed. */
export interface ClosedRow {
  readonly model: string;
  readonly version: string;
  readonly state: string;
  readonly through: number;
  readonly reasons: string;
}

/** A person's or the detector's act, as the log has it. */
export interface ActRow {
  readonly entry: number;
  readonly at: EpochMs;
  readonly kind: string;
  readonly model: string;
  readonly version: string;
  readonly fromWindow: number;
  readonly reason: string;
  readonly signers: readonly string[];
}

/** What of a series holds at every look. */
export interface AnytimeView {
  readonly rows: readonly AnytimeRow[];
  readonly pairs: readonly AnytimePair[];
  readonly eras: readonly EraRow[];
  /** Of versions that an anytime policy governs. */
  readonly standings: readonly AnytimeStanding[];
  readonly closed: readonly ClosedRow[];
  readonly acts: readonly ActRow[];
}
