import { CHART_WIDTH, renderChart } from "./render-chart.ts";

export interface BStabilityChart {
  readonly id: string;
  readonly label: string;
  /** Ascending. `low` and `high` are the ends of the interval of b. */
  readonly rows: readonly { readonly magnitude: number; readonly b: number; readonly low: number; readonly high: number }[];
  /** The completeness magnitude in use. */
  readonly chosen: number;
}

/** b above each magnitude, with its interval. */
export function bStabilityChart({ id, label, rows, chosen }: BStabilityChart): Promise<string> {
  const step = rows.length > 1 ? rows[1]!.magnitude - rows[0]!.magnitude : 0.1;
  const values = rows.map(({ b }) => b);
  const domain = [Math.max(0, Math.min(...values) - 0.15), Math.max(...values) + 0.25];
  const across: [number, number] = [Math.min(chosen, rows[0]!.magnitude) - step, Math.max(chosen, rows.at(-1)!.magnitude) + step];
  const x = { field: "magnitude", type: "quantitative", scale: { domain: across, nice: false, zero: false }, axis: { title: "lowest magnitude used", grid: false, tickCount: 10 } };
  const y = (field: string): object => ({ field, type: "quantitative", scale: { domain, nice: false, zero: false, clamp: true }, axis: { title: "b", tickCount: 6 } });
  const align = chosen < across[0] + 0.5 * (across[1] - across[0]) ? "left" : "right";
  return renderChart(id, label, {
    width: CHART_WIDTH - 20, height: 240,
    layer: [
      { data: { values: rows }, mark: { type: "area", color: "var(--link)", opacity: 0.22, clip: true }, encoding: { x, y: y("low"), y2: { field: "high" } } },
      { data: { values: rows }, mark: { type: "line", color: "var(--link)", strokeWidth: 2, point: { size: 22, filled: true, color: "var(--link)" } }, encoding: { x, y: y("b") } },
      { data: { values: [{ magnitude: chosen }] }, mark: { type: "rule", color: "var(--ink)", strokeDash: [4, 3] }, encoding: { x } },
      { data: { values: [{ magnitude: chosen }] }, mark: { type: "text", text: `in use: ${Number(chosen.toFixed(3))}`, align, dx: align === "left" ? 5 : -5, baseline: "top", stroke: "var(--paper)", strokeWidth: 3 }, encoding: { x, y: { value: 2 } } },
    ],
  });
}
