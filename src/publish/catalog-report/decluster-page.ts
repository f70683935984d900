import type { DeclusteringResult } from "../../observations/hygiene/declustering/method.ts";
import type { ClusterSize, TimeStatistics } from "../../observations/hygiene/declustering/summary.ts";
import type { Catalog } from "../../seismicity/catalog.ts";
import { formatCount, formatFixed, formatNumber, formatPowerOfTen } from "../format-number.ts";
import { formatPercent } from "../format-probability.ts";
import { table, type TableView } from "../table.ts";
import { cumulativeFigure } from "./cumulative-figure.ts";
import { magnitudeText } from "./frequency-magnitude-figure.ts";
import { fileName } from "./file-name.ts";
import { proximityFigure } from "./proximity-figure.ts";
import type { ReportPage } from "./report-page.ts";
import type { DeclusterReport } from "./report.ts";
import { sourceSection } from "./source-section.ts";

/** What a declustering did. */
export async function declusterPage(report: DeclusterReport, catalog: Catalog, result: DeclusteringResult): Promise<ReportPage> {
  const { source, title, citation, options, values, summary } = report;
  const independent = catalog.times.filter((_, event) => result.isMainshock[event] === 1);
  const proximity = await proximityFigure(result);
  return {
    title: `Declustering of ${fileName(source.file)}`,
    answer: `${title}: ${formatCount(summary.mainshocks)} of ${formatCount(summary.events)} events (${formatPercent(summary.mainshockShare)}) are independent, the others belong to ${formatCount(summary.clusters)} clusters. Another method would draw the line elsewhere.`,
    source,
    citations: [citation],
    sections: [
      {
        id: "result", name: "What it did", words: [], parts: [
          await cumulativeFigure({
            title: "Cumulative number before and after", from: source.first, to: source.last + 1,
            series: [{ label: `all: ${formatCount(summary.events)} events`, times: catalog.times }, { label: `independent: ${formatCount(summary.mainshocks)} events`, times: independent }],
            caption: "Each line is the number of events so far as a share of all of that line. Sequences are steps; what is left after declustering should follow the dotted line of a constant rate, unless the network or the rate itself changed.",
          }),
          timesTable(report),
          ...(proximity === undefined ? [] : [proximity]),
        ],
      },
      { id: "clusters", name: "Clusters and settings", words: [], parts: [clustersTable(summary.largestClusters), settingsTable("values", "What the method says of its work", values), settingsTable("options", "Options", options)] },
      sourceSection(source),
    ],
  };
}

function timesTable({ summary }: DeclusterReport): TableView {
  const rows: (TimeStatistics & { readonly name: string; readonly events: number })[] = [
    { name: "before", events: summary.events, ...summary.before },
    { name: "after", events: summary.mainshocks, ...summary.after },
  ];
  return table({
    key: "times", caption: "Times of the events: against a Poisson process of constant rate", empty: "", rows,
    columns: [
      { key: "events", label: "Declustering", value: ({ name }) => name },
      { key: "count", label: "Events", value: ({ events }) => events, text: ({ events }) => formatCount(events) },
      { key: "interEventVariation", label: "Times between events", unit: "standard deviation over mean; Poisson: 1", value: ({ interEventVariation }) => interEventVariation },
      { key: "poissonStatistic", label: "Kolmogorov–Smirnov D", value: ({ poissonStatistic }) => poissonStatistic },
      { key: "poissonPValue", label: "p", unit: "of D or more at a constant rate", value: ({ poissonPValue }) => poissonPValue, text: ({ poissonPValue }) => (poissonPValue === 0 ? `below ${formatPowerOfTen(-300)}` : formatNumber(poissonPValue)) },
    ],
  });
}

function clustersTable(rows: readonly ClusterSize[]): TableView {
  return table({
    key: "clusters", caption: "Largest clusters", empty: "No cluster of two events or more.", rows,
    columns: [
      { key: "mainshockId", label: "Main event", value: ({ mainshockId }) => mainshockId },
      { key: "mainshockMagnitude", label: "Its magnitude", value: ({ mainshockMagnitude }) => mainshockMagnitude, text: ({ mainshockMagnitude }) => magnitudeText(mainshockMagnitude) },
      { key: "events", label: "Events", unit: "main event included", value: ({ events }) => events, text: ({ events }) => formatCount(events) },
    ],
  });
}

function settingsTable(key: string, caption: string, values: Readonly<Record<string, unknown>>): TableView {
  const shown = (value: unknown): string | number => (typeof value === "number" ? value : String(value));
  return table({
    key, caption, empty: "Nothing beside the clusters.", rows: Object.entries(values),
    columns: [
      { key: "name", label: "Name", value: ([name]) => name },
      { key: "value", label: "Value", value: ([, value]) => shown(value), text: ([, value]) => (typeof value === "number" ? (Number.isInteger(value) ? formatCount(value) : Math.abs(value) < 100 ? formatFixed(value, 3) : formatNumber(value)) : String(value)) },
    ],
  });
}
