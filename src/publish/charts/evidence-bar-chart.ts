import { CHART_WIDTH, renderChart } from "./render-chart.ts";

export interface EvidenceBarChart {
  readonly id: string;
  readonly label: string;
  readonly rows: readonly {
    readonly label: string;
    readonly colour: string;
    /** Insured gain so far, nats. */
    readonly gain: number;
    /** The gain at which the bar can be reached at the soonest, nats. */
    readonly needed: number;
  }[];
}

/** How much insured gain there is, and how much is needed, a bar a reference. */
export function evidenceBarChart({ id, label, rows }: EvidenceBarChart): Promise<string> {
  const high = Math.max(1, ...rows.map(({ needed }) => needed), ...rows.map(({ gain }) => gain).filter(Number.isFinite)) * 1.05;
  const low = Math.min(0, ...rows.map(({ gain }) => gain).filter(Number.isFinite));
  const scale = { domain: [Math.max(low, -high), high], nice: false };
  const inFrame = (value: number): number => Math.min(high, Math.max(Math.max(low, -high), value));
  const data = { values: rows.map((row) => ({ ...row, gain: inFrame(row.gain), zero: 0 })) };
  const y = { field: "label", type: "nominal", sort: null, axis: { title: null, labelLimit: 240 } };
  const x = (field: string): object => ({ field, type: "quantitative", scale, axis: { title: "insured gain (nats)", tickCount: 6 } });
  return renderChart(id, label, {
    width: CHART_WIDTH - 260, height: { step: 34 },
    layer: [
      { data, mark: { type: "bar", size: 20, color: "var(--rule)" }, encoding: { y, x: x("zero"), x2: { field: "needed" } } },
      { data, mark: { type: "bar", size: 10 }, encoding: { y, x: x("zero"), x2: { field: "gain" }, color: { field: "colour", type: "nominal", scale: null } } },
      { data, mark: { type: "tick", size: 26, thickness: 2, color: "var(--ink)" }, encoding: { y, x: x("needed") } },
    ],
  });
}
