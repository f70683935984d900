import type { RandomStream } from "../../numerics/random/stream.ts";
import { forEachSimulation, type SimulationStreams } from "../simulation-streams.ts";

/** One simulated score after another, in the order of {@link forEachSimulation}. */
export function simulateBlocks(simulations: number, streams: SimulationStreams, simulate: (stream: RandomStream) => number): Float64Array {
  const scores = new Float64Array(simulations);
  forEachSimulation(simulations, streams, (stream, simulation) => (scores[simulation] = simulate(stream)));
  return scores;
}
