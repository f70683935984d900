import { formatCount, formatGainInterval, formatSigned } from "../format-number.ts";
import type { SeriesView, StratumDivision } from "../model.ts";
import { horizonName, modelColumn, type SiteContext } from "../site-context.ts";
import { table, type TableView } from "../table.ts";

const DIVISIONS: Readonly<Record<StratumDivision, string>> = { activity: "activity at issue", place: "place", magnitude: "magnitude" };

/** Gain in the pre-declared strata, of one model or of all but the null. */
export function strataTable(context: SiteContext, { comparisons, horizonDays }: SeriesView, root: string, model?: string): TableView {
  const rows = comparisons.filter((entry) => (model === undefined ? entry.model !== context.nullId : entry.model === model)).flatMap((entry) => entry.strata.map((stratum) => ({ model: entry.model, reference: entry.reference, ...stratum })));
  return table<(typeof rows)[number]>({
    key: `strata-${horizonDays}d`, caption: `Gain by activity, place and magnitude, ${horizonName(horizonDays)}; the strata of each division add up to the total`, empty: "No settled window in which a model and a reference were both scored.", rows,
    columns: [
      ...(model === undefined ? [modelColumn<(typeof rows)[number]>(context, root, (row) => row.model)] : []),
      modelColumn(context, root, ({ reference }) => reference, "Against", "reference"),
      { key: "by", label: "", hidden: true, value: ({ by }) => by },
      { key: "stratum", label: "Stratum", value: ({ stratum }) => stratum, text: ({ by, stratum }) => `${DIVISIONS[by]}: ${stratum}` },
      { key: "gain", label: "Total gain", unit: "nats", value: ({ gain }) => gain, text: ({ gain }) => formatSigned(gain) },
      { key: "scale", label: "Scale", unit: "nats", value: ({ scale }) => scale, text: ({ scale }) => formatSigned(scale) },
      { key: "shape", label: "Shape", unit: "nats", value: ({ shape }) => shape, text: ({ shape }) => formatSigned(shape) },
      { key: "gainPerEarthquake", label: "Gain", unit: "nats/event, 95 % T interval", value: ({ gainPerEarthquake }) => gainPerEarthquake, text: ({ gainPerEarthquake, lower, upper, events }) => (events === 0 ? "no events" : formatGainInterval(gainPerEarthquake, lower, upper)) },
      { key: "lower", label: "", hidden: true, value: ({ lower }) => lower },
      { key: "upper", label: "", hidden: true, value: ({ upper }) => upper },
      { key: "events", label: "n", unit: "events", value: ({ events }) => events, text: ({ events }) => formatCount(events) },
      { key: "windows", label: "", hidden: true, value: ({ windows }) => windows },
    ],
  });
}
