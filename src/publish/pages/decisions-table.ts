import { formatCount, formatInterval, formatSigned } from "../format-number.ts";
import { formatTime } from "../format-time.ts";
import type { DecisionView } from "../model.ts";
import { digestText, modelColumn, type SiteContext } from "../site-context.ts";
import { table, type TableView } from "../table.ts";
import { verdictText } from "../verdicts.ts";

/** Decisions in the order given, each with its verdict, figures and evidence. */
export function decisionsTable(context: SiteContext, parts: { key: string; caption: string; decisions: readonly DecisionView[]; empty: string; root: string }): TableView {
  const { key, caption, decisions, empty, root } = parts;
  return table<DecisionView>({
    key, caption, empty, rows: decisions,
    columns: [
      { key: "decidedAt", label: "Decided", value: ({ decidedAt }) => new Date(decidedAt).toISOString(), text: ({ decidedAt }) => formatTime(decidedAt) },
      modelColumn(context, root, ({ challenger }) => challenger, "Challenger", "challenger"),
      { key: "challengerVersion", label: "Version", value: ({ challengerVersion }) => challengerVersion },
      modelColumn(context, root, ({ reference }) => reference, "Reference", "reference"),
      { key: "horizonDays", label: "Horizon", unit: "days", value: ({ horizonDays }) => horizonDays, text: ({ horizonDays }) => String(horizonDays) },
      { key: "verdict", label: "Verdict", value: ({ verdict }) => verdict, text: ({ verdict }) => verdictText(verdict) },
      { key: "state", label: "State", value: ({ state }) => state },
      { key: "reasonCodes", label: "Reasons", value: ({ reasons }) => reasons.map(({ code }) => code).join(" ") },
      { key: "fromWindow", label: "", hidden: true, value: ({ fromWindow }) => fromWindow },
      { key: "throughWindow", label: "Windows", value: ({ throughWindow }) => throughWindow, text: ({ fromWindow, throughWindow }) => `${fromWindow}–${throughWindow}` },
      { key: "events", label: "n", unit: "events", value: ({ figures }) => figures.events, text: ({ figures }) => formatCount(figures.events) },
      {
        key: "gain", label: "Gain", unit: "nats/event, 95 %", value: ({ figures }) => figures.gain,
        text: ({ figures: { gain, lower, upper } }) => (gain === null ? "not enough data" : `${formatSigned(gain)}${lower === null || upper === null ? "" : ` ${formatInterval(lower, upper)}`}`),
      },
      { key: "lower", label: "", hidden: true, value: ({ figures }) => figures.lower },
      { key: "upper", label: "", hidden: true, value: ({ figures }) => figures.upper },
      { key: "evidenceClass", label: "Evidence", value: ({ evidenceClass }) => evidenceClass },
      { key: "policyDigest", label: "Policy", value: ({ policyDigest }) => policyDigest, text: ({ policyDigest }) => digestText(policyDigest) },
      { key: "evidenceDigest", label: "Evidence digest", value: ({ evidenceDigest }) => evidenceDigest, text: ({ evidenceDigest }) => digestText(evidenceDigest) },
      { key: "decisionDigest", label: "Decision digest", value: ({ decisionDigest }) => decisionDigest, text: ({ decisionDigest }) => digestText(decisionDigest) },
    ],
  });
}
