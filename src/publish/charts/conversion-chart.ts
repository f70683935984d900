import { densityMarks, pixelDensity } from "./pixel-density.ts";
import { renderChart } from "./render-chart.ts";

export interface ConversionChart {
  readonly id: string;
  readonly label: string;
  readonly type: string;
  readonly native: Float64Array;
  readonly mw: Float64Array;
  /** Absent where no line was fitted. */
  readonly line?: { readonly slope: number; readonly intercept: number; readonly min: number; readonly max: number };
}

/** Fits a narrow phone. */
const SIDE = 250;
/** Cells are as wide as magnitudes are mostly rounded to, so that no row or column of them stays empty by chance. */
const STEP = 0.1;

/** Mw of the anchor against the native magnitude of the same earthquakes, with the fitted line and that of equality. */
export function conversionChart({ id, label, type, native, mw, line }: ConversionChart): Promise<string> {
  const [low, high] = [Math.floor(2 * Math.min(...least(native), ...least(mw))) / 2, Math.ceil(2 * Math.max(...most(native), ...most(mw)) + 0.01) / 2];
  const cells = Math.round((high - low) / STEP);
  const cell = SIDE / cells;
  const column = (value: number): number => Math.min(cells - 1, Math.round((value - low) / STEP));
  const layers = pixelDensity(native.map((value) => (column(value) + 0.5) * cell), mw.map((value) => (cells - 1 - column(value) + 0.5) * cell), { width: SIDE, height: SIDE, columnPixels: cell, rowPixels: cell });
  const scale = { domain: [low - STEP / 2, high - STEP / 2], nice: false, zero: false };
  const x = { field: "x", type: "quantitative", scale, axis: { title: `${type} of the catalog`, tickCount: 5 } };
  const y = { field: "y", type: "quantitative", scale, axis: { title: "Mw of the anchor", tickCount: 5 } };
  return renderChart(id, label, {
    width: SIDE, height: SIDE,
    layer: [
      ...densityMarks(layers, "var(--ink)"),
      { data: { values: [low - STEP / 2, high - STEP / 2].map((value) => ({ x: value, y: value })) }, mark: { type: "line", color: "var(--muted)", strokeWidth: 1.25, strokeDash: [4, 3] }, encoding: { x, y } },
      ...(line === undefined ? [] : [{ data: { values: [line.min, line.max].map((value) => ({ x: value, y: line.intercept + line.slope * value })) }, mark: { type: "line", color: "var(--link)", strokeWidth: 2.5, clip: true }, encoding: { x, y } }]),
    ],
  });
}

function least(values: Float64Array): [number] {
  return [values.reduce((a, b) => Math.min(a, b))];
}

function most(values: Float64Array): [number] {
  return [values.reduce((a, b) => Math.max(a, b))];
}
