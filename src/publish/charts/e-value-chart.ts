import type { EpochMs } from "../../seismicity/time.ts";
import { formatPowerOfTen } from "../format-number.ts";
import { CHART_WIDTH, renderChart } from "./render-chart.ts";
import { timeAxis } from "./time-axis.ts";

export interface EValueLine {
  readonly label: string;
  readonly colour: string;
  /** At least one point; log10 of the e-value, ±Infinity drawn at the frame. */
  readonly points: readonly { readonly end: EpochMs; readonly log10: number }[];
}

export interface EValueChart {
  readonly id: string;
  readonly label: string;
  readonly lines: readonly EValueLine[];
  /** log10 of the bar. */
  readonly bar: number;
  readonly barText: string;
  /** First window's start. */
  readonly from: EpochMs;
}

/** Decades below 1 that are drawn at most: evidence lost is lost, however much. */
const LOWEST = -3;
const HIGHEST = 12;

/** Running e-values on a logarithmic axis, with the bar that they must reach. */
export function eValueChart({ id, label, lines, bar, barText, from }: EValueChart): Promise<string> {
  const values = lines.flatMap(({ points }) => points.map(({ log10 }) => log10));
  const top = Math.min(HIGHEST, Math.ceil(Math.max(bar, ...values.filter((value) => value < Infinity)) + 0.4));
  const bottom = Math.max(LOWEST, Math.floor(Math.min(0, ...values.filter((value) => value > -Infinity))));
  const to = Math.max(...lines.flatMap(({ points }) => points.map(({ end }) => end)));
  const inFrame = (value: number): number => Math.min(top, Math.max(bottom, value));
  const decades = Array.from({ length: top - bottom + 1 }, (_, k) => bottom + k);
  const shown = decades.filter((k) => k % Math.ceil(decades.length / 7) === 0);
  const axis = { title: "e-value", values: shown, labelExpr: shown.reduceRight((rest, value) => `datum.value == ${value} ? '${formatPowerOfTen(value)}' : ${rest}`, "''") };
  const x = { field: "time", type: "temporal", scale: { type: "utc", domain: [from, to] }, axis: timeAxis(from, to) };
  const y = { field: "log10", type: "quantitative", scale: { domain: [bottom, top], nice: false, zero: false }, axis };
  const colour = { field: "colour", type: "nominal", scale: null };
  const rows = lines.flatMap(({ label: line, colour: of, points }) => [{ line, colour: of, time: from, log10: 0 }, ...points.map(({ end, log10 }) => ({ line, colour: of, time: end, log10: inFrame(log10) }))]);
  return renderChart(id, label, {
    width: CHART_WIDTH, height: 170,
    layer: [
      { data: { values: [{ log10: 0 }] }, mark: { type: "rule", color: "var(--rule)" }, encoding: { y } },
      { data: { values: [{ log10: bar, time: from, text: barText }] }, mark: { type: "rule", color: "var(--ink)", strokeDash: [5, 3] }, encoding: { y } },
      { data: { values: [{ log10: bar, time: from, text: barText }] }, mark: { type: "text", align: "left", dx: 4, dy: -7 }, encoding: { x, y, text: { field: "text" } } },
      { data: { values: rows }, mark: { type: "line", strokeWidth: 2.5 }, encoding: { x, y, color: colour, detail: { field: "line" } } },
      { data: { values: lines.map(({ label: text, colour: of, points }) => ({ text, colour: of, time: to, log10: inFrame(points.at(-1)!.log10) })) }, mark: { type: "text", align: "left", dx: 6 }, encoding: { x, y, text: { field: "text" }, color: colour } },
    ],
  });
}
