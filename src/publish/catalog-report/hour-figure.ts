import { hourChart } from "../charts/hour-chart.ts";
import { type FigureView, figure } from "../figure.ts";
import { formatCount } from "../format-number.ts";
import { formatPercent } from "../format-probability.ts";
import { table } from "../table.ts";

const NORMAL_95 = 1.959963984540054;

/** Events by hour of the day: blasts come in working hours. */
export async function hourFigure(counts: readonly number[]): Promise<FigureView> {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const even = total / 24;
  const spread = NORMAL_95 * Math.sqrt((total * 23) / (24 * 24));
  const busiest = counts.indexOf(Math.max(...counts));
  const name = (hour: number): string => `${String(hour).padStart(2, "0")}:00 to ${String(hour + 1).padStart(2, "0")}:00`;
  return figure({
    id: "hours",
    title: "Hour of the day",
    caption: "Number of events by hour (UTC). A surplus in local working hours is the mark of quarry blasts among the events; fewer small events by day is the mark of noise. Grey band: where an hour lies with a probability of 95 % if all hours are alike and events independent; sequences make real counts wander further.",
    pictures: [{
      heading: "", svg: await hourChart({
        id: "hours", counts, low: Math.max(0, even - spread), high: even + spread,
        label: `Events by hour of the day: ${formatCount(even)} in each if even; most, ${formatCount(counts[busiest]!)}, from ${name(busiest)} UTC.`,
      }),
    }],
    tables: [table({
      key: "hours", caption: "Events by hour of the day (UTC)", empty: "", rows: counts.map((count, hour) => ({ hour, count })),
      columns: [
        { key: "hour", label: "Hour", value: ({ hour }) => hour, text: ({ hour }) => name(hour) },
        { key: "count", label: "Events", value: ({ count }) => count, text: ({ count }) => formatCount(count) },
        { key: "share", label: "Share", unit: `even: ${formatPercent(1 / 24)}`, value: ({ count }) => count / total, text: ({ count }) => formatPercent(count / total) },
      ],
    })],
  });
}
