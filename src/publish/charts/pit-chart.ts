import { renderChart } from "./render-chart.ts";

export interface PitChart {
  readonly id: string;
  readonly label: string;
  readonly colour: string;
  readonly heights: readonly number[];
  /** One value a bar. */
  readonly bandLow: readonly number[];
  readonly bandHigh: readonly number[];
}

/** PIT histogram with the band that holds all bars of a calibrated forecast; heights are 1 each if it is calibrated. */
export function pitChart({ id, label, colour, heights, bandLow, bandHigh }: PitChart): Promise<string> {
  const bins = heights.length;
  const rows = heights.map((height, bin) => ({ from: bin / bins, to: (bin + 1) / bins, height, low: bandLow[bin], high: bandHigh[bin] }));
  const x = { field: "from", type: "quantitative", scale: { domain: [0, 1], nice: false }, axis: { title: "PIT of the window's count", grid: false, values: [0, 0.25, 0.5, 0.75, 1], format: ".2~f" } };
  const top = 1.1 * Math.max(...bandHigh, ...heights);
  const y = { type: "quantitative", scale: { domain: [0, top], nice: false } };
  return renderChart(id, label, {
    width: 260, height: 170,
    layer: [
      { data: { values: rows }, mark: { type: "rect", color: colour, opacity: 0.75, stroke: "var(--paper)", strokeWidth: 1 }, encoding: { x, x2: { field: "to" }, y: { ...y, field: "height", title: "height (1 if calibrated)" }, y2: { datum: 0 } } },
      { data: { values: rows }, mark: { type: "rect", color: "var(--ink)", opacity: 0.12 }, encoding: { x, x2: { field: "to" }, y: { ...y, field: "low" }, y2: { field: "high" } } },
      { data: { values: [{ height: 1 }] }, mark: { type: "rule", color: "var(--ink)", strokeDash: [4, 3] }, encoding: { y: { ...y, field: "height" } } },
    ],
  });
}
