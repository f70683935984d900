import { formatPowerOfTen } from "../format-number.ts";
import { CHART_WIDTH, renderChart } from "./render-chart.ts";

export interface CurveChart {
  readonly id: string;
  readonly label: string;
  /** Ascending in x. `low` and `high` are the ends of an interval; NaN for none. */
  readonly rows: readonly { readonly x: number; readonly y: number; readonly low: number; readonly high: number }[];
  /** Another curve for comparison, drawn dashed; its x lie within those of `rows`. */
  readonly beside?: readonly { readonly x: number; readonly y: number }[];
  readonly xTitle: string;
  readonly yTitle: string;
  /** Whether x is drawn by its logarithm; y always is. */
  readonly logX: boolean;
}

/** Decades of y below the largest value that are drawn at most. */
const MOST_DECADES = 9;

/** One positive curve with its interval, and one beside it if wanted, on a logarithmic axis. */
export function curveChart({ id, label, rows, beside = [], xTitle, yTitle, logX }: CurveChart): Promise<string> {
  const banded = rows.filter(({ low, high }) => !Number.isNaN(low) && !Number.isNaN(high));
  const heights = [...rows.flatMap(({ y, low, high }) => [y, low, high]), ...beside.map(({ y }) => y)].filter((value) => value > 0);
  const [lowest, highest] = [Math.min(...heights), Math.max(...heights)];
  const top = Math.ceil(Math.log10(highest) - 1e-9);
  const bottom = Math.max(Math.floor(Math.log10(lowest) + 1e-9), top - MOST_DECADES);
  const decades = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, k) => from + k).filter((k) => (k - from) % Math.ceil((to - from) / 6) === 0);
  // Drawn on log10 values: labels as powers of ten need no d3 format.
  const logarithm = (value: number): number => Math.max(bottom, Math.log10(value));
  const across = logX ? (x: number): number => Math.log10(x) : (x: number): number => x;
  const [left, right] = [across(rows[0]!.x), across(rows.at(-1)!.x)];
  const powers = (values: readonly number[]): object => ({ values, labelExpr: values.reduceRight((rest, value) => `datum.value == ${value} ? '${formatPowerOfTen(value)}' : ${rest}`, "''") });
  const x = { field: "x", type: "quantitative", scale: { domain: [left, right], nice: false, zero: false }, axis: { title: xTitle, grid: false, ...(logX ? powers(decades(Math.ceil(left - 1e-9), Math.floor(right + 1e-9))) : { tickCount: 8 }) } };
  const y = (field: string): object => ({ field, type: "quantitative", scale: { domain: [bottom, top], nice: false, zero: false, clamp: true }, axis: { title: yTitle, ...powers(decades(bottom, top)) } });
  const drawn = (of: CurveChart["rows"]): object[] => of.map((row) => ({ x: across(row.x), y: logarithm(row.y), low: Number.isNaN(row.low) ? null : logarithm(row.low), high: Number.isNaN(row.high) ? null : logarithm(row.high) }));
  return renderChart(id, label, {
    width: CHART_WIDTH - 40, height: 240,
    layer: [
      { data: { values: drawn(banded) }, mark: { type: "area", color: "var(--link)", opacity: 0.25, clip: true }, encoding: { x, y: y("low"), y2: { field: "high" } } },
      { data: { values: drawn(rows) }, mark: { type: "line", color: "var(--link)", strokeWidth: 2, clip: true }, encoding: { x, y: y("y") } },
      ...(beside.length === 0 ? [] : [{ data: { values: beside.map((point) => ({ x: across(point.x), y: logarithm(point.y) })) }, mark: { type: "line", color: "var(--ink)", strokeWidth: 1.5, strokeDash: [5, 4], clip: true }, encoding: { x, y: y("y") } }]),
    ],
  });
}
