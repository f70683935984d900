import { type Days, type EpochMs, MS_PER_DAY } from "../../seismicity/time.ts";
import { type ModelVersion, sameVersion } from "../contest.ts";
import { rulesOf } from "../policy.ts";
import { governingPolicy, type RegistrationEntry } from "../sequential/registration.ts";
import { type GateAct, restartsOf } from "./act.ts";

/** What has become of an objection to a version. Only an open one stands in the way of shipping. */
export interface Objection {
  readonly act: Pick<GateAct, "entry" | "reason" | "signers" | "asOf">;
  /** `too late`: the days for objections were over; it is on record and blocks nothing. */
  readonly state: "open" | "answered" | "too late";
  readonly answer?: Pick<GateAct, "entry" | "reason" | "signers">;
}

/** A decision, as far as the days for objections depend on it. */
export interface DecisionTaken {
  readonly challenger: string;
  readonly challengerVersion: string;
  readonly horizonDays: Days;
  /** First window of its evidence. */
  readonly fromWindow: number;
  readonly policyDigest: string;
  readonly verdict: string;
  readonly decidedAt: EpochMs;
}

/**
 * End of the days for objections to a version, UTC epoch ms, counted from its first pass under the policy that governs it now, on windows since
 * its newest restart; undefined while there is no such pass.
 *
 * @param acts of the log, on any version
 * @param decisions in the order in which they were taken
 */
export function objectionsUntil(log: readonly RegistrationEntry[], acts: readonly GateAct[], decisions: readonly DecisionTaken[], on: ModelVersion, horizonDays: Days): EpochMs | undefined {
  const restarts = restartsOf(acts);
  const governing = governingPolicy(log, horizonDays, on, restarts);
  if (governing?.policy.policy !== "anytime") return undefined;
  const from = restarts.findLast((restart) => restart.horizonDays === horizonDays && sameVersion(restart, on))?.fromWindow ?? 0;
  const passed = decisions.find((decision) => decision.verdict === "PASS" && decision.horizonDays === horizonDays && sameVersion({ id: decision.challenger, version: decision.challengerVersion }, on) && decision.policyDigest === governing.digest && decision.fromWindow >= from);
  return passed === undefined ? undefined : passed.decidedAt + rulesOf(governing.policy).coolingOffDays * MS_PER_DAY;
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
