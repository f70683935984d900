import { renderChart } from "./render-chart.ts";

export interface ReliabilityPoint {
  readonly forecast: number;
  readonly observed: number;
  readonly low: number;
  readonly high: number;
  readonly cells: number;
}

export interface ReliabilityChart {
  readonly id: string;
  readonly label: string;
  readonly colour: string;
  readonly points: readonly ReliabilityPoint[];
  /** Both axes, in powers of ten. */
  readonly domain: readonly [number, number];
}

/** Whole decades that hold the points of several charts, so that these can share their axes. */
export function reliabilityDomain(points: readonly ReliabilityPoint[]): [number, number] {
  const positive = points.filter(({ forecast }) => forecast > 0).flatMap(({ forecast, observed, low, high }) => [forecast, observed, low, high]).filter((value) => value > 0 && value < Infinity);
  const bottom = power(Math.floor(Math.log10(Math.min(...positive, 0.1)) + 1e-9));
  return [bottom, power(Math.ceil(Math.log10(Math.max(...positive, bottom * 10)) - 1e-9))];
}

/** Observed share of cells with an event against forecast probability, both log; bins without any event sit on the lower edge. */
export function reliabilityChart({ id, label, colour, points, domain: [bottom, top] }: ReliabilityChart): Promise<string> {
  const drawn = points.filter(({ forecast }) => forecast > 0);
  const clamp = (value: number): number => Math.min(top, Math.max(bottom, value));
  const rows = drawn.map((point) => ({ x: point.forecast, y: clamp(point.observed), low: clamp(point.low), high: clamp(point.high), size: Math.log10(Math.max(1, point.cells)), none: point.observed === 0 }));
  const decades = Math.round(Math.log10(top / bottom));
  const ticks = (most: number): number[] => Array.from({ length: decades + 1 }, (_, index) => power(Math.round(Math.log10(bottom)) + index)).filter((_, index) => decades <= most || index % 2 === 0);
  const axis = (title: string, values: number[]): unknown => ({ title, values, labelExpr: "format(100 * datum.value, '~r') + ' %'" });
  const scale = { type: "log", domain: [bottom, top], nice: false };
  const x = { field: "x", type: "quantitative", scale, axis: axis("forecast probability of a cell", ticks(3)) };
  const y = { type: "quantitative", scale, axis: axis("share of cells with an event", ticks(6)) };
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
