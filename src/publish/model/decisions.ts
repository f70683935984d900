import type { GateEvidence } from "../../gate/evidence.ts";
import type { GatePolicy } from "../../gate/policy.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import type { EvidenceClass } from "../../seismicity/window.ts";
import type { PowerView } from "./results.ts";

export interface ReasonView {
  readonly code: string;
  readonly meaning: string;
  readonly detail: string;
}

export interface DecisionView {
  readonly id: string;
  readonly challenger: string;
  readonly challengerVersion: string;
  readonly reference: string;
  readonly horizonDays: number;
  readonly decidedAt: EpochMs;
  /** Windows [from, through] on which it rests. */
  readonly fromWindow: number;
  readonly throughWindow: number;
  readonly verdict: "PASS" | "HOLD" | "FAIL" | "INDETERMINATE";
  /** `eligible` or `behind the flag`, … */
  readonly state: string;
  readonly reasons: readonly ReasonView[];
  /** What would change this, one sentence. */
  readonly wouldChange: string;
  readonly policyId: string;
  readonly policyDigest: string;
  readonly evidenceDigest: string;
  readonly decisionDigest: string;
  readonly evidenceClass: EvidenceClass;
  readonly figures: { readonly windows: number; readonly events: number; readonly gain: number | null; readonly lower: number | null; readonly upper: number | null; readonly scale: number | null; readonly shape: number | null };
  /** Under the anytime policy: the number and level of the variant, and against each reference what stands in the e-process. */
  readonly anytime?: {
    readonly registration: number;
    readonly level: number | null;
    readonly contests: readonly { readonly reference: string; readonly windows: number; readonly insuredGainNats: number; readonly lowerNatsPerWindow: number; readonly logEValue: number; readonly natsNeeded: number }[];
  };
}

/** A decision with the evidence on which it was taken, as the ledger holds both. */
export interface RecordedDecision extends DecisionView {
  readonly evidence: GateEvidence;
  /** By which it was taken; absent where the site knows none. */
  readonly policy?: GatePolicy;
  /** Per consistency test that did not reject: what it would have found. Worked out when the page is made, no part of the record. */
  readonly power: Readonly<Record<string, PowerView>>;
}
