import { type CountDistribution, poissonCount, sampleCount } from "../scores/count-distribution.ts";
import { namedSimulationStreams, type StreamName } from "../simulation-streams.ts";
import { pitShareTable } from "./count-pit.ts";
import { verdict } from "./uniformity-verdict.ts";

/** Verdict on the calibration of a series of count forecasts. Histogram arrays have one value a bin. */
export interface UniformityResult {
  /** Σ (height − 1)² over bins, times windows / bins. */
  readonly statistic: number;
  /** (1 + number of simulated statistics ≥ observed) / (1 + simulations). */
  readonly pValue: number;
  /** Heights of the PIT histogram; 1 each for a calibrated forecast. */
  readonly bins: readonly number[];
  /** Pointwise central 95 % of each height under the forecasts. */
  readonly bandLow: readonly number[];
  readonly bandHigh: readonly number[];
  readonly windows: number;
  readonly simulations: number;
  readonly seed: string;
}

export interface UniformityInput {
  /** Observed number of events of each window. */
  readonly counts: readonly number[];
  /** Poisson mean that the forecast gave each window. */
  readonly means: readonly number[];
  readonly simulations: number;
  readonly seedNames: StreamName;
}

const BINS = 10;

/**
 * {@link distributionUniformity} of a series of Poisson forecasts.
 *
 * @throws RangeError when the two lists are empty or differ in length, or simulations is not a positive integer.
 */
export function countUniformity({ means, ...input }: UniformityInput): UniformityResult {
  return distributionUniformity({ ...input, distributions: means.map(poissonCount) });
}

/**
 * Whether observed counts are what a series of forecasts says: the non-randomised PIT histogram of Czado,
 * Gneiting & Held (2009), its chi-square distance from uniform, and the distribution of that distance under the
 * forecasts themselves, by simulation of counts. The PIT of small counts is far from a uniform sample, so that a
 * Kolmogorov or chi-square table would be wrong; here the level is alpha for a true model, or less where few windows
 * leave few distinct outcomes.
 *
 * @throws RangeError when the two lists are empty or differ in length, or simulations is not a positive integer.
 */
export function distributionUniformity(input: Omit<UniformityInput, "means"> & { readonly distributions: readonly CountDistribution[] }): UniformityResult {
  const { counts, distributions, simulations, seedNames } = input;
  const windows = counts.length;
  if (windows === 0 || distributions.length !== windows) throw new RangeError(`countUniformity: expected as many means as counts, got ${windows} counts, ${distributions.length} means`);
  if (!(Number.isInteger(simulations) && simulations > 0)) throw new RangeError(`simulations must be a positive integer, got ${simulations}`);
  const shares = distributions.map((distribution) => pitShareTable(distribution, BINS));
  const observed = histogram(shares, (window) => counts[window]);
  const streams = namedSimulationStreams([...seedNames, "PIT"]);
  return verdict(observed, windows, simulations, streams, (stream) => histogram(shares, (window) => sampleCount(stream, distributions[window])));
}

function histogram(shares: readonly ((count: number) => Float64Array)[], countOf: (window: number) => number): Float64Array {
  const heights = new Float64Array(BINS);
  for (let window = 0; window < shares.length; window++) {
    const share = shares[window](countOf(window));
    for (let bin = 0; bin < BINS; bin++) heights[bin] += share[bin];
  }
  return heights.map((height) => (height * BINS) / shares.length);
}
