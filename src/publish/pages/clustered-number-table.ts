import { formatCount, formatNumber } from "../format-number.ts";
import { formatPValue } from "../format-probability.ts";
import { plural } from "../format-time.ts";
import type { ClusteredNumberView, SeriesView } from "../model.ts";
import { horizonName, type SiteContext, windowColumn } from "../site-context.ts";
import { table, type TableView } from "../table.ts";

/** The windows in which one model's Poisson N-test rejected, beside the test that knows of clusters. */
export function clusteredNumberTable(context: SiteContext, { clusteredNumbers, windows, horizonDays }: SeriesView, root: string, model: string): TableView {
  return table<ClusteredNumberView>({
    key: `clustered-${horizonDays}d`, caption: `Windows in which the N-test rejected, and the same with counts as scattered as before, ${horizonName(horizonDays)}`, empty: "None: the N-test rejected in no window.",
    rows: clusteredNumbers.filter((row) => row.model === model),
    columns: [
      windowColumn(context, root, ({ index }) => windows.find((window) => window.index === index)!),
      { key: "observed", label: "Observed", value: ({ observed }) => observed, text: ({ observed }) => formatCount(observed) },
      { key: "expected", label: "Expected", value: ({ expected }) => expected },
      { key: "pValue", label: "N-test, Poisson", unit: "p", value: ({ pValue }) => pValue, text: ({ pValue }) => formatPValue(pValue) },
      { key: "ownLawPValue", label: "N-test by the forecast's own law", unit: "p", value: ({ ownLaw }) => ownLaw?.pValue ?? null, text: ({ ownLaw }) => (ownLaw === null ? "Poisson is its law" : formatPValue(ownLaw.pValue)) },
      { key: "clusteredPValue", label: "N-test, negative binomial", unit: "p", value: ({ clusteredPValue }) => clusteredPValue, text: ({ clusteredPValue, earlierWindows }) => (clusteredPValue === null ? `not enough data: ${plural(earlierWindows, "earlier window")}` : formatPValue(clusteredPValue)) },
      { key: "variance", label: "Variance", unit: "of the number, from earlier windows", value: ({ variance }) => variance, text: ({ variance }) => (variance === null ? "not known" : formatNumber(variance)) },
      { key: "earlierWindows", label: "Earlier windows", value: ({ earlierWindows }) => earlierWindows, text: ({ earlierWindows }) => formatCount(earlierWindows) },
    ],
  });
}
