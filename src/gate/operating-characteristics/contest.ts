import { namedStream } from "../../numerics/random/named-stream.ts";
import type { RandomStream } from "../../numerics/random/stream.ts";

/** What happened in a simulated contest, one value a window; buffers that worlds fill anew for every replica. */
export interface ContestPath {
  readonly windows: number;
  /** Gain of the bare challenger, nats. */
  readonly gains: Float64Array;
  /** Its part from places and magnitudes given the number, nats. */
  readonly shapeGains: Float64Array;
  readonly events: Float64Array;
  /** Expected events of challenger and baseline. */
  readonly challengerExpected: Float64Array;
  readonly baselineExpected: Float64Array;
  /** 1 in the active stratum. */
  readonly active: Uint8Array;
  /** 1 where the challenger had no forecast on time; its gain then means nothing. */
  readonly missing: Uint8Array;
  /** Variance of the challenger's number law, a negative binomial one; 0 where it is Poisson. */
  readonly numberVariance: Float64Array;
  /** Of the challenger's M and S tests; uniform where the world does not say otherwise. */
  readonly magnitudePValues: Float64Array;
  readonly placePValues: Float64Array;
  /** Gain in each part of the bins that a policy names, nats; NaN where the parts share the gain evenly. */
  readonly partGains: Float64Array;
}

/** Fills every field of the path that its rules read. */
export type World = (stream: RandomStream, path: ContestPath) => void;

/** The number of the window, from 1, after which the rule first ships the challenger; 0 if it never does. */
export type Rule = (path: ContestPath) => number;

/** Share of replicas in which something happened, with its Monte-Carlo error. */
export interface Estimate {
  readonly rate: number;
  /** √(rate (1 − rate)/replicas). */
  readonly standardError: number;
  /** Median over the replicas in which it happened; NaN when in none. */
  readonly medianWindow: number;
}

export interface SimulationSize {
  readonly replicas: number;
  readonly windows: number;
  readonly seed: string;
}

/**
 * How often each rule ships the challenger within so many windows. Replica r of a world draws from a stream named by seed,
 * world and r, so that it is the same whatever rules look at it and in whatever order replicas run.
 */
export function simulateContest<Id extends string>(name: string, world: World, rules: Readonly<Record<Id, Rule>>, { replicas, windows, seed }: SimulationSize): Record<Id, Estimate> {
  const path = contestPath(windows);
  const ids = Object.keys(rules) as Id[];
  const passes = ids.map(() => new Int32Array(replicas));
  for (let replica = 0; replica < replicas; replica++) {
    drawPValues(namedStream(seed, name, "p-values", replica), path);
    path.missing.fill(0);
    path.partGains.fill(NaN);
    world(namedStream(seed, name, replica), path);
    for (let k = 0; k < ids.length; k++) passes[k][replica] = rules[ids[k]](path);
  }
  return Object.fromEntries(ids.map((id, k) => [id, estimateOf(passes[k])])) as Record<Id, Estimate>;
}

/** Steps of a Monte-Carlo p-value with the add-one rule. */
const P_VALUE_STEPS = 1000;

/** p-values of tests that are calibrated: 1/1000, 2/1000, … 1. */
function drawPValues(stream: RandomStream, { windows, magnitudePValues, placePValues }: ContestPath): void {
  for (let t = 0; t < windows; t++) {
    magnitudePValues[t] = Math.floor(1 + P_VALUE_STEPS * stream.nextDouble()) / P_VALUE_STEPS;
    placePValues[t] = Math.floor(1 + P_VALUE_STEPS * stream.nextDouble()) / P_VALUE_STEPS;
  }
}

/** @param firstWindows by replica, from 1; 0 for never */
export function estimateOf(firstWindows: Int32Array): Estimate {
  const passed = firstWindows.filter((window) => window > 0).sort();
  const rate = passed.length / firstWindows.length;
  const middle = passed.length / 2;
  const medianWindow = passed.length === 0 ? NaN : (passed[Math.ceil(middle) - 1] + passed[Math.floor(middle)]) / 2;
  return { rate, standardError: Math.sqrt((rate * (1 - rate)) / firstWindows.length), medianWindow };
}

export function contestPath(windows: number): ContestPath {
  return {
    windows,
    gains: new Float64Array(windows),
    shapeGains: new Float64Array(windows),
    events: new Float64Array(windows),
    challengerExpected: new Float64Array(windows),
    baselineExpected: new Float64Array(windows),
    active: new Uint8Array(windows),
    missing: new Uint8Array(windows),
    numberVariance: new Float64Array(windows),
    magnitudePValues: new Float64Array(windows).fill(1),
    placePValues: new Float64Array(windows).fill(1),
    partGains: new Float64Array(windows).fill(NaN),
  };
}
