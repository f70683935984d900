import { type CumulativeLine, cumulativeShareChart } from "../charts/cumulative-share-chart.ts";
import { type FigureView, figure } from "../figure.ts";
import { formatCount } from "../format-number.ts";
import { formatPercent } from "../format-probability.ts";
import { formatDate } from "../format-time.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import { lowerBound } from "../../seismicity/catalog.ts";
import { table } from "../table.ts";

export type CumulativeSeries = Omit<CumulativeLine, "colour" | "dash">;

const LOOKS = [{ colour: "var(--ink)", dash: [] }, { colour: "var(--link)", dash: [] }, { colour: "var(--wait)", dash: [5, 2] }, { colour: "var(--good)", dash: [2, 2] }] as const;
const ROWS = 20;

/** Cumulative numbers of up to four series, each as a share of its own total. */
export async function cumulativeFigure(parts: { readonly title: string; readonly caption: string; readonly series: readonly CumulativeSeries[]; readonly from: EpochMs; readonly to: EpochMs }): Promise<FigureView> {
  const { title, caption, series, from, to } = parts;
  const dates = Array.from({ length: ROWS }, (_, row) => from + ((row + 1) / ROWS) * (to - from));
  const shareBy = ({ times }: CumulativeSeries, time: EpochMs): number => lowerBound(times, time + 1e-3) / times.length;
  const middle = (from + to) / 2;
  return figure({
    id: "cumulative", title, caption,
    pictures: [{
      heading: "", svg: await cumulativeShareChart({
        id: "cumulative", from, to, lines: series.map((line, place) => ({ ...line, ...LOOKS[place % LOOKS.length]! })),
        label: `Cumulative numbers from ${formatDate(from)} to ${formatDate(to)}: ${series.map((line) => `${line.label}, ${formatPercent(shareBy(line, middle))} of them by the middle of the time`).join("; ")}.`,
      }),
    }],
    tables: [table({
      key: "cumulative", caption: "Cumulative numbers", empty: "", rows: dates,
      columns: [
        { key: "by", label: "By", value: (time) => new Date(time).toISOString(), text: (time) => formatDate(time) },
        ...series.map((line, place) => ({
          key: `series${place + 1}`, label: line.label.split(":")[0]!, unit: "events", value: (time: EpochMs) => lowerBound(line.times, time + 1e-3), text: (time: EpochMs) => formatCount(lowerBound(line.times, time + 1e-3)),
        })),
      ],
    })],
  });
}
