import type { ClassicEvidence, ConsistencyEvidence, SkillEvidence } from "../../gate/evidence.ts";
import { formatCount, formatGain, formatSigned } from "../format-number.ts";
import { pValueInWords } from "../format-probability.ts";
import { plural } from "../format-time.ts";
import type { RecordedDecision } from "../model.ts";
import { consistencyLevel } from "../policy-terms.ts";
import type { SiteContext } from "../site-context.ts";
import { table, type TableView } from "../table.ts";
import { anytimeEvidenceRows } from "./anytime-evidence-rows.ts";
import { windowsCounted } from "./decisions-table.ts";

export interface EvidenceRow {
  readonly step: string;
  readonly figure: number | null;
  readonly text: string;
}

/** The stored evidence of one decision, a row a step of the policy. */
export function evidenceTable(context: SiteContext, decision: RecordedDecision): TableView {
  const { id, evidence, policy } = decision;
  return table<EvidenceRow>({
    key: `evidence-${id}`, caption: "Evidence on which it was decided", empty: "No evidence is stored.", rows: evidence.policy === "anytime" ? anytimeEvidenceRows(context, evidence, policy) : classicRows(context, evidence, decision.power, consistencyLevel(policy, context.site.head.policy.consistencyAlpha)),
    columns: [
      { key: "step", label: "Step", value: ({ step }) => step },
      { key: "figure", label: "", hidden: true, value: ({ figure }) => figure },
      { key: "text", label: "Evidence", value: ({ text }) => text },
    ],
  });
}

function classicRows(context: SiteContext, evidence: ClassicEvidence, power: RecordedDecision["power"], level: number): EvidenceRow[] {
  const pValue = (value: number | null, otherwise: string): string => (value === null ? otherwise : pValueInWords(value));
  const beside = ({ test, pValue }: ConsistencyEvidence): string => {
    if (pValue === null) return "";
    if (pValue < level) return ", rejected";
    return `, not rejected. ${power[test]?.words ?? "What it would have seen is worked out for the present version of a model only."}`;
  };
  return [
    { step: "Scored windows", figure: evidence.scoredWindows, text: `${formatCount(evidence.scoredWindows)} (windows ${windowsCounted(evidence)}); besides these ${formatCount(evidence.unscorableWindows)} that cannot be scored and ${formatCount(evidence.resultsMissing)} without a result` },
    { step: "Target earthquakes", figure: evidence.events, text: formatCount(evidence.events) },
    { step: "Forecasts on time", figure: evidence.forecastsOnTime, text: `${formatCount(evidence.forecastsOnTime)} of ${formatCount(evidence.forecastsDue)} due` },
    ...evidence.consistency.map((entry): EvidenceRow => ({ step: `${entry.test}-test, all windows together`, figure: entry.pValue, text: `${pValue(entry.pValue, "no events: the test cannot speak")}${beside(entry)}` })),
    ...evidence.skill.map((entry): EvidenceRow => ({ step: `Gain against ${context.title(entry.reference)}`, figure: entry.informationGain, text: skillText(entry) })),
    { step: "Calibration of the counts (PIT)", figure: evidence.calibration.pValue, text: `${pValue(evidence.calibration.pValue, "too few windows")}, ${plural(evidence.calibration.windows, "window")}` },
  ];
}

function skillText({ informationGain: gain, lower, upper, scale, shape, events, totalGainNats, windows }: SkillEvidence): string {
  if (Number.isNaN(totalGainNats)) return "not defined: both gave zero probability to an earthquake that happened";
  const perEvent = gain === null ? "not enough earthquakes for a gain per event" : lower === null || upper === null ? `${formatSigned(gain)} nats/event, no interval, n = ${formatCount(events)}` : formatGain({ gain, lower, upper, events });
  const split = scale === null || shape === null ? "" : ` (scale ${formatSigned(scale)}, shape ${formatSigned(shape)})`;
  return `${perEvent}${split}; ${formatSigned(totalGainNats)} nats in ${plural(windows, "window")}`;
}
