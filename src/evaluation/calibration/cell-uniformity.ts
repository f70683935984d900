import { createCumulativeTable } from "../../numerics/random/cumulative-table.ts";
import { samplePoisson } from "../../numerics/random/samplers.ts";
import { sum } from "../../numerics/sums.ts";
import { type GriddedForecast, spatialCounts } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { observedBins } from "../observed-bins.ts";
import { namedSimulationStreams, type StreamName } from "../simulation-streams.ts";
import { addPitShares, countPit } from "./count-pit.ts";
import type { UniformityResult } from "./uniformity.ts";

const BINS = 10;
const TIE_TOLERANCE = 1e-9;

/**
 * The calibration verdict of {@link countUniformity} over the cells of one window, each a Poisson count of its own;
 * `windows` of the result is the number of cells. Nearly all cells expect far less than one event and stay empty, so
 * that only gross errors show; the reliability diagram tells more.
 *
 * @throws RangeError unless simulations is a positive integer.
 */
export function cellUniformity(forecast: GriddedForecast, observed: ObservedEvents, simulations: number, seedNames: StreamName): UniformityResult {
  if (!(Number.isInteger(simulations) && simulations > 0)) throw new RangeError(`simulations must be a positive integer, got ${simulations}`);
  const rates = spatialCounts(forecast);
  const cells = rates.length;
  const total = sum(rates);
  const table = total > 0 ? createCumulativeTable(rates) : undefined;
  const empty = new Float64Array(BINS);
  for (const rate of rates) addPitShares(empty, countPit(0, rate));
  const streams = namedSimulationStreams([...seedNames, "cell-PIT"]);

  const heightsOf = (occupied: Iterable<number>): Float64Array => {
    const counts = new Map<number, number>();
    for (const cell of occupied) counts.set(cell, (counts.get(cell) ?? 0) + 1);
    const heights = empty.slice();
    const before = new Float64Array(BINS);
    for (const [cell, count] of counts) {
      addPitShares(before, countPit(0, rates[cell]));
      addPitShares(heights, countPit(count, rates[cell]));
    }
    return heights.map((height, bin) => ((height - before[bin]) * BINS) / cells);
  };
  const distance = (heights: Float64Array): number => (heights.reduce((squares, height) => squares + (height - 1) * (height - 1), 0) * cells) / BINS;

  const observedHeights = heightsOf(observedBins(forecast, observed, "spatial"));
  const statistic = distance(observedHeights);
  const simulated = Array.from({ length: BINS }, () => new Float64Array(simulations));
  let atLeast = 0;
  for (let block = 0, simulation = 0; simulation < simulations; block++) {
    const stream = streams.streamOf(block);
    const blockEnd = Math.min(simulations, simulation + streams.blockSize);
    for (; simulation < blockEnd; simulation++) {
      const events = Array.from({ length: table === undefined ? 0 : samplePoisson(stream, total) }, () => table!.sample(stream.nextDouble()));
      const heights = heightsOf(events);
      if (distance(heights) >= statistic * (1 - TIE_TOLERANCE)) atLeast++;
      heights.forEach((height, bin) => (simulated[bin][simulation] = height));
    }
  }
  for (const heights of simulated) heights.sort();
  return {
    statistic,
    pValue: (1 + atLeast) / (1 + simulations),
    bins: Array.from(observedHeights),
    bandLow: simulated.map((heights) => heights[Math.floor(0.025 * (simulations - 1))]),
    bandHigh: simulated.map((heights) => heights[Math.ceil(0.975 * (simulations - 1))]),
    windows: cells,
    simulations,
    seed: streams.seed,
  };
}
