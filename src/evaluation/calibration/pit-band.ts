import { type CountDistribution, sampleCount } from "../scores/count-distribution.ts";
import { forEachSimulation, namedSimulationStreams, type StreamName } from "../simulation-streams.ts";
import { pitShareTable } from "./count-pit.ts";

export interface PitBandInput {
  /** What the forecast said of the number of events in each window. */
  readonly distributions: readonly CountDistribution[];
  /** Bins of the histogram. */
  readonly bins: number;
  readonly simulations: number;
  /** Share of simulated histograms that lie within the band as a whole, in (0, 1). */
  readonly level: number;
  readonly seedNames: StreamName;
}

/**
 * Band that holds a calibrated forecast's whole PIT histogram with probability `level` (or a little more: counts leave
 * ties): the rank envelope of histograms simulated under the forecasts (Myllymäki et al. 2017, doi:10.1111/rssb.12172).
 * Heights are 1 each under calibration. A pointwise band would leave out some bin of a calibrated forecast in four
 * histograms of ten.
 *
 * @throws RangeError without windows.
 */
export function simultaneousPitBand({ distributions, bins, simulations, level, seedNames }: PitBandInput): { low: number[]; high: number[] } {
  if (distributions.length === 0) throw new RangeError("simultaneousPitBand: expected at least one window");
  const heights = simulatedHeights(distributions, bins, simulations, seedNames);
  const sorted = heights.map((values) => values.toSorted());
  const depths = Float64Array.from({ length: simulations }, (_, simulation) =>
    heights.reduce((least, values, bin) => Math.min(least, depthOf(sorted[bin]!, values[simulation]!)), Infinity),
  ).sort();
  const depth = depths[Math.floor((1 - level) * simulations)]!;
  return { low: sorted.map((values) => values[depth - 1]!), high: sorted.map((values) => values[simulations - depth]!) };
}

/** Simulated heights, one array a bin. */
function simulatedHeights(distributions: readonly CountDistribution[], bins: number, simulations: number, seedNames: StreamName): Float64Array[] {
  const heights = Array.from({ length: bins }, () => new Float64Array(simulations));
  const shares = new Float64Array(bins);
  const tables = distributions.map((distribution) => pitShareTable(distribution, bins));
  forEachSimulation(simulations, namedSimulationStreams([...seedNames, "PIT band"]), (stream, simulation) => {
    shares.fill(0);
    distributions.forEach((distribution, window) => tables[window]!(sampleCount(stream, distribution)).forEach((share, bin) => (shares[bin]! += share)));
    heights.forEach((values, bin) => (values[simulation] = rounded((shares[bin]! * bins) / distributions.length)));
  });
  return heights;
}

/** How far from the nearer end a value ranks, counted from 1; ties rank as the deepest of them. */
function depthOf(sorted: Float64Array, value: number): number {
  return Math.min(firstAbove(sorted, value), sorted.length - firstAtLeast(sorted, value));
}

function firstAbove(sorted: Float64Array, value: number): number {
  return bisect(sorted, (entry) => entry > value);
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  return bisect(sorted, (entry) => entry >= value);
}

/** Index of the first entry for which `holds`, the length when there is none. */
function bisect(sorted: Float64Array, holds: (entry: number) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(sorted[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Equal histograms summed in another order differ in the last bits, which would break ties. */
function rounded(height: number): number {
  return Math.round(height * 1e9) / 1e9;
}
