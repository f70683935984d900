import type { EpochMs } from "../../seismicity/time.ts";
import { originTimeAxis } from "./origin-time-axis.ts";
import { CHART_WIDTH, renderChart } from "./render-chart.ts";

export interface CompletenessPanel {
  readonly title: string;
  /** `low` and `high` are null without an uncertainty. */
  readonly windows: readonly { readonly start: EpochMs; readonly end: EpochMs; readonly magnitude: number; readonly low: number | null; readonly high: number | null }[];
}

export interface CompletenessTimeChart {
  readonly id: string;
  readonly label: string;
  readonly panels: readonly CompletenessPanel[];
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Completeness magnitude by window, one panel a method on one axis. */
export function completenessTimeChart({ id, label, panels, from, to }: CompletenessTimeChart): Promise<string> {
  const values = panels.flatMap(({ windows }) => windows.flatMap(({ magnitude, low, high }) => [magnitude, low ?? magnitude, high ?? magnitude]));
  const domain = [Math.min(...values) - 0.1, Math.max(...values) + 0.1];
  return renderChart(id, label, {
    spacing: 14,
    vconcat: panels.map(({ title, windows }, place) => {
      const x = { field: "start", type: "temporal", scale: { type: "utc", domain: [from, to] }, axis: place === panels.length - 1 ? originTimeAxis(from, to) : { labels: false, ticks: false, title: null, grid: false } };
      const y = (field: string): object => ({ field, type: "quantitative", scale: { domain, nice: false, zero: false }, axis: { title: "Mc", tickCount: 4 } });
      const rows = windows.map((window) => ({ ...window }));
      return {
        width: CHART_WIDTH - 20, height: 84,
        title: { text: windows.length === 0 ? `${title}: no estimate in any window` : title, fontWeight: "normal", fontSize: 12 },
        layer: [
          { data: { values: rows.filter(({ low }) => low !== null) }, mark: { type: "rect", color: "var(--link)", opacity: 0.22 }, encoding: { x, x2: { field: "end", type: "temporal" }, y: y("low"), y2: { field: "high" } } },
          { data: { values: rows }, mark: { type: "rule", color: "var(--link)", strokeWidth: 2.5 }, encoding: { x, x2: { field: "end", type: "temporal" }, y: y("magnitude") } },
        ],
      };
    }),
  });
}
