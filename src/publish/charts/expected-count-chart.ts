import { lowerBound } from "../../seismicity/catalog.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import { originTimeAxis } from "./origin-time-axis.ts";
import { CHART_WIDTH, renderChart } from "./render-chart.ts";

export interface ExpectedCountChart {
  readonly id: string;
  readonly label: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Of the events, ascending. */
  readonly times: Float64Array;
  /** Expected number of events up to each of them. */
  readonly expected: Float64Array;
  /** Expected up to the end. */
  readonly total: number;
}

const STEPS = 400;

/** Observed and expected cumulative number of events through time. */
export function expectedCountChart({ id, label, from, to, times, expected, total }: ExpectedCountChart): Promise<string> {
  const observed = Array.from({ length: STEPS + 1 }, (_, step) => {
    const time = from + (step / STEPS) * (to - from);
    return { time, count: lowerBound(times, time + 1e-3) };
  });
  const every = Math.max(1, Math.floor(times.length / STEPS));
  const fitted = [{ time: from, count: 0 }, ...Array.from(times, (time, k) => ({ time, count: expected[k]! })).filter((_, k) => k % every === 0), { time: to, count: total }];
  const top = 1.05 * Math.max(total, times.length);
  const x = { field: "time", type: "temporal", scale: { type: "utc", domain: [from, to] }, axis: originTimeAxis(from, to) };
  const y = { field: "count", type: "quantitative", scale: { domain: [0, top], nice: false }, axis: { title: "events so far", tickCount: 5 } };
  const named = (text: string, colour: string, dy: number): unknown => ({ data: { values: [{}] }, mark: { type: "text", text, align: "left", baseline: "top", color: colour, dy, stroke: "var(--paper)", strokeWidth: 4 }, encoding: { x: { value: 10 }, y: { value: 4 } } });
  return renderChart(id, label, {
    width: CHART_WIDTH - 40, height: 240,
    layer: [
      { data: { values: observed }, mark: { type: "line", color: "var(--ink)", strokeWidth: 2.5, interpolate: "step-after" }, encoding: { x, y } },
      { data: { values: fitted }, mark: { type: "line", color: "var(--link)", strokeWidth: 1.75, strokeDash: [5, 3] }, encoding: { x, y } },
      named("observed (solid)", "var(--ink)", 0),
      named("expected (dashed)", "var(--link)", 17),
    ],
  });
}
