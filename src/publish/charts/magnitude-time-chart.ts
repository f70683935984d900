import type { EpochMs } from "../../seismicity/time.ts";
import { originTimeAxis } from "./origin-time-axis.ts";
import { densityMarks, pixelDensity } from "./pixel-density.ts";
import { CHART_WIDTH, renderChart } from "./render-chart.ts";

export interface MagnitudeTimeChart {
  readonly id: string;
  readonly label: string;
  readonly times: Float64Array;
  readonly magnitudes: Float64Array;
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Drawn as dots on top. */
  readonly largest: readonly { readonly time: EpochMs; readonly magnitude: number }[];
  /** Spans shaded as suspected gaps. */
  readonly gaps: readonly { readonly from: EpochMs; readonly to: EpochMs }[];
}

const HEIGHT = 230;
const ROW = 0.1;
const COLUMN_PIXELS = 2;

/** Magnitude against time: every event in a cell of 0.1 magnitudes, stronger for more events, the largest as dots. */
export function magnitudeTimeChart({ id, label, times, magnitudes, from, to, largest, gaps }: MagnitudeTimeChart): Promise<string> {
  const [smallest, greatest] = magnitudes.reduce(([low, high], magnitude) => [Math.min(low, magnitude), Math.max(high, magnitude)] as [number, number], [Infinity, -Infinity] as [number, number]);
  const low = Math.floor(2 * smallest - 0.2) / 2;
  const high = Math.ceil(2 * greatest + 0.4) / 2;
  const rowPixels = (HEIGHT * ROW) / (high - low);
  const layers = pixelDensity(
    times.map((time) => ((time - from) / (to - from)) * CHART_WIDTH),
    magnitudes.map((magnitude) => (Math.round(high / ROW) - Math.floor(magnitude / ROW + 1e-6) - 0.5) * rowPixels),
    { width: CHART_WIDTH, height: HEIGHT, columnPixels: COLUMN_PIXELS, rowPixels },
  );
  const x = { field: "time", type: "temporal", scale: { type: "utc", domain: [from, to] }, axis: originTimeAxis(from, to) };
  const y = { field: "magnitude", type: "quantitative", scale: { domain: [low, high], nice: false, zero: false }, axis: { title: "magnitude", tickCount: 6 } };
  return renderChart(id, label, {
    width: CHART_WIDTH, height: HEIGHT,
    layer: [
      { data: { values: gaps.map((gap) => ({ time: gap.from, until: gap.to })) }, mark: { type: "rect", color: "var(--wait)", opacity: 0.25, stroke: "var(--wait)", strokeWidth: 1 }, encoding: { x, x2: { field: "until", type: "temporal" } } },
      ...densityMarks(layers, "var(--ink)"),
      { data: { values: largest.map(({ time, magnitude }) => ({ time, magnitude })) }, mark: { type: "point", filled: true, size: 40, opacity: 1, color: "var(--ink)", stroke: "var(--paper)", strokeWidth: 1 }, encoding: { x, y } },
    ],
  });
}
