import { formatGainInterval } from "../format-number.ts";
import { formatPValue } from "../format-probability.ts";
import type { SeriesView } from "../model.ts";
import { horizonName, modelColumn, type SiteContext } from "../site-context.ts";
import { table, type TableView } from "../table.ts";

/** One model's gain over each reference, with an interval for each thing that may be taken as independent. */
export function inferenceTable(context: SiteContext, { comparisons, horizonDays }: SeriesView, root: string, model: string): TableView {
  const rows = comparisons.filter((entry) => entry.model === model).flatMap(({ reference, full, inferences }) => inferences.map((inference) => ({ reference, gain: full.gain, ...inference })));
  return table<(typeof rows)[number]>({
    key: `inference-${horizonDays}d`, caption: `The gain by several methods of inference, ${horizonName(horizonDays)}: aftershocks are not independent, so the widest interval is the safest`, empty: "No earthquake yet, and no gain per earthquake.", rows,
    columns: [
      modelColumn(context, root, ({ reference }) => reference, "Against", "reference"),
      { key: "method", label: "Method", value: ({ method }) => method },
      { key: "gain", label: "Gain", unit: "nats/event, 95 % interval", value: ({ gain }) => gain, text: ({ gain, lower, upper }) => (lower === null || upper === null ? "too few windows" : formatGainInterval(gain, lower, upper)) },
      { key: "lower", label: "", hidden: true, value: ({ lower }) => lower },
      { key: "upper", label: "", hidden: true, value: ({ upper }) => upper },
      { key: "pValue", label: "No gain", unit: "p", value: ({ pValue }) => pValue, text: ({ pValue }) => (pValue === null ? "too few windows" : formatPValue(pValue)) },
      { key: "assumes", label: "Takes as given", value: ({ assumes }) => assumes },
    ],
  });
}
