import { renderChart } from "./render-chart.ts";

export interface StripDot {
  /** Position on the band, in [0, 1]. */
  readonly quantile: number;
  /** Place in time within the strip, 0 (oldest) to 1. */
  readonly order: number;
  readonly rejected: boolean;
  readonly current: boolean;
}

export interface Strip {
  readonly test: string;
  readonly dots: readonly StripDot[];
  /** Written at the strip's right end. */
  readonly note: string;
}

export interface ConsistencyStripsChart {
  readonly id: string;
  readonly label: string;
  readonly colour: string;
  readonly strips: readonly Strip[];
}

const STRIP_HEIGHT = 40;
const WIDTH = 240;

/** One model's strips, a test each: dots on a 0–1 band, oldest window above, rejected ones ringed, this week's in black. */
export function consistencyStripsChart({ id, label, colour, strips }: ConsistencyStripsChart): Promise<string> {
  const height = STRIP_HEIGHT * strips.length;
  const rows = strips.flatMap(({ dots }, strip) => dots.map((dot) => ({ x: dot.quantile, y: place(strip, dot.order), rejected: dot.rejected, current: dot.current })));
  const y = { field: "y", type: "quantitative", scale: { domain: [0, strips.length], reverse: true, nice: false }, axis: null };
  const x = { field: "x", type: "quantitative", scale: { domain: [0, 1], nice: false }, axis: { title: "quantile", values: [0, 0.25, 0.5, 0.75, 1], format: ".2~f", grid: true } };
  const bands = strips.map(({ test, note }, strip) => ({ test, note, low: place(strip, 0) - 0.1, high: place(strip, 1) + 0.1, middle: strip + 0.5 }));
  const text = (field: string, value: number, align: string, dx: number): unknown => ({
    data: { values: bands }, mark: { type: "text", align, dx }, encoding: { x: { datum: value, type: "quantitative" }, y: { ...y, field: "middle" }, text: { field } },
  });
  const circle = (mark: object, filter: string): unknown => ({ data: { values: rows }, transform: [{ filter }], mark: { type: "point", ...mark }, encoding: { x, y } });
  return renderChart(id, label, {
    width: WIDTH, height,
    layer: [
      { data: { values: bands }, mark: { type: "rect", color: "var(--band)" }, encoding: { x: { datum: 0, type: "quantitative" }, x2: { datum: 1 }, y: { ...y, field: "low" }, y2: { field: "high" } } },
      circle({ filled: true, size: 22, color: colour, opacity: 0.55 }, "!datum.current"),
      circle({ filled: true, size: 60, color: "var(--ink)", stroke: "var(--paper)", strokeWidth: 1, opacity: 1 }, "datum.current"),
      circle({ filled: false, size: 110, color: "var(--bad)", strokeWidth: 1.6, opacity: 1 }, "datum.rejected"),
      text("test", 0, "right", -12),
      text("note", 1, "left", 12),
    ],
  });
}

function place(strip: number, order: number): number {
  return strip + 0.22 + 0.56 * order;
}
