import { type Days, type EpochMs, MS_PER_DAY } from "../../seismicity/time.ts";
import type { GateAct } from "./act.ts";

/** What has become of an objection to a version. Only an open one stands in the way of shipping. */
export interface Objection {
  readonly act: Pick<GateAct, "entry" | "reason" | "signers" | "asOf">;
  /** `too late`: the days for objections were over; it is on record and blocks nothing. */
  readonly state: "open" | "answered" | "too late";
  readonly answer?: Pick<GateAct, "entry" | "reason" | "signers">;
}

/** A decision, as far as it says when objections to a version end. */
export interface DecidedVersion {
  readonly challenger: string;
  readonly challengerVersion: string;
  readonly horizonDays: Days;
  /** First window of the evidence, and the policy: a restart changes both. */
  readonly fromWindow: number;
  readonly policyDigest: string;
}

/**
 * End of the days for objections to a version, UTC epoch ms, counted from its first pass on the evidence and under the policy of its newest
 * decision; undefined while it has not passed there.
 *
 * @param decisions in the order in which they were taken
 */
export function objectionsUntil(decisions: readonly (DecidedVersion & { readonly verdict: string; readonly decidedAt: EpochMs })[], newest: DecidedVersion, coolingOffDays: Days): EpochMs | undefined {
  const same = ["challenger", "challengerVersion", "horizonDays", "fromWindow", "policyDigest"] as const;
  const passed = decisions.find((decision) => decision.verdict === "PASS" && same.every((field) => decision[field] === newest[field]));
  return passed === undefined ? undefined : passed.decidedAt + coolingOffDays * MS_PER_DAY;
}

/**
 * The objections among the acts on one version and horizon, in the order of the log.
 *
 * @param until as of `objectionsUntil`
 */
export function objectionsOf(acts: readonly (Pick<GateAct, "entry" | "reason" | "signers" | "asOf" | "objection"> & { readonly kind: string })[], until: number | undefined): readonly Objection[] {
  return acts.filter(({ kind }) => kind === "objection").map((act): Objection => {
    const answer = acts.find(({ kind, objection }) => kind === "answer" && objection === act.entry);
    const state = answer !== undefined ? "answered" : until !== undefined && act.asOf > until ? "too late" : "open";
    return { act, state, ...(answer === undefined ? {} : { answer }) };
  });
}
