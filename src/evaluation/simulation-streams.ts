import { namedStream } from "../numerics/random/named-stream.ts";
import type { RandomStream } from "../numerics/random/stream.ts";

export type StreamName = readonly (string | number)[];

/** Where simulations take their random numbers: blocks of consecutive simulations, each with a stream of its own. */
export interface SimulationStreams {
  /** Printed beside results. */
  readonly seed: string;
  /** Simulations a block. */
  readonly blockSize: number;
  /** True: one uniform an event, in pyCSEP's order. False: whatever order of draws gives the same law soonest. */
  readonly eventByEvent: boolean;
  streamOf(block: number): RandomStream;
}

/**
 * Streams named by the path and the number of the block, 256 simulations each: simulation i draws the same numbers
 * whatever was simulated before it and on whichever worker.
 */
export function namedSimulationStreams(names: StreamName): SimulationStreams {
  return { seed: names.join("/"), blockSize: 256, eventByEvent: false, streamOf: (block) => namedStream(...names, block) };
}

/** One simulation after another, block by block, each block from its own stream. */
export function forEachSimulation(simulations: number, streams: SimulationStreams, simulate: (stream: RandomStream, simulation: number) => void): void {
  for (let block = 0, simulation = 0; simulation < simulations; block++) {
    const stream = streams.streamOf(block);
    const blockEnd = Math.min(simulations, simulation + streams.blockSize);
    for (; simulation < blockEnd; simulation++) simulate(stream, simulation);
  }
}

/** All simulations from one stream in order, as pyCSEP draws them; for replaying its published results. */
export function singleStream(seed: string, stream: RandomStream): SimulationStreams {
  return { seed, blockSize: Infinity, eventByEvent: true, streamOf: () => stream };
}
