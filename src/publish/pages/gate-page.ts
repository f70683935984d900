import { formatTime, plural } from "../format-time.ts";
import type { Page } from "../page.ts";
import { digestText, modelPath, type SiteContext } from "../site-context.ts";
import { table } from "../table.ts";
import { sameVersion } from "../../gate/contest.ts";
import { standingInWords } from "../../gate/standing.ts";
import type { ModelState } from "../../gate/states.ts";
import type { DecisionView, SeriesView } from "../model.ts";
import { standingFigure } from "../figures/standing-figure.ts";
import { verdictTone } from "../verdicts.ts";
import { actsTable } from "./acts-table.ts";
import { decisionsTable, opponents, windowsCounted } from "./decisions-table.ts";
import { evidenceTable } from "./evidence-table.ts";
import { type GateStatus, gateStatuses, statusSentence } from "./gate-status.ts";

/** Every decision of the gate in order, with the policy in words. */
export async function gatePage(context: SiteContext): Promise<Page> {
  const { site } = context;
  const { policy } = site.head;
  const decisions = site.series.flatMap((series) => series.decisions).sort((a, b) => a.decidedAt - b.decidedAt || (a.id < b.id ? -1 : 1));
  const statuses = gateStatuses(context, undefined, "");
  const anytime = policy.kind === "anytime";
  const standings = [];
  for (const series of site.series) for (const standing of series.anytime?.standings ?? []) standings.push({ title: context.title(standing.model), state: standing.state, meaning: standingInWords(standing.state as ModelState, newest(series, standing)), figure: await standingFigure(context, series, standing) });
  const opening = decisions.length === 0 ? "The gate has taken no decision yet." : `${plural(decisions.length, "decision")}, ${inUseInWords(statuses) ?? `no challenger ${anytime ? "in service" : "eligible"}`}.`;
  return {
    path: "gate.html",
    template: "gate",
    title: "Gate",
    answer: [opening, ...statuses.map((status) => `${statusSentence(status)}.`)].join(" "),
    content: {
      policy: { ...policy, digestText: digestText(policy.digest) },
      statuses, standings, anytime,
      acts: actsTable(context),
      decisions: decisionsTable(context, decisions),
      reasons: table({
        key: "reasons", caption: "Reasons of all decisions", empty: "No decision, no reason.",
        rows: decisions.flatMap((decision) => decision.reasons.map((reason) => ({ decision, reason }))),
        columns: [
          { key: "code", label: "Code", value: ({ reason }) => reason.code },
          { key: "decision", label: "Decision", value: ({ decision }) => decision.id, text: ({ decision }) => ({ ...digestText(decision.id), href: `#decision-${decision.id}` }) },
          { key: "meaning", label: "Meaning", value: ({ reason }) => reason.meaning },
          { key: "detail", label: "Figures", value: ({ reason }) => reason.detail },
        ],
      }),
      histories: decisions.map((decision) => ({
        id: decision.id, verdict: decision.verdict, tone: verdictTone(decision.verdict), state: decision.state, decided: formatTime(decision.decidedAt),
        challenger: context.title(decision.challenger), version: decision.challengerVersion, href: modelPath(decision.challenger), against: opponents(context, decision), horizonDays: decision.horizonDays,
        windows: windowsCounted(decision), evidence: evidenceTable(context, decision),
        reasons: decision.reasons, wouldChange: decision.wouldChange, evidenceClass: decision.evidenceClass, policyId: decision.policyId,
        digests: [["policy", decision.policyDigest], ["evidence", decision.evidenceDigest], ["decision", decision.decisionDigest]].map(([name, digest]) => ({ name, ...digestText(digest!) })),
      })),
    },
  };
}

/** The newest decision on a version. */
function newest({ decisions }: SeriesView, { model: id, version }: { readonly model: string; readonly version: string }): DecisionView | undefined {
  return decisions.filter(({ challenger, challengerVersion }) => sameVersion({ id: challenger, version: challengerVersion }, { id, version })).sort((a, b) => a.throughWindow - b.throughWindow || a.decidedAt - b.decidedAt).at(-1);
}

/** "2 challengers in service, 1 challenger eligible"; undefined when there is none. What an anytime policy lets through is shipped, what a classical one does is eligible. */
function inUseInWords(statuses: readonly GateStatus[]): string | undefined {
  const used = statuses.filter(({ inUse }) => inUse);
  const shipped = used.filter(({ state }) => state === "shipped").length;
  const eligible = used.length - shipped;
  const parts = [...(shipped === 0 ? [] : [`${plural(shipped, "challenger")} in service`]), ...(eligible === 0 ? [] : [`${plural(eligible, "challenger")} eligible`])];
  return parts.length === 0 ? undefined : parts.join(", ");
}
