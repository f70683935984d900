import { formatTime, plural } from "../format-time.ts";
import type { Page } from "../page.ts";
import { digestText, modelPath, type SiteContext } from "../site-context.ts";
import { table } from "../table.ts";
import { verdictTone } from "../verdicts.ts";
import { decisionsTable } from "./decisions-table.ts";
import { gateStatuses, statusSentence } from "./gate-status.ts";

/** Every decision of the gate in order, with the policy in words. */
export function gatePage(context: SiteContext): Page {
  const { site } = context;
  const { policy } = site.head;
  const decisions = site.series.flatMap((series) => series.decisions).sort((a, b) => a.decidedAt - b.decidedAt || (a.id < b.id ? -1 : 1));
  const statuses = gateStatuses(context, undefined, "");
  const passed = statuses.filter(({ state }) => state === "eligible");
  const opening = decisions.length === 0 ? "The gate has taken no decision yet." : `${plural(decisions.length, "decision")}, ${passed.length === 0 ? "no challenger eligible" : plural(passed.length, "challenger") + " eligible"}.`;
  return {
    path: "gate.html",
    template: "gate",
    title: "Gate",
    answer: [opening, ...statuses.map((status) => `${statusSentence(status)}.`)].join(" "),
    content: {
      policy: { ...policy, digestText: digestText(policy.digest) },
      statuses,
      decisions: decisionsTable(context, { key: "decisions", caption: "Decisions in the order in which they were taken", decisions, root: "", empty: "The gate has taken no decision yet: the pre-registered look has not been reached." }),
      reasons: table({
        key: "reasons", caption: "Reasons with their codes", empty: "No decision, no reason.",
        rows: decisions.flatMap((decision) => decision.reasons.map((reason) => ({ decision, reason }))),
        columns: [
          { key: "code", label: "Code", value: ({ reason }) => reason.code },
          { key: "decision", label: "Decision", value: ({ decision }) => decision.id },
          { key: "meaning", label: "Meaning", value: ({ reason }) => reason.meaning },
          { key: "detail", label: "Figures", value: ({ reason }) => reason.detail },
        ],
      }),
      histories: decisions.map((decision) => ({
        id: decision.id, verdict: decision.verdict, tone: verdictTone(decision.verdict), state: decision.state, decided: formatTime(decision.decidedAt),
        challenger: `${context.title(decision.challenger)} ${decision.challengerVersion}`, href: modelPath(decision.challenger), horizonDays: decision.horizonDays, windows: `${decision.fromWindow} to ${decision.throughWindow}`,
        reasons: decision.reasons, wouldChange: decision.wouldChange, evidenceClass: decision.evidenceClass, policyId: decision.policyId,
        digests: [["policy", decision.policyDigest], ["evidence", decision.evidenceDigest], ["decision", decision.decisionDigest]].map(([name, digest]) => ({ name, ...digestText(digest!) })),
      })),
    },
  };
}
