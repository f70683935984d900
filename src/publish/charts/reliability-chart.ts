import { renderChart } from "./render-chart.ts";

/** One level of the curve: cells with probabilities in [lower, upper], of which a share had an event. */
export interface ReliabilityLevel {
  readonly lower: number;
  readonly upper: number;
  readonly meanProbability: number;
  readonly frequency: number;
  readonly n: number;
}

export interface ReliabilityBand {
  readonly probabilities: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

export interface ReliabilityChart {
  readonly id: string;
  readonly label: string;
  readonly colour: string;
  /** Ascending. */
  readonly levels: readonly ReliabilityLevel[];
  readonly band: ReliabilityBand;
  /** Both axes, in powers of ten. */
  readonly domain: readonly [number, number];
}

/** More than a picture of this size can show. */
const MOST_DECADES = 6;

/** Whole decades that hold the curves and bands of several charts, so that these can share their axes; at most six, the largest ones. */
export function reliabilityDomain(charts: readonly Pick<ReliabilityChart, "levels" | "band">[]): [number, number] {
  const values = charts.flatMap(({ levels, band }) => [...levels.flatMap(({ upper, frequency }) => [upper, frequency]), ...band.probabilities, ...band.high]).filter((value) => value > 0 && value < Infinity);
  const top = Math.min(0, Math.ceil(Math.log10(Math.max(...values, 1e-6)) - 1e-9));
  const bottom = Math.floor(Math.log10(Math.min(...values, power(top - 1))) + 1e-9);
  return [power(Math.max(bottom, top - MOST_DECADES)), power(top)];
}

/** Observed share of cells with an event as a function of forecast probability, both log; what lies below the frame sits on its lower edge. */
export function reliabilityChart({ id, label, colour, levels, band, domain: [bottom, top] }: ReliabilityChart): Promise<string> {
  const clamp = (value: number): number => Math.min(top, Math.max(bottom, value));
  const drawn = levels.filter(({ upper }) => upper >= bottom);
  const curve = drawn.flatMap(({ lower, upper, frequency }) => [{ x: clamp(lower), y: clamp(frequency) }, { x: clamp(upper), y: clamp(frequency) }]).map((point, order) => ({ ...point, order }));
  const dots = drawn.filter(({ meanProbability }) => meanProbability >= bottom).map(({ meanProbability, frequency, n }) => ({ x: clamp(meanProbability), y: clamp(frequency), size: Math.log10(Math.max(1, n)), none: frequency === 0 }));
  const edges = band.probabilities.map((x, place) => ({ x, low: clamp(band.low[place]!), high: clamp(band.high[place]!) })).filter(({ x }) => x >= bottom);
  const decades = Math.round(Math.log10(top / bottom));
  const ticks = (most: number): number[] => Array.from({ length: decades + 1 }, (_, index) => power(Math.round(Math.log10(bottom)) + index)).filter((_, index) => decades <= most || (decades - index) % 2 === 0);
  const axis = (title: string, values: number[]): unknown => ({ title, values, labelExpr: "format(100 * datum.value, '~r') + ' %'" });
  const scale = { type: "log", domain: [bottom, top], nice: false };
  const x = { field: "x", type: "quantitative", scale, axis: axis("forecast probability of a cell", ticks(3)) };
  const y = { type: "quantitative", scale, axis: axis("share of cells with an event", ticks(6)) };
  const size = { field: "size", type: "quantitative", scale: { domain: [0, 6], range: [12, 110] } };
  return renderChart(id, label, {
    width: 236, height: 210,
    layer: [
      { data: { values: edges }, mark: { type: "area", color: "var(--ink)", opacity: 0.16 }, encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" } } },
      { data: { values: [{ x: bottom, y: bottom }, { x: top, y: top }] }, mark: { type: "line", color: "var(--muted)", strokeDash: [4, 3] }, encoding: { x, y: { ...y, field: "y" } } },
      { data: { values: curve }, mark: { type: "line", color: colour, strokeWidth: 2 }, encoding: { x, y: { ...y, field: "y" }, order: { field: "order" } } },
      { data: { values: dots.filter(({ none }) => !none) }, mark: { type: "point", filled: true, color: colour, opacity: 1 }, encoding: { x, y: { ...y, field: "y" }, size } },
      { data: { values: dots.filter(({ none }) => none) }, mark: { type: "point", filled: false, shape: "triangle-down", color: colour, opacity: 1, strokeWidth: 1.5 }, encoding: { x, y: { ...y, field: "y" }, size } },
    ],
  });
}

function power(exponent: number): number {
  return Number(`1e${exponent}`);
}
