import { createCumulativeTable } from "../../numerics/random/cumulative-table.ts";
import { samplePoisson } from "../../numerics/random/samplers.ts";
import { sum } from "../../numerics/sums.ts";
import { type GriddedForecast, spatialCounts } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { observedBins } from "../observed-bins.ts";
import { namedSimulationStreams, type StreamName } from "../simulation-streams.ts";
import { addPitShares, countPit } from "./count-pit.ts";
import type { UniformityResult } from "./uniformity.ts";
import { verdict } from "./uniformity-verdict.ts";

const BINS = 10;

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
  return verdict(heightsOf(observedBins(forecast, observed, "spatial")), cells, simulations, streams, (stream) =>
    heightsOf(Array.from({ length: table === undefined ? 0 : samplePoisson(stream, total) }, () => table!.sample(stream.nextDouble()))),
  );
}
