import type { GateAct } from "./act.ts";

/** What has become of an objection to a version. Only an open one stands in the way of shipping. */
export interface Objection {
  readonly act: Pick<GateAct, "entry" | "reason" | "signers" | "asOf">;
  /** `too late`: the days for objections were over; it is on record and blocks nothing. */
  readonly state: "open" | "answered" | "too late";
  readonly answer?: Pick<GateAct, "entry" | "reason" | "signers">;
}

/**
 * The objections among the acts on one version and horizon, in the order of the log.
 *
 * @param until end of the days for objections, UTC epoch ms; undefined while it has not passed
 */
export function objectionsOf(acts: readonly (Pick<GateAct, "entry" | "reason" | "signers" | "asOf" | "objection"> & { readonly kind: string })[], until: number | undefined): readonly Objection[] {
  return acts.filter(({ kind }) => kind === "objection").map((act): Objection => {
    const answer = acts.find(({ kind, objection }) => kind === "answer" && objection === act.entry);
    const state = answer !== undefined ? "answered" : until !== undefined && act.asOf > until ? "too late" : "open";
    return { act, state, ...(answer === undefined ? {} : { answer }) };
  });
}
