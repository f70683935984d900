import { CHART_WIDTH, renderChart } from "./render-chart.ts";

export interface ResidualChart {
  readonly id: string;
  readonly label: string;
  /** Ascending, from 0 to `total`. */
  readonly transformedTimes: Float64Array;
  readonly total: number;
  /** Half the width of the 95 % band of the difference, in events. */
  readonly halfBand: number;
}

const MOST_POINTS = 600;

/** Observed minus expected number of events against the expected number, with the band that a Poisson process of unit rate keeps to. */
export function residualChart({ id, label, transformedTimes, total, halfBand }: ResidualChart): Promise<string> {
  const count = transformedTimes.length;
  const step = Math.max(1, Math.floor(count / MOST_POINTS));
  // The straight line from no event to as many as there are is taken off, as the test takes their number as given.
  const excess = (place: number, number: number): number => number - (count * place) / total;
  const points = [{ expected: 0, excess: 0 }, ...Array.from(transformedTimes, (time, k) => ({ expected: time, excess: excess(time, k + 1) })).filter((_, k) => k % step === 0 || k === count - 1), { expected: total, excess: 0 }];
  const farthest = 1.15 * Math.max(halfBand, ...points.map((point) => Math.abs(point.excess)));
  const x = { field: "expected", type: "quantitative", scale: { domain: [0, total], nice: false }, axis: { title: "expected number of events (transformed time)", grid: false, tickCount: 6 } };
  const y = (field: string): object => ({ field, type: "quantitative", scale: { domain: [-farthest, farthest], nice: false }, axis: { title: "observed minus expected", tickCount: 6 } });
  const band = [0, total].map((expected) => ({ expected, low: -halfBand, high: halfBand, zero: 0 }));
  return renderChart(id, label, {
    width: CHART_WIDTH - 40, height: 220,
    layer: [
      { data: { values: band }, mark: { type: "area", color: "var(--muted)", opacity: 0.2 }, encoding: { x, y: y("low"), y2: { field: "high" } } },
      { data: { values: band }, mark: { type: "line", color: "var(--muted)", strokeWidth: 1, strokeDash: [2, 3] }, encoding: { x, y: y("zero") } },
      { data: { values: points }, mark: { type: "line", color: "var(--link)", strokeWidth: 1.5, interpolate: "step-after" }, encoding: { x, y: y("excess") } },
    ],
  });
}
