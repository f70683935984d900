import { CHART_WIDTH, renderChart } from "./render-chart.ts";

export interface FrequencyMagnitudeRow {
  /** Of the bin: its centre, or where magnitudes have finer steps the lowest in it. */
  readonly magnitude: number;
  readonly count: number;
  /** Events of the bin and above. */
  readonly above: number;
}

/** A magnitude with its name, such as a completeness magnitude. */
export interface MagnitudeMark {
  readonly magnitude: number;
  readonly name: string;
}

/** N(≥ m) = count · 10^(−b (m − from)). */
export interface FrequencyMagnitudeLine {
  readonly from: number;
  readonly count: number;
  readonly b: number;
}

export interface FrequencyMagnitudeChart {
  readonly id: string;
  readonly label: string;
  readonly rows: readonly FrequencyMagnitudeRow[];
  readonly binWidth: number;
  readonly marks: readonly MagnitudeMark[];
  readonly line?: FrequencyMagnitudeLine;
}

const DATA_HEIGHT = 260;
const NAME_HEIGHT = 17;
const LOWEST = 0.7;

/** Numbers of events by magnitude on a log axis, in each bin and cumulative, with named magnitudes and a fitted line. */
export function frequencyMagnitudeChart({ id, label, rows, binWidth, marks, line }: FrequencyMagnitudeChart): Promise<string> {
  const first = rows[0]!.magnitude - 2 * binWidth;
  const last = rows.at(-1)!.magnitude + 2 * binWidth;
  const top = 1.6 * rows[0]!.above;
  // Names stand in a staircase above the data: smallest magnitude highest, so that no line runs through a name.
  const named = [...marks].sort((a, b) => a.magnitude - b.magnitude);
  const room = named.length * NAME_HEIGHT;
  const perPixel = Math.log(top / LOWEST) / DATA_HEIGHT;
  const ceiling = top * Math.exp(room * perPixel);
  const steps = named.map((mark, place) => ({ ...mark, height: ceiling * Math.exp(-(place + 0.6) * NAME_HEIGHT * perPixel), bottom: LOWEST, left: mark.magnitude < first + 0.5 * (last - first) }));
  const decades = Array.from({ length: Math.floor(Math.log10(top)) + 1 }, (_, decade) => Number(`1e${decade}`));
  const x = { field: "magnitude", type: "quantitative", scale: { domain: [first, last], nice: false, zero: false }, axis: { title: "magnitude", grid: false, tickCount: 10 } };
  const y = (field: string): object => ({ field, type: "quantitative", scale: { type: "log", domain: [LOWEST, ceiling], nice: false }, axis: { title: "number of events", values: decades, format: "~s" } });
  const words = (left: boolean): unknown => ({
    data: { values: steps.filter((step) => step.left === left) },
    mark: { type: "text", align: left ? "left" : "right", dx: left ? 5 : -5, stroke: "var(--paper)", strokeWidth: 3 }, encoding: { x, y: y("height"), text: { field: "name" } },
  });
  return renderChart(id, label, {
    width: CHART_WIDTH - 20, height: DATA_HEIGHT + room,
    layer: [
      { data: { values: steps }, mark: { type: "rule", color: "var(--muted)", strokeWidth: 1 }, encoding: { x, y: y("height"), y2: { field: "bottom" } } },
      { data: { values: rows.filter(({ count }) => count > 0) }, mark: { type: "point", filled: false, shape: "square", size: 26, opacity: 1, color: "var(--muted)", strokeWidth: 1.2 }, encoding: { x, y: y("count") } },
      { data: { values: rows.filter(({ above }) => above > 0) }, mark: { type: "point", filled: true, size: 26, opacity: 1, color: "var(--ink)" }, encoding: { x, y: y("above") } },
      ...(line === undefined ? [] : [{ data: { values: ends(line, last) }, mark: { type: "line", color: "var(--link)", strokeWidth: 2, clip: true }, encoding: { x, y: y("number") } }]),
      words(true), words(false),
    ],
  });
}

/** The line from its start to where it reaches one event, or the last magnitude. */
function ends({ from, count, b }: FrequencyMagnitudeLine, last: number): { magnitude: number; number: number }[] {
  const until = Math.min(last, from + Math.log10(count / LOWEST) / b);
  return [from, until].map((magnitude) => ({ magnitude, number: count * Math.exp(-b * Math.LN10 * (magnitude - from)) }));
}
