import { renderChart } from "./render-chart.ts";
import { wrapText } from "./wrap-text.ts";

export interface IntervalRow {
  readonly label: string;
  readonly colour: string;
  readonly low: number;
  readonly high: number;
  /** Drawn as a dot; null for an interval without a centre. */
  readonly centre: number | null;
  /** Written after the label. */
  readonly note: string;
}

export interface IntervalChart {
  readonly id: string;
  readonly label: string;
  readonly unit: string;
  readonly rows: readonly IntervalRow[];
  /** Named vertical line, such as zero gain. */
  readonly line?: { readonly value: number; readonly name: string };
  /** Ticks at whole numbers only, as for ranks. */
  readonly whole?: boolean;
  readonly domain?: readonly [number, number];
}

/** Fits a narrow phone. */
const PLOT_WIDTH = 300;
const LABEL_CHARACTERS = 44;
const LINE_HEIGHT = 15;

/** Intervals as thick bars, one a row, its words above it. Infinite ends run to the frame; an interval that is not defined is not drawn. */
export function intervalChart({ id, label, unit, rows, line, whole = false, domain }: IntervalChart): Promise<string> {
  const [low, high] = domain ?? spanOf(rows, line?.value);
  const clamp = (value: number): number => Math.min(high, Math.max(low, value));
  const values = rows.map((row, index) => ({ ...row, place: index, drawn: !Number.isNaN(row.low) && !Number.isNaN(row.high), words: wrapText(`${row.label}: ${row.note}`, LABEL_CHARACTERS), low: clamp(row.low), high: clamp(row.high), edge: edgeOf(row, low, high), arrow: row.centre === Infinity ? "▸" : "◂" }));
  const y = { field: "place", type: "ordinal", axis: null };
  const axis = whole ? { values: Array.from({ length: Math.floor(high) }, (_, index) => index + 1), format: "d" } : { tickCount: 6 };
  const x = { type: "quantitative", scale: { domain: [low, high], nice: false, zero: false }, axis: { ...axis, title: unit } };
  const colour = { field: "colour", type: "nominal", scale: null };
  const lines = Math.max(1, ...values.map(({ words }) => words.length));
  const marks: unknown[] = [
    ...(line === undefined ? [] : namedLine(line, low, high)),
    { transform: [{ filter: "datum.drawn" }], mark: { type: "rule", strokeWidth: 8, opacity: 0.45, strokeCap: "butt" }, encoding: { y, x: { ...x, field: "low" }, x2: { field: "high" }, color: colour } },
    { transform: [{ filter: "datum.centre !== null && isFinite(datum.centre)" }], mark: { type: "point", filled: true, size: 70, opacity: 1 }, encoding: { y, x: { ...x, field: "centre" }, color: colour } },
    { transform: [{ filter: "datum.edge !== null" }], mark: { type: "text", fontSize: 16 }, encoding: { y, x: { ...x, field: "edge" }, color: colour, text: { field: "arrow" } } },
    ...Array.from({ length: lines }, (_, line) => ({
      transform: [{ filter: `datum.words.length > ${line}` }, { calculate: `datum.words[datum.words.length - ${line + 1}]`, as: "text" }],
      mark: { type: "text", align: "left", dy: -14 - LINE_HEIGHT * line, stroke: "var(--paper)", strokeWidth: 4 }, encoding: { y, x: { datum: low, type: "quantitative" }, text: { field: "text" } },
    })),
  ];
  return renderChart(id, label, {
    width: PLOT_WIDTH, height: { step: 42 + 26 * (lines - 1) }, data: { values }, layer: marks,
  });
}

/** The line over the whole height, its name above, written towards the wider side. */
function namedLine({ value, name }: { readonly value: number; readonly name: string }, low: number, high: number): unknown[] {
  const align = value < low + 0.55 * (high - low) ? "left" : "right";
  const x = { datum: value, type: "quantitative" };
  return [
    { data: { values: [{}] }, mark: { type: "rule", color: "var(--ink)" }, encoding: { x } },
    { data: { values: [{}] }, mark: { type: "text", text: name, align, baseline: "bottom", dy: -9 }, encoding: { x, y: { value: 0 } } },
  ];
}

/** The end of the frame beyond which an infinite centre lies. */
function edgeOf({ centre }: IntervalRow, low: number, high: number): number | null {
  return centre === -Infinity ? low : centre === Infinity ? high : null;
}

function spanOf(rows: readonly IntervalRow[], line = 0): [number, number] {
  const values = [line, ...rows.flatMap(({ low, high, centre }) => [low, high, centre ?? Number.NaN])].filter(Number.isFinite);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const room = 0.06 * (high - low || 1);
  return [low - room, high + room];
}
