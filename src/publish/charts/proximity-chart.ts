import { densityMarks, pixelDensity } from "./pixel-density.ts";
import { renderChart } from "./render-chart.ts";

export interface ProximityChart {
  readonly id: string;
  readonly label: string;
  /** log10 of rescaled time and distance, one value an event; infinite ones are left out. */
  readonly log10T: Float64Array;
  readonly log10R: Float64Array;
  readonly domainT: readonly [number, number];
  readonly domainR: readonly [number, number];
  /** log10 of T · R. */
  readonly log10Threshold: number;
}

const [WIDTH, HEIGHT] = [440, 380];
const CELL = 3;

/** Rescaled distance against rescaled time of every event and its nearest neighbour, stronger for more events, with the line between clustered and background events. */
export function proximityChart({ id, label, log10T, log10R, domainT, domainR, log10Threshold }: ProximityChart): Promise<string> {
  const layers = pixelDensity(
    log10T.map((value) => ((value - domainT[0]) / (domainT[1] - domainT[0])) * WIDTH),
    log10R.map((value) => ((domainR[1] - value) / (domainR[1] - domainR[0])) * HEIGHT),
    { width: WIDTH, height: HEIGHT, columnPixels: CELL, rowPixels: CELL },
  );
  const x = { field: "t", type: "quantitative", scale: { domain: domainT, nice: false, zero: false }, axis: { title: "log10 of rescaled time T", tickCount: 7 } };
  const y = { field: "r", type: "quantitative", scale: { domain: domainR, nice: false, zero: false }, axis: { title: "log10 of rescaled distance R", tickCount: 7 } };
  const line = domainT.map((t) => ({ t, r: log10Threshold - t }));
  const word = (text: string, place: object, align: string, baseline: string): unknown => ({ data: { values: [{}] }, mark: { type: "text", text, align, baseline, fontWeight: "bold", color: "var(--link)", stroke: "var(--paper)", strokeWidth: 4 }, encoding: place });
  return renderChart(id, label, {
    width: WIDTH, height: HEIGHT,
    layer: [
      ...densityMarks(layers, "var(--ink)"),
      { data: { values: line }, mark: { type: "line", color: "var(--link)", strokeWidth: 2.5, clip: true }, encoding: { x, y } },
      word("clustered", { x: { value: 8 }, y: { value: HEIGHT - 8 } }, "left", "bottom"),
      word("background", { x: { value: WIDTH - 8 }, y: { value: 8 } }, "right", "top"),
    ],
  });
}
