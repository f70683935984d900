import { formatGain } from "../format-number.ts";
import { plural } from "../format-time.ts";
import { comparisonsThrough } from "../figures/gain-figure.ts";
import type { DecisionView, ModelView, SeriesView } from "../model.ts";
import { horizonName, modelPath, settledThrough, type SiteContext } from "../site-context.ts";
import type { Tone } from "../table.ts";
import { verdictTone } from "../verdicts.ts";

/** Where one challenger stands at the gate in one series, as of a week. */
export interface GateStatus {
  readonly challenger: string;
  readonly title: string;
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
}

/** Every challenger in every series, with the latest decision taken on windows up to the week (the latest of all without one). */
export function gateStatuses(context: SiteContext, week: string | undefined, root: string): GateStatus[] {
  return context.site.series.flatMap((series) => context.challengers.map((challenger) => gateStatus(context, series, challenger, week, root)));
}

function gateStatus(context: SiteContext, series: SeriesView, challenger: ModelView, week: string | undefined, root: string): GateStatus {
  const { policy } = context.site.head;
  const settled = settledThrough(series, week);
  const last = settled.at(-1)?.index ?? -1;
  const decision = series.decisions.filter((entry) => entry.challenger === challenger.id && entry.throughWindow <= last).sort((a, b) => a.throughWindow - b.throughWindow || a.decidedAt - b.decidedAt).at(-1);
  const seen = settled.filter(({ index }) => index >= policy.effectiveFromWindow).length;
  const needed = policy.lookAfterWindow - policy.effectiveFromWindow + 1;
  const left = policy.lookAfterWindow - last;
  return {
    challenger: challenger.id,
    title: `${challenger.title} ${challenger.version}`,
    href: root + modelPath(challenger.id),
    colour: context.colour(challenger.id),
    horizon: horizonName(series.horizonDays),
    verdict: decision?.verdict ?? "NO DECISION YET",
    tone: decision === undefined ? "wait" : verdictTone(decision.verdict),
    state: decision?.state ?? "behind the flag",
    reasons: decision?.reasons ?? [],
    progress: seen < needed ? `${seen} of ${plural(needed, "window")} settled` : `${plural(needed, "window")} of the look settled, ${seen} in all`,
    gains: comparisonsThrough(series, week).filter(({ model }) => model === challenger.id).map(({ reference, points }) => {
      const { perEarthquake, lower, upper, eventsSoFar } = points.at(-1)!;
      const text = perEarthquake === null ? "no target earthquakes yet" : lower === null || upper === null ? "not enough data for an interval" : formatGain({ gain: perEarthquake, lower, upper, events: eventsSoFar });
      return { over: context.title(reference), text };
    }),
    wouldChange: decision?.wouldChange ?? (left > 0 ? `${plural(left, "more settled window")} until the pre-registered look; the decision is taken then, once.` : "The decision of the pre-registered look has not been recorded yet."),
    decision,
  };
}

/** "Neural TPP 1.0.0 stays behind the flag (FAIL: FAIL.FLOOR)". */
export function statusSentence({ title, state, verdict, reasons, progress }: GateStatus): string {
  if (verdict === "NO DECISION YET") return `${title} is ${state} until the pre-registered look (${progress})`;
  const codes = reasons.map(({ code }) => code).join(", ");
  return state === "eligible" ? `${title} has passed the gate and is eligible` : `${title} stays ${state} (${verdict}: ${codes})`;
}
