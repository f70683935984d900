import { renderChart } from "./render-chart.ts";

export interface HourChart {
  readonly id: string;
  readonly label: string;
  /** 24 counts. */
  readonly counts: readonly number[];
  /** Between which an even hour lies with a probability of 95 %, events taken as independent. */
  readonly low: number;
  readonly high: number;
}

/** Events by hour of the day (UTC) from 0, with the band of an even day. */
export function hourChart({ id, label, counts, low, high }: HourChart): Promise<string> {
  const rows = counts.map((count, hour) => ({ from: hour + 0.08, to: hour + 0.92, count, zero: 0 }));
  const top = 1.08 * Math.max(high, ...counts);
  const x = { field: "from", type: "quantitative", scale: { domain: [0, 24], nice: false }, axis: { title: "hour of the day (UTC)", grid: false, values: [0, 3, 6, 9, 12, 15, 18, 21, 24], format: "d" } };
  const y = (field: string): object => ({ field, type: "quantitative", scale: { domain: [0, top], nice: false }, axis: { title: "number of events", tickCount: 5, format: "~s" } });
  return renderChart(id, label, {
    width: 420, height: 190,
    layer: [
      { data: { values: rows }, mark: { type: "rect", color: "var(--link)", opacity: 0.8 }, encoding: { x, x2: { field: "to" }, y: y("count"), y2: { field: "zero" } } },
      { data: { values: [{ from: 0, to: 24, low, high }] }, mark: { type: "rect", color: "var(--ink)", opacity: 0.22 }, encoding: { x, x2: { field: "to" }, y: y("low"), y2: { field: "high" } } },
    ],
  });
}
