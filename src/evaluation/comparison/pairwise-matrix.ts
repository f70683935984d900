import { sum } from "../../numerics/sums.ts";
import { dieboldMariano, type DieboldMarianoOptions } from "./diebold-mariano.ts";
import type { WindowGain } from "./window-gain.ts";

/** One forecaster's scores by window. */
export interface ScoredForecaster {
  readonly id: string;
  /** By the number of the window in its series. */
  readonly windows: ReadonlyMap<number, ScoredWindow>;
}

export interface ScoredWindow {
  /** Joint log-likelihood, nats. */
  readonly logScore: number;
  /** Expected number of events. */
  readonly expected: number;
  readonly events: number;
}

/** Row against column. */
export interface PairwiseCell {
  /** Nats over all common windows: cells add, gain(a, b) + gain(b, c) = gain(a, c). */
  readonly gain: number;
  /** Nats per earthquake, `scale + shape`; these add as well. */
  readonly informationGain: number;
  readonly scale: number;
  readonly shape: number;
  /** Diebold–Mariano interval of the gain per earthquake. */
  readonly lower: number;
  readonly upper: number;
  readonly pValue: number;
}

export interface PairwiseMatrix {
  readonly ids: readonly string[];
  /** cells[row][column]; zero gains and no interval on the diagonal. */
  readonly cells: readonly (readonly PairwiseCell[])[];
  /** The windows that all forecasters were scored in: the same for every cell, without which cells would not add. */
  readonly windows: readonly number[];
  /** Windows that only some were scored in, left out. */
  readonly partialWindows: number;
  /** Earthquakes in the common windows. */
  readonly events: number;
}

/**
 * Every forecaster against every other, over the windows common to all.
 *
 * @throws RangeError when forecasters were scored on different numbers of events in a window.
 */
export function pairwiseMatrix(forecasters: readonly ScoredForecaster[], options: DieboldMarianoOptions = {}): PairwiseMatrix {
  const all = [...new Set(forecasters.flatMap(({ windows }) => [...windows.keys()]))].sort((a, b) => a - b);
  const windows = all.filter((window) => forecasters.every((forecaster) => forecaster.windows.has(window)));
  const rows = forecasters.map(({ id, windows: scored }) => windows.map((window) => splitScore(scored.get(window)!, forecasters[0], window, id)));
  const events = sum((rows[0] ?? []).map((score) => score.events));
  return {
    ids: forecasters.map(({ id }) => id),
    cells: rows.map((a) => rows.map((b) => cell(a, b, options))),
    windows,
    partialWindows: all.length - windows.length,
    events,
  };
}

interface SplitScore {
  readonly total: number;
  readonly scale: number;
  readonly events: number;
}

/** A Poisson log score as the part of the total number, n ln N̂ − N̂, and the rest. */
function splitScore({ logScore, expected, events }: ScoredWindow, first: ScoredForecaster, window: number, id: string): SplitScore {
  const firstEvents = first.windows.get(window)!.events;
  if (events !== firstEvents) throw new RangeError(`window ${window}: ${id} was scored on ${events} events, ${first.id} on ${firstEvents}`);
  return { total: logScore, scale: (events === 0 ? 0 : events * Math.log(expected)) - expected, events };
}

function cell(a: readonly SplitScore[], b: readonly SplitScore[], options: DieboldMarianoOptions): PairwiseCell {
  const gains: WindowGain[] = a.map((score, window) => {
    const gain = a === b ? 0 : score.total - b[window].total;
    const scale = a === b ? 0 : score.scale - b[window].scale;
    return { gain, scale, shape: gain - scale, events: score.events };
  });
  const { gain, informationGain, scale, shape, lower, upper, pValue } = dieboldMariano(gains, options);
  return { gain, informationGain, scale, shape, lower, upper, pValue };
}
