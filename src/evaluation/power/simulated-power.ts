import { namedStream } from "../../numerics/random/named-stream.ts";
import type { RandomStream } from "../../numerics/random/stream.ts";
import { bisect } from "../../numerics/root.ts";
import { simulateBlocks } from "../consistency/simulate-blocks.ts";
import { namedSimulationStreams } from "../simulation-streams.ts";
import { type DetectableDeparture, levelAndPower, type PowerInput } from "./detectable-departure.ts";

/** Draws the bin of one event. */
export type EventSampler = (stream: RandomStream) => number;

/** A family of truths around a forecast. */
export interface Departure extends Pick<DetectableDeparture, "test" | "kind" | "direction"> {
  /** The value without departure: 0 for shifts and shares, 1 for factors and exponents. */
  readonly start: number;
  readonly searchedTo: number;
  /** Events under this departure; called once for each value tried. */
  readonly samplerAt: (value: number) => EventSampler;
  readonly eventCountAt: (value: number) => (stream: RandomStream) => number;
}

/** Simulations of the null distribution for each simulation of the truth. */
const NULL_FACTOR = 5;
/** Resolution of the search, as a share of the searched range. */
const RESOLUTION = 1e-4;

/**
 * The least departure that a likelihood test finds with the given power. The test rejects as the test itself does, when
 * (1 + #{null scores ≤ observed})/(1 + n) ≤ level. Every value tried draws from the same streams, so that power rises
 * steadily with the departure but for steps of 1/simulations, and halving finds where it crosses.
 *
 * @param rates expected counts by bin, as the test scores them.
 */
export function detectableDeparture(rates: Float64Array, departure: Departure, input: PowerInput): DetectableDeparture {
  const { level, power } = levelAndPower(input);
  const { simulations } = input;
  if (!(Number.isInteger(simulations) && simulations > 0)) throw new RangeError(`simulations must be a positive integer, got ${simulations}`);
  const names = [...input.seedNames, "power", departure.test, departure.kind, departure.direction];
  const rejection = rejectionProbability(rates, departure, { level, simulations, names });
  const standardError = Math.sqrt((power * (1 - power)) / simulations);
  const crossing = (target: number): number | null => {
    const shortfall = (value: number): number => rejection(value) - target;
    if (target >= 1 || shortfall(departure.searchedTo) < 0) return null;
    if (shortfall(departure.start) >= 0) return departure.start;
    return bisect((value) => shortfall(value) || 1 / simulations, departure.start, departure.searchedTo, RESOLUTION * Math.abs(departure.searchedTo - departure.start));
  };
  return {
    test: departure.test,
    kind: departure.kind,
    direction: departure.direction,
    value: crossing(power),
    searchedTo: departure.searchedTo,
    level,
    power,
    accuracy: { kind: "simulated", simulations, nearer: crossing(power - 2 * standardError), farther: crossing(power + 2 * standardError), seed: names.join("/") },
  };
}

/** Estimated probability of rejection at a value of the departure; values already tried are remembered. */
function rejectionProbability(
  rates: Float64Array,
  departure: Departure,
  { level, simulations, names }: { readonly level: number; readonly simulations: number; readonly names: readonly (string | number)[] },
): (value: number) => number {
  const score = catalogScorer(rates);
  const nullSimulations = NULL_FACTOR * simulations;
  const nullSampler = departure.samplerAt(departure.start);
  const nullCount = departure.eventCountAt(departure.start);
  const nullScores = simulateBlocks(nullSimulations, namedSimulationStreams([...names, "null"]), (stream) => score(stream, nullCount(stream), nullSampler)).sort();
  const rank = Math.floor(level * (nullSimulations + 1));
  // Scores that tie with the critical one are not rejected; equal catalogs may differ in the last bits.
  const critical = rank === 0 ? -Infinity : nullScores[rank - 1] - 1e-9 * Math.abs(nullScores[rank - 1]);
  const known = new Map<number, number>();
  return (value) => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const sampler = departure.samplerAt(value);
    const count = departure.eventCountAt(value);
    let rejected = 0;
    for (let simulation = 0; simulation < simulations; simulation++) {
      const stream = namedStream(...names, "truth", simulation);
      if (score(stream, count(stream), sampler) < critical) rejected++;
    }
    known.set(value, rejected / simulations);
    return rejected / simulations;
  };
}

/** Σ ln λ − Σ ln ω! of one catalog of `events`; −Infinity when one falls where nothing was expected. */
function catalogScorer(rates: Float64Array): (stream: RandomStream, events: number, sampler: EventSampler) => number {
  const counts = new Uint32Array(rates.length);
  return (stream, events, sampler) => {
    const bins: number[] = [];
    let score = 0;
    for (let event = 0; event < events; event++) {
      const bin = sampler(stream);
      bins.push(bin);
      score += Math.log(rates[bin]) - Math.log(++counts[bin]);
    }
    for (const bin of bins) counts[bin] = 0;
    return score;
  };
}
