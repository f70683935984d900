import { namedStream } from "../../numerics/random/named-stream.ts";
import { MS_PER_DAY, type EpochMs } from "../../seismicity/time.ts";
import { branchingProcess, type ConditionedWindow } from "./simulation/branching-process.ts";
import { createEventBuffer, type EventBuffer } from "./simulation/event-buffer.ts";

/** What a simulation starts from. */
export interface EtasSimulation extends ConditionedWindow {
  /** Catalog i draws from the stream named (…seedNames, i), whatever else has been drawn. */
  readonly seedNames: readonly (string | number)[];
}

/** Events of one simulated catalog, in the order they were made (not in time order). Arrays have equal lengths. */
export interface SimulatedEvents {
  readonly length: number;
  /** Epoch milliseconds in [start, end), not rounded. */
  readonly times: Float64Array;
  readonly longitudes: Float64Array;
  readonly latitudes: Float64Array;
  readonly magnitudes: Float64Array;
}

export interface EtasSimulator {
  /** Exact expected number of background events and direct aftershocks of the sources; P(no event) = e^{−this}. */
  readonly expectedFirstGeneration: number;
  /** Catalog `index`, always the same one. */
  simulate(index: number): SimulatedEvents;
}

/** The catalogs 0 … count − 1, one at a time. */
export function* simulateCatalogs(simulation: EtasSimulation, count: number): Generator<SimulatedEvents, void> {
  const simulator = etasSimulator(simulation);
  for (let index = 0; index < count; index++) yield simulator.simulate(index);
}

/**
 * Catalogs to keep, each in arrays of its own; many that are looked at once are made faster by `forecastPass`, from the
 * same draws. Events anywhere on the sphere are listed; filter afterwards.
 *
 * @throws InputError as {@link branchingProcess}
 */
export function etasSimulator(simulation: EtasSimulation): EtasSimulator {
  const { start, end, seedNames } = simulation;
  const process = branchingProcess(simulation);
  const events = createEventBuffer();
  return {
    expectedFirstGeneration: process.expectedFirstGeneration,
    simulate(index) {
      process.draw(namedStream(...seedNames, index), events);
      return copyOf(events, start, end);
    },
  };
}

/** Origin time of an event; rounding can carry the last instant onto the end. */
export function instantOf(day: number, start: EpochMs, end: EpochMs): EpochMs {
  return Math.min(start + day * MS_PER_DAY, end - 1e-3);
}

function copyOf({ length, days, longitudes, latitudes, magnitudes }: EventBuffer, start: EpochMs, end: EpochMs): SimulatedEvents {
  return {
    length,
    times: Float64Array.from(days.subarray(0, length), (day) => instantOf(day, start, end)),
    longitudes: longitudes.slice(0, length),
    latitudes: latitudes.slice(0, length),
    magnitudes: magnitudes.slice(0, length),
  };
}
