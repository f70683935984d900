import { renderChart } from "./render-chart.ts";

export interface ReliabilityChart {
  readonly id: string;
  readonly label: string;
  readonly colour: string;
  readonly points: readonly { readonly forecast: number; readonly observed: number; readonly low: number; readonly high: number; readonly cells: number }[];
}

/** Observed share of cells with an event against forecast probability, both log; bins without any event sit on the lower edge. */
export function reliabilityChart({ id, label, colour, points }: ReliabilityChart): Promise<string> {
  const drawn = points.filter(({ forecast }) => forecast > 0);
  const positive = drawn.flatMap(({ forecast, observed, low, high }) => [forecast, observed, low, high]).filter((value) => value > 0 && value < Infinity);
  const bottom = power(Math.floor(Math.log10(Math.min(...positive, 0.1)) + 1e-9));
  const top = power(Math.ceil(Math.log10(Math.max(...positive, bottom * 10)) - 1e-9));
  const clamp = (value: number): number => Math.min(top, Math.max(bottom, value));
  const rows = drawn.map((point) => ({ x: point.forecast, y: clamp(point.observed), low: clamp(point.low), high: clamp(point.high), size: Math.log10(Math.max(1, point.cells)), none: point.observed === 0 }));
  const decades = Math.round(Math.log10(top / bottom));
  const values = Array.from({ length: decades + 1 }, (_, index) => power(Math.round(Math.log10(bottom)) + index)).filter((_, index) => decades <= 6 || index % 2 === 0);
  const axis = (title: string): unknown => ({ title, values, labelExpr: "format(100 * datum.value, '~r') + ' %'", labelOverlap: true });
  const scale = { type: "log", domain: [bottom, top], nice: false };
  const x = { field: "x", type: "quantitative", scale, axis: axis("forecast probability of a cell") };
  const y = { type: "quantitative", scale, axis: axis("share of cells with an event") };
  const size = { field: "size", type: "quantitative", scale: { domain: [0, 6], range: [20, 160] } };
  return renderChart(id, label, {
    width: 260, height: 230,
    layer: [
      { data: { values: [{ x: bottom, y: bottom }, { x: top, y: top }] }, mark: { type: "line", color: "var(--muted)", strokeDash: [4, 3] }, encoding: { x, y: { ...y, field: "y" } } },
      { data: { values: rows }, mark: { type: "rule", strokeWidth: 6, color: "var(--ink)", opacity: 0.18 }, encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" } } },
      { data: { values: rows.filter(({ none }) => !none) }, mark: { type: "point", filled: true, color: colour, opacity: 1 }, encoding: { x, y: { ...y, field: "y" }, size } },
      { data: { values: rows.filter(({ none }) => none) }, mark: { type: "point", filled: false, shape: "triangle-down", color: colour, opacity: 1, strokeWidth: 1.5 }, encoding: { x, y: { ...y, field: "y" }, size } },
    ],
  });
}

function power(exponent: number): number {
  return Number(`1e${exponent}`);
}
