import type { RandomStream } from "../../numerics/random/stream.ts";
import { forEachSimulation, type SimulationStreams } from "../simulation-streams.ts";
import type { UniformityResult } from "./uniformity.ts";

/** Equal histograms summed in another order differ in the last bits. */
const TIE_TOLERANCE = 1e-9;

/**
 * The distance of a PIT histogram from uniform among those of simulated histograms, and their pointwise central 95 %.
 *
 * @param observed heights of the bins
 * @param windows number of positions in the histogram
 */
export function verdict(observed: Float64Array, windows: number, simulations: number, streams: SimulationStreams, simulate: (stream: RandomStream) => Float64Array): UniformityResult {
  const statistic = chiSquare(observed, windows);
  const simulated = Array.from({ length: observed.length }, () => new Float64Array(simulations));
  let atLeast = 0;
  forEachSimulation(simulations, streams, (stream, simulation) => {
    const heights = simulate(stream);
    if (chiSquare(heights, windows) >= statistic * (1 - TIE_TOLERANCE)) atLeast++;
    heights.forEach((height, bin) => (simulated[bin][simulation] = height));
  });
  for (const heights of simulated) heights.sort();
  return {
    statistic,
    pValue: (1 + atLeast) / (1 + simulations),
    bins: Array.from(observed),
    bandLow: simulated.map((heights) => heights[Math.floor(0.025 * (simulations - 1))]),
    bandHigh: simulated.map((heights) => heights[Math.ceil(0.975 * (simulations - 1))]),
    windows,
    simulations,
    seed: streams.seed,
  };
}

function chiSquare(heights: Float64Array, windows: number): number {
  return (heights.reduce((total, height) => total + (height - 1) * (height - 1), 0) * windows) / heights.length;
}
