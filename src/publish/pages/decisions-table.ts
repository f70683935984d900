import { formatCount, formatInterval, formatSigned } from "../format-number.ts";
import { formatTime } from "../format-time.ts";
import type { DecisionView } from "../model.ts";
import { digestText, modelColumn, type SiteContext } from "../site-context.ts";
import { table, type TableView } from "../table.ts";
import { verdictText } from "../verdicts.ts";

/** Decisions in the order given, a row each; what a row leaves out is in the JSON and below the table. */
export function decisionsTable(context: SiteContext, decisions: readonly DecisionView[]): TableView {
  return table<DecisionView>({
    key: "decisions", caption: "Decisions in the order in which they were taken", empty: "The gate has taken no decision yet.", rows: decisions,
    columns: [
      { key: "decidedAt", label: "Decided", value: ({ decidedAt }) => new Date(decidedAt).toISOString(), text: ({ decidedAt, id }) => ({ text: formatTime(decidedAt), href: `#decision-${id}` }) },
      modelColumn(context, "", ({ challenger }) => challenger, "Challenger", "challenger"),
      { key: "challengerVersion", label: "Version", hidden: true, value: ({ challengerVersion }) => challengerVersion },
      { key: "reference", label: "Against", value: ({ reference }) => reference, text: (decision) => opponents(context, decision) },
      { key: "horizonDays", label: "Horizon", unit: "days", value: ({ horizonDays }) => horizonDays, text: ({ horizonDays }) => String(horizonDays) },
      { key: "verdict", label: "Verdict", value: ({ verdict }) => verdict, text: ({ verdict }) => verdictText(verdict) },
      { key: "state", label: "", hidden: true, value: ({ state }) => state },
      { key: "reasonCodes", label: "", hidden: true, value: ({ reasons }) => reasons.map(({ code }) => code).join(" ") },
      { key: "fromWindow", label: "", hidden: true, value: ({ fromWindow }) => fromWindow },
      { key: "throughWindow", label: "Windows", value: ({ throughWindow }) => throughWindow, text: windowsCounted },
      { key: "events", label: "n", unit: "events", value: ({ figures }) => figures.events, text: ({ figures }) => formatCount(figures.events) },
      {
        key: "gain", label: "Gain", unit: "nats/event, 95 %", value: ({ figures }) => figures.gain,
        text: ({ figures: { gain, lower, upper } }) => (gain === null ? "not enough data" : `${formatSigned(gain)}${lower === null || upper === null ? "" : ` ${formatInterval(lower, upper)}`}`),
      },
      { key: "lower", label: "", hidden: true, value: ({ figures }) => figures.lower },
      { key: "upper", label: "", hidden: true, value: ({ figures }) => figures.upper },
      { key: "evidenceClass", label: "", hidden: true, value: ({ evidenceClass }) => evidenceClass },
      { key: "policyDigest", label: "", hidden: true, value: ({ policyDigest }) => policyDigest },
      { key: "evidenceDigest", label: "", hidden: true, value: ({ evidenceDigest }) => evidenceDigest },
      { key: "decisionDigest", label: "Decision digest", value: ({ decisionDigest }) => decisionDigest, text: ({ decisionDigest }) => digestText(decisionDigest) },
    ],
  });
}

/** First to last window on which a decision rests. */
export function windowsCounted({ fromWindow, throughWindow }: Pick<DecisionView, "fromWindow" | "throughWindow">): string {
  return throughWindow < fromWindow ? "none" : `${fromWindow} to ${throughWindow}`;
}

/** A decision names its references by id, separated by commas. */
export function opponents(context: SiteContext, { reference }: Pick<DecisionView, "reference">): string {
  return reference === "" ? "none" : reference.split(", ").map((id) => context.title(id)).join(", ");
}
