import type { EpochMs } from "../../seismicity/time.ts";
import { spreadLabels } from "./label-spreading.ts";
import { CHART_WIDTH, renderChart } from "./render-chart.ts";
import { timeAxis } from "./time-axis.ts";
import { wrapText } from "./wrap-text.ts";

export interface GainLine {
  readonly label: string;
  readonly colour: string;
  readonly points: readonly { readonly end: EpochMs; readonly cumulativeNats: number; readonly lowerNats: number | null }[];
}

export interface GainPanel {
  /** Title of the reference, whose own gain is the zero line. */
  readonly reference: string;
  readonly lines: readonly GainLine[];
}

export interface CumulativeGainChart {
  readonly id: string;
  readonly label: string;
  readonly panels: readonly GainPanel[];
  readonly events: readonly { readonly time: EpochMs; readonly magnitude: number }[];
  readonly from: EpochMs;
  readonly to: EpochMs;
}

const PANEL_HEIGHT = 170;
/** A label beside a line's end: characters a line, and its height in pixels. */
const LABEL_CHARACTERS = 26;
const LINE_HEIGHT = 15;

/** Cumulative gain in nats by reference, lower limits as thin lines, events as ticks below. */
export function cumulativeGainChart({ id, label, panels, events, from, to }: CumulativeGainChart): Promise<string> {
  const x = (axis: unknown): unknown => ({ field: "time", type: "temporal", scale: { type: "utc", domain: [from, to] }, axis });
  const quiet = { labels: false, ticks: false, title: null, grid: false, domain: false };
  return renderChart(id, label, {
    spacing: 14,
    vconcat: [
      ...panels.map((panel) => gainPanel(panel, x(quiet), from, to)),
      {
        width: CHART_WIDTH, height: 22,
        data: { values: events.map(({ time, magnitude }) => ({ time, magnitude })) },
        mark: { type: "tick", color: "var(--ink)", thickness: 1, size: 18, orient: "vertical" },
        encoding: { x: x(timeAxis(from, to)), y: { value: 11 } },
        title: { text: events.length > 0 ? "Target earthquakes" : "Target earthquakes: none so far", fontWeight: "normal", fontSize: 12 },
      },
    ],
  });
}

function gainPanel({ reference, lines }: GainPanel, x: unknown, from: EpochMs, to: EpochMs): unknown {
  const extent = [0, ...lines.flatMap(({ points }) => points.map(({ cumulativeNats }) => cumulativeNats).filter(Number.isFinite))];
  const low = Math.min(...extent);
  const high = Math.max(...extent, low + 1);
  // The limits may lie far outside the lines; the panel follows the lines and lets the limits leave it.
  const domain: [number, number] = [low - 0.35 * (high - low), high + 0.05 * (high - low)];
  const rows = lines.flatMap(({ label, colour, points }) =>
    [{ end: from, cumulativeNats: 0, lowerNats: null }, ...upToInfinity(points)].map(({ end, cumulativeNats, lowerNats }) => ({ model: label, colour, time: end, gain: inPanel(cumulativeNats, domain), lower: finite(lowerNats) })),
  );
  const colour = { field: "colour", type: "nominal", scale: null };
  const y = (field: string): unknown => ({ field, type: "quantitative", scale: { domain, nice: false, zero: false }, title: "gain (nats)", axis: { tickCount: 5 } });
  const pixel = (domain[1] - domain[0]) / PANEL_HEIGHT;
  const labels = [
    ...lines.map((line) => ({ colour: line.colour, text: wrapText(line.label + infinityOf(line), LABEL_CHARACTERS), value: inPanel(upToInfinity(line.points).at(-1)?.cumulativeNats ?? 0, domain) ?? 0 })),
    { colour: "var(--muted)", text: ["0: the reference"], value: 0 },
  ];
  const middles = spreadLabels(labels.map(({ value, text }) => ({ value, size: (text.length * LINE_HEIGHT + 2) * pixel })), domain);
  const labelLines = labels.flatMap(({ colour: of, text }, index) => text.map((words, line) => ({ time: to, colour: of, text: words, place: middles[index]! + ((text.length - 1) / 2 - line) * LINE_HEIGHT * pixel })));
  return {
    width: CHART_WIDTH, height: PANEL_HEIGHT,
    title: { text: `Gain against ${reference}` },
    layer: [
      { data: { values: [{ time: from }] }, mark: { type: "rule", color: "var(--ink)", strokeWidth: 1 }, encoding: { y: { datum: 0 } } },
      { data: { values: rows }, mark: { type: "line", strokeWidth: 1, strokeDash: [3, 2], clip: true }, encoding: { x, y: y("lower"), color: colour } },
      { data: { values: rows }, mark: { type: "line", strokeWidth: 2.5 }, encoding: { x, y: y("gain"), color: colour } },
      { data: { values: labelLines }, mark: { type: "text", align: "left", dx: 6 }, encoding: { x, y: y("place"), text: { field: "text" }, color: colour } },
    ],
  };
}

/** The points up to and with the first infinite gain: from there on the line stays there. */
function upToInfinity(points: GainLine["points"]): GainLine["points"] {
  const first = points.findIndex(({ cumulativeNats }) => !Number.isFinite(cumulativeNats));
  return first < 0 ? points : points.slice(0, first + 1);
}

function infinityOf({ points }: GainLine): string {
  const last = upToInfinity(points).at(-1)?.cumulativeNats ?? 0;
  return Number.isFinite(last) ? "" : last < 0 ? ": −∞" : last > 0 ? ": +∞" : ": not defined";
}

/** An infinite gain runs to the panel's edge. */
function inPanel(value: number, [low, high]: readonly [number, number]): number | null {
  return Number.isNaN(value) ? null : Math.min(high, Math.max(low, value));
}

function finite(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
