import { lowerBound } from "../../seismicity/catalog.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import { spreadLabels } from "./label-spreading.ts";
import { originTimeAxis } from "./origin-time-axis.ts";
import { CHART_WIDTH, renderChart } from "./render-chart.ts";
import { wrapText } from "./wrap-text.ts";

export interface CumulativeLine {
  readonly label: string;
  readonly colour: string;
  /** Dash pattern in pixels; empty for a solid line. */
  readonly dash: readonly number[];
  /** Ascending. */
  readonly times: Float64Array;
}

export interface CumulativeShareChart {
  readonly id: string;
  readonly label: string;
  readonly lines: readonly CumulativeLine[];
  readonly from: EpochMs;
  readonly to: EpochMs;
}

const HEIGHT = 260;
const STEPS = 300;
const LABEL_CHARACTERS = 28;
const LINE_HEIGHT = 15;
const CONSTANT = "constant rate";

/** Cumulative number of events as a share of each line's own total, with the line of a constant rate. */
export function cumulativeShareChart({ id, label, lines, from, to }: CumulativeShareChart): Promise<string> {
  const grid = Array.from({ length: STEPS + 1 }, (_, step) => from + (step / STEPS) * (to - from));
  const rows = lines.flatMap(({ colour, dash, times }, line) => grid.map((time) => ({ line, colour, dash, time, share: (100 * lowerBound(times, time + 1e-3)) / times.length })));
  const x = (axis: unknown = originTimeAxis(from, to)): unknown => ({ field: "time", type: "temporal", scale: { type: "utc", domain: [from, to] }, axis });
  const y = (field: string): unknown => ({ field, type: "quantitative", scale: { domain: [0, 100], nice: false }, axis: { title: "share of the line's events (%)", tickCount: 5 } });
  const ends = [...lines.map((line) => ({ colour: line.colour, text: wrapText(line.label, LABEL_CHARACTERS) })), { colour: "var(--muted)", text: [CONSTANT] }];
  const pixel = 100 / HEIGHT;
  const middles = spreadLabels(ends.map(({ text }, place) => ({ value: 100 - place * 1e-3, size: (text.length * LINE_HEIGHT + 4) * pixel })), [0, 100]);
  const labels = ends.flatMap(({ colour, text }, place) => text.map((words, row) => ({ time: to, colour, text: words, place: middles[place]! + ((text.length - 1) / 2 - row) * LINE_HEIGHT * pixel })));
  const colour = { field: "colour", type: "nominal", scale: null };
  return renderChart(id, label, {
    width: CHART_WIDTH - 160, height: HEIGHT,
    layer: [
      { data: { values: [{ time: from, share: 0 }, { time: to, share: 100 }] }, mark: { type: "line", color: "var(--muted)", strokeWidth: 1, strokeDash: [2, 3] }, encoding: { x: x(), y: y("share") } },
      ...lines.map(({ dash }, line) => ({
        data: { values: rows.filter((row) => row.line === line) },
        mark: { type: "line", strokeWidth: 2, interpolate: "step-after", ...(dash.length > 0 ? { strokeDash: dash } : {}) }, encoding: { x: x(), y: y("share"), color: colour },
      })),
      { data: { values: labels }, mark: { type: "text", align: "left", dx: 6 }, encoding: { x: x(), y: y("place"), text: { field: "text" }, color: colour } },
    ],
  });
}
