import { binomialCdf, binomialUpperTail } from "../../numerics/distributions/binomial.ts";
import { countQuantile } from "../../numerics/distributions/count-quantile.ts";
import { type GriddedForecast, spatialCounts } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";

/** One window's forecast of "at least one event" by cell, and the cells that had one. */
export interface OccurrenceForecast {
  /** Probability of at least one event, one value a cell. */
  readonly probabilities: Float64Array;
  /** Cells with at least one event, each once. */
  readonly occupied: Int32Array;
}

/** Cell-windows whose forecast probability lies in [lower, upper). */
export interface ReliabilityBin {
  readonly lower: number;
  readonly upper: number;
  /** Number of cell-windows. */
  readonly n: number;
  readonly meanProbability: number;
  /** Expected number of them with an event: the sum of the probabilities. */
  readonly expected: number;
  /** Number of them that had one. */
  readonly observed: number;
  readonly frequency: number;
  /** Central 95 % of `frequency` if the forecast is right. */
  readonly bandLow: number;
  readonly bandHigh: number;
}

/** P(at least one event) = 1 − e^{−λ} by cell, magnitudes summed, with the cells that had one. */
export function occurrenceForecast(forecast: GriddedForecast, observed: ObservedEvents): OccurrenceForecast {
  return {
    probabilities: spatialCounts(forecast).map((rate) => -Math.expm1(-rate)),
    occupied: Int32Array.from(new Set(observed.cells)),
  };
}

/**
 * Observed frequency against forecast probability over windows × cells, in probability bins equal on a log scale;
 * empty bins are left out, and cells of probability zero form a bin of their own ([0, 0]). Cells pass once for the
 * sums; the observed side costs the occupied cells only. The band is binomial at the bin's mean probability, which is
 * slightly wide, as a sum of unequal chances varies less (Hoeffding 1956), and takes cells as independent, as the
 * forecast states them.
 *
 * @param binsPerDecade probability bins per factor of ten.
 */
export function reliability(windows: readonly OccurrenceForecast[], binsPerDecade = 2): ReliabilityBin[] {
  const tallies = new Map<number, { n: number; expected: number; observed: number }>();
  const binOf = (probability: number): number => (probability > 0 ? Math.floor(Math.log10(probability) * binsPerDecade) : -Infinity);
  for (const { probabilities, occupied } of windows) {
    for (const probability of probabilities) {
      const bin = binOf(probability);
      let tally = tallies.get(bin);
      if (tally === undefined) tallies.set(bin, (tally = { n: 0, expected: 0, observed: 0 }));
      tally.n++;
      tally.expected += probability;
    }
    for (const cell of occupied) tallies.get(binOf(probabilities[cell]))!.observed++;
  }
  const edge = (bin: number): number => Math.exp((Math.LN10 * bin) / binsPerDecade);
  return [...tallies].sort(([a], [b]) => a - b).map(([bin, tally]) =>
    reliabilityBin(edge(bin), bin === -Infinity ? 0 : Math.min(1, edge(bin + 1)), tally),
  );
}

function reliabilityBin(lower: number, upper: number, { n, expected, observed }: { n: number; expected: number; observed: number }): ReliabilityBin {
  const meanProbability = Math.min(1, expected / n);
  return {
    lower,
    upper,
    n,
    meanProbability,
    expected,
    observed,
    frequency: observed / n,
    bandLow: binomialQuantile(0.025, n, meanProbability) / n,
    bandHigh: binomialQuantile(0.975, n, meanProbability) / n,
  };
}

function binomialQuantile(p: number, n: number, probability: number): number {
  if (probability === 0 || probability === 1) return n * probability;
  const variance = n * probability * (1 - probability);
  return countQuantile(p, {
    mean: n * probability,
    variance,
    skewness: (1 - 2 * probability) / Math.sqrt(variance),
    cdf: (k) => binomialCdf(k, n, probability),
    upperTail: (k) => binomialUpperTail(k, n, probability),
  });
}
