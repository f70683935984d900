import { sameVersion } from "../../gate/contest.ts";
import { policyDigest } from "../../gate/policy.ts";
import { cannotPassAnyMore } from "../../gate/standing.ts";
import { type REASON_CODES, stratumOfCode } from "../../gate/reason-codes.ts";
import { isWindowStratum } from "../../gate/strata/stratum.ts";
import { comparisonsThrough } from "../figures/gain-figure.ts";
import { formatGain } from "../format-number.ts";
import { plural } from "../format-time.ts";
import type { DecisionView, ModelView, SeriesView } from "../model.ts";
import { policyTerms } from "../policy-terms.ts";
import { horizonName, modelPath, settledThrough, type SiteContext } from "../site-context.ts";
import type { Tone } from "../table.ts";
import { verdictTone } from "../verdicts.ts";

/** Where one challenger stands at the gate in one series, as of a week. */
export interface GateStatus {
  readonly challenger: string;
  readonly title: string;
  /** Title with version. */
  readonly release: string;
  readonly href: string;
  readonly colour: string;
  readonly horizon: string;
  readonly verdict: string;
  readonly tone: Tone;
  readonly state: string;
  readonly reasons: readonly { readonly code: string; readonly meaning: string; readonly detail: string }[];
  readonly progress: string;
  readonly gains: readonly { readonly over: string; readonly text: string }[];
  readonly wouldChange: string;
  readonly decision: DecisionView | undefined;
  /** Its forecasts may be used: eligible after a classical look, or shipped. */
  readonly inUse: boolean;
  /** In service by two signatures, not by the evidence. */
  readonly overridden: boolean;
}

/** Every challenger in every series, with the latest decision taken on windows up to the week (the latest of all without one). */
export function gateStatuses(context: SiteContext, week: string | undefined, root: string): GateStatus[] {
  return context.site.series.flatMap((series) => context.challengers.map((challenger) => gateStatus(context, series, challenger, week, root)));
}

function gateStatus(context: SiteContext, series: SeriesView, challenger: ModelView, week: string | undefined, root: string): GateStatus {
  const settled = settledThrough(series, week);
  const last = settled.at(-1)?.index ?? -1;
  const governing = series.judgedBy?.get(challenger.id);
  const governingDigest = governing === undefined ? undefined : policyDigest(governing);
  const own = series.decisions.filter((entry) => sameVersion({ id: entry.challenger, version: entry.challengerVersion }, challenger) && entry.throughWindow <= last);
  // A version that has moved to a newer policy has left behind it what the older one said; a page of a past week shows what was decided then, by the policy of then.
  const decision = own.filter((entry) => week !== undefined || governingDigest === undefined || entry.policyDigest === governingDigest).sort((a, b) => a.throughWindow - b.throughWindow || a.decidedAt - b.decidedAt).at(-1);
  const judging = week === undefined ? governing : decision?.policy ?? governing;
  const policy = judging === undefined ? context.site.head.policy : policyTerms(judging);
  const seen = settled.filter(({ index }) => index >= policy.effectiveFromWindow && index % series.stride === 0).length;
  const needed = policy.minimumWindows;
  const left = needed - seen;
  const anytime = policy.kind === "anytime";
  // By now people may have changed where it stands; a page of a past week shows what was decided then.
  const standing = week === undefined ? series.anytime?.standings.find(({ model }) => model === challenger.id) : undefined;
  const acts = (series.anytime?.acts ?? []).filter(({ model, version }) => sameVersion({ id: model, version }, challenger));
  const state = standing?.state ?? decision?.state ?? (anytime ? "candidate" : "behind the flag");
  return {
    challenger: challenger.id,
    title: challenger.title,
    release: `${challenger.title} ${challenger.version}`,
    href: root + modelPath(challenger.id),
    colour: context.colour(challenger.id),
    horizon: horizonName(series.horizonDays),
    verdict: decision?.verdict ?? "NO DECISION YET",
    tone: decision === undefined ? "wait" : verdictTone(decision.verdict),
    state,
    reasons: decision?.reasons ?? [],
    progress: seen < needed ? `${seen} of ${plural(needed, "window")} settled` : anytime ? `${plural(seen, "window")} settled` : `${plural(needed, "window")} of the look settled, ${seen} in all`,
    gains: comparisonsThrough(series, week).filter(({ model }) => model === challenger.id).map(({ reference, points }) => {
      const { perEarthquake, lower, upper, eventsSoFar } = points.at(-1)!;
      const text = perEarthquake === null ? "no target earthquakes yet" : lower === null || upper === null ? "not enough data for an interval" : formatGain({ gain: perEarthquake, lower, upper, events: eventsSoFar });
      return { over: context.title(reference), text };
    }),
    wouldChange: decision?.wouldChange ?? (anytime ? "The first settled window." : left > 0 ? `${plural(left, "more settled window")} until the pre-registered look; the decision is taken then, once.` : "The decision of the pre-registered look has not been recorded yet."),
    decision,
    inUse: anytime ? state === "shipped" : decision?.state === "eligible",
    overridden: anytime && (decision?.reasons.some(({ code }) => code === "OVERRIDE.HUMAN") === true || (week === undefined && acts.some(({ kind }) => kind === "override to ship"))),
  };
}

/** "Neural TPP failed on the number of earthquakes, places, and stays behind the flag (FAIL)". */
export function statusSentence({ title, state, verdict, reasons, progress, inUse, overridden, decision }: GateStatus): string {
  if (verdict === "NO DECISION YET") return `${title} is ${STANDING[state] ?? state}, and no decision has been taken (${progress})`;
  if (inUse) return overridden ? `${title} is in service because people overrode the gate` : state === "shipped" ? `${title} has passed the gate and is in service` : `${title} has passed the gate and is eligible`;
  const isFinal = cannotPassAnyMore(state, decision);
  const words = [...new Set(reasons.filter(({ code }) => !isFinal || !code.startsWith("HOLD.")).map(({ code, meaning }) => inBrief(code) ?? meaning))].join(", ");
  if (state === "passed") return `${title} has passed the gate and waits for an operator's signature`;
  if (verdict === "PASS") return `${title} had passed the gate, and is ${state} by what was done since`;
  if (isFinal) return `${title} ${verdict === "FAIL" ? "failed on" : "has"} ${words}, which no later window can undo, and cannot pass any more (${verdict})`;
  const standing = state === "behind the flag" ? "stays behind the flag" : state === "eligible" ? "is decided on at every window" : `is ${STANDING[state] ?? state}`;
  return verdict === "FAIL" ? `${title} failed on ${words}, and ${standing} (FAIL)` : `${title} ${standing}: ${verdict} (${words})`;
}

function inBrief(code: string): string | undefined {
  const id = stratumOfCode(code);
  if (id === undefined) return IN_BRIEF[code as keyof typeof REASON_CODES];
  return `harm in ${isWindowStratum(id) ? `${id} windows` : id}`;
}

const STANDING: Readonly<Record<string, string>> = { probation: "on probation", candidate: "a candidate" };

/** What a reason is about, in a few words; its whole meaning stands beside the code on the same page. */
const IN_BRIEF: Readonly<Record<keyof typeof REASON_CODES, string>> = {
  "PASS.SKILL": "skill over every reference",
  "HOLD.UNSETTLED": "windows are still to be settled",
  "HOLD.MIN_WINDOWS": "too few windows",
  "HOLD.MIN_ACTIVE": "too few active windows",
  "HOLD.MIN_EVENTS": "too few earthquakes to decide",
  "HOLD.EVIDENCE": "no skill shown",
  "HOLD.SHAPE": "no skill beyond the total",
  "HOLD.COOLING_OFF": "days for objections",
  "HOLD.OBJECTION": "an objection without an answer",
  "FAIL.COVERAGE": "forecasts on time",
  "FAIL.COVERAGE_ACTIVE": "forecasts on time in active windows",
  "FAIL.CAL.N": "the number of earthquakes",
  "FAIL.CAL.M": "magnitudes",
  "FAIL.CAL.S": "places",
  "FAIL.CAL.L": "joint likelihood",
  "FAIL.CAL.CL": "likelihood given the number",
  "FAIL.CAL.PIT": "calibration of the counts",
  "FAIL.CAL.R": "reliability of the probabilities",
  "FAIL.CAL.COLD": "reliability in quiet windows",
  "FAIL.FLOOR": "next to no probability for what happened",
  "FAIL.NEGATIVE_CONTROL": "the negative control",
  "FAIL.REPRO": "scores that do not come out again",
  "FAIL.PROVENANCE": "proofs that do not hold",
  "FAIL.LATE": "evidence that the policy does not admit",
  "CLOSE.FUTILITY": "a reference is better",
  "CLOSE.WITHDRAWN": "withdrawn",
  "CLOSE.DECLINED": "declined",
  "DEMOTE.DETECTOR": "what it replaced has become better",
  "DEMOTE.CALIBRATION": "calibration in service",
  "QUARANTINE.INTEGRITY": "a fault of integrity",
  "INDETERMINATE.DATA": "evidence is missing",
  "INDETERMINATE.CLOCK": "times that cannot be trusted",
  "OVERRIDE.HUMAN": "overridden by people",
};
