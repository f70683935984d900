import type { DeclusteringResult } from "../../observations/hygiene/declustering/method.ts";
import { sortedQuantile } from "../../numerics/sorted-quantile.ts";
import { proximityChart } from "../charts/proximity-chart.ts";
import { type FigureView, figure } from "../figure.ts";
import { formatCount, formatFixed } from "../format-number.ts";
import { formatPercent } from "../format-probability.ts";
import { table } from "../table.ts";

/** Share of the events at each end of an axis that may lie outside the picture. */
const OUTSIDE = 0.0005;

/** The diagram of rescaled time and distance, for methods that give both; none for others. */
export async function proximityFigure({ diagnostics: { perEvent, values } }: DeclusteringResult): Promise<FigureView | undefined> {
  const { log10T, log10R, log10Eta } = perEvent;
  const threshold = values["log10Threshold"];
  if (log10T === undefined || log10R === undefined || log10Eta === undefined || typeof threshold !== "number") return undefined;
  const [domainT, domainR] = [domainOf(log10T), domainOf(log10R)];
  const linked = log10Eta.filter(Number.isFinite);
  const clustered = linked.filter((eta) => eta < threshold).length;
  const outside = log10T.filter((t, event) => Number.isFinite(t) && (t < domainT[0] || t > domainT[1] || log10R[event]! < domainR[0] || log10R[event]! > domainR[1])).length;
  return figure({
    id: "proximity", title: "Nearest neighbours in rescaled time and distance",
    caption: `Each event and its nearest earlier neighbour: rescaled time T (years) and distance R (km to the power of the fractal dimension), both scaled by the neighbour's magnitude; a stronger tone for more events. Blue: the threshold log10 T + log10 R = ${formatFixed(threshold, 2)}; below and left of it an event belongs to its neighbour's cluster. Two clouds mean that the line separates something; one cloud that it is arbitrary. A strip along the bottom are events listed at the very place of their neighbour: distances below 1 m count as 1 m.${outside > 0 ? ` ${formatCount(outside)} events lie outside the picture.` : ""}`,
    pictures: linked.length === 0 ? [] : [{
      heading: "", svg: await proximityChart({
        id: "proximity", log10T, log10R, domainT, domainR, log10Threshold: threshold,
        label: `Nearest neighbours of ${formatCount(linked.length)} events: ${formatCount(clustered)} (${formatPercent(clustered / linked.length)}) below the threshold of log10 T + log10 R = ${formatFixed(threshold, 2)}.`,
      }),
    }],
    empty: "No event has an earlier neighbour.",
    tables: [table({
      key: "proximity", caption: "The diagram in numbers", empty: "", rows: [0],
      columns: [
        { key: "events", label: "Events with an earlier neighbour", value: () => linked.length, text: () => formatCount(linked.length) },
        { key: "clustered", label: "Below the threshold", value: () => clustered, text: () => formatCount(clustered) },
        { key: "log10Threshold", label: "Threshold", unit: "log10 of T · R", value: () => threshold, text: () => formatFixed(threshold, 3) },
      ],
    })],
  });
}

function domainOf(values: Float64Array): [number, number] {
  const sorted = values.filter(Number.isFinite).sort();
  if (sorted.length === 0) return [-1, 1];
  return [Math.floor(sortedQuantile(sorted, OUTSIDE)), Math.ceil(sortedQuantile(sorted, 1 - OUTSIDE) + 0.01)];
}
