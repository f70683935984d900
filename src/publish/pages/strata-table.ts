import { formatCount, formatSigned } from "../format-number.ts";
import type { SeriesView } from "../model.ts";
import { horizonName, modelColumn, type SiteContext } from "../site-context.ts";
import { table, type TableView } from "../table.ts";

/** Gain in the pre-declared strata, of one model or of all but the null. */
export function strataTable(context: SiteContext, { comparisons, horizonDays }: SeriesView, root: string, model?: string): TableView {
  const rows = comparisons.filter((entry) => (model === undefined ? entry.model !== context.nullId : entry.model === model)).flatMap((entry) => entry.strata.map((stratum) => ({ model: entry.model, reference: entry.reference, ...stratum })));
  return table<(typeof rows)[number]>({
    key: `strata-${horizonDays}d`, caption: `Gain in active and quiet windows, ${horizonName(horizonDays)}`, empty: "No settled window in which a model and a reference were both scored.", rows,
    columns: [
      modelColumn(context, root, (row) => row.model),
      modelColumn(context, root, ({ reference }) => reference, "Against", "reference"),
      { key: "stratum", label: "Stratum", value: ({ stratum }) => stratum },
      { key: "totalGainNats", label: "Total gain", unit: "nats", value: ({ totalGainNats }) => totalGainNats, text: ({ totalGainNats }) => formatSigned(totalGainNats) },
      { key: "gain", label: "Gain", unit: "nats/event", value: ({ gain }) => gain, text: ({ gain }) => (gain === null ? "no events" : formatSigned(gain)) },
      { key: "events", label: "n", unit: "events", value: ({ events }) => events, text: ({ events }) => formatCount(events) },
      { key: "windows", label: "Windows", value: ({ windows }) => windows, text: ({ windows }) => formatCount(windows) },
    ],
  });
}
