import type { RandomStream } from "../../numerics/random/stream.ts";
import type { SimulationStreams } from "../simulation-streams.ts";

/** One simulated score after another, block by block, each block from its own stream. */
export function simulateBlocks(simulations: number, streams: SimulationStreams, simulate: (stream: RandomStream) => number): Float64Array {
  const scores = new Float64Array(simulations);
  for (let block = 0, simulation = 0; simulation < simulations; block++) {
    const stream = streams.streamOf(block);
    const blockEnd = Math.min(simulations, simulation + streams.blockSize);
    for (; simulation < blockEnd; simulation++) scores[simulation] = simulate(stream);
  }
  return scores;
}
