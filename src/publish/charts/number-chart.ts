import type { EpochMs } from "../../seismicity/time.ts";
import { countTicks } from "./count-axis.ts";
import { CHART_WIDTH, renderChart } from "./render-chart.ts";
import { timeAxis } from "./time-axis.ts";

export interface NumberPanel {
  readonly title: string;
  readonly colour: string;
  readonly windows: readonly {
    readonly end: EpochMs;
    /** NaN without a forecast. */
    readonly expected: number;
    readonly low: number;
    readonly high: number;
    /** Null while not settled. */
    readonly observed: number | null;
    readonly current: boolean;
  }[];
}

/** Expected number with its 95 % interval against the observed, per window, one panel a model on one square-root axis. */
export function numberChart(chart: { readonly id: string; readonly label: string; readonly unit: string; readonly panels: readonly NumberPanel[] }): Promise<string> {
  const { id, label, unit, panels } = chart;
  const values = panels.flatMap(({ windows }) => windows.flatMap(({ high, observed }) => [high, observed ?? 0])).filter(Number.isFinite);
  const top = 1.05 * Math.max(1, ...values);
  const ends = panels.flatMap(({ windows }) => windows.map(({ end }) => end));
  const step = ends.length === 0 ? 1 : (Math.max(...ends) - Math.min(...ends)) / Math.max(1, panels[0]!.windows.length - 1);
  const domain = [Math.min(...ends) - step, Math.max(...ends) + step];
  return renderChart(id, label, {
    spacing: 12,
    vconcat: panels.map((panel, index) => numberPanel(panel, { domain, top, unit, last: index === panels.length - 1 })),
  });
}

function numberPanel(panel: NumberPanel, { domain, top, unit, last }: { domain: number[]; top: number; unit: string; last: boolean }): unknown {
  const { title, colour, windows } = panel;
  const rows = windows.filter(({ expected }) => Number.isFinite(expected));
  const y = { type: "quantitative", scale: { type: "sqrt", domain: [0, top], nice: false }, axis: { values: countTicks(top, 0.13), format: "~r", title: unit } };
  const x = {
    field: "end", type: "temporal", scale: { type: "utc", domain },
    axis: last ? timeAxis(domain[0]!, domain[1]!) : { labels: false, ticks: false, title: null, grid: false },
  };
  const observed = (filter: (window: NumberPanel["windows"][number]) => boolean, size: number): unknown => ({
    data: { values: windows.filter((window) => window.observed !== null && filter(window)) },
    mark: { type: "point", filled: true, opacity: 1, size, color: "var(--ink)", stroke: "var(--paper)", strokeWidth: 1 },
    encoding: { x, y: { ...y, field: "observed" } },
  });
  return {
    width: CHART_WIDTH, height: 130, title: { text: title, color: colour },
    layer: [
      { data: { values: rows }, mark: { type: "rule", color: colour, strokeWidth: 3, opacity: 0.45 }, encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" } } },
      { data: { values: rows }, mark: { type: "tick", color: colour, thickness: 2, size: 7, opacity: 1, orient: "horizontal" }, encoding: { x, y: { ...y, field: "expected" } } },
      {
        data: { values: windows.filter(({ expected }) => !Number.isFinite(expected)).map(({ end }) => ({ end })) },
        mark: { type: "text", text: "×", color: "var(--bad)", fontSize: 14, fontWeight: "bold", dy: -6 }, encoding: { x, y: { ...y, datum: 0 } },
      },
      observed(({ current }) => !current, 26),
      observed(({ current }) => current, 90),
    ],
  };
}
