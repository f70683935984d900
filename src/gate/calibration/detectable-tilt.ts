import type { NumberLaw } from "../../evaluation/number-law.ts";
import { createCumulativeTable } from "../../numerics/random/cumulative-table.ts";
import { namedStream } from "../../numerics/random/named-stream.ts";
import { sampleNegativeBinomial, samplePoisson } from "../../numerics/random/samplers.ts";
import type { RandomStream } from "../../numerics/random/stream.ts";
import { findTilt } from "./ensemble-tilt.ts";
import type { DetectableRate } from "./detectable-rate.ts";
import { mixtureLogEValue } from "./mixture-process.ts";
import { RATE_FACTORS, tiltedLogFactors } from "./tilted-number.ts";

export interface DetectableTiltOptions {
  /** ln of the bar. */
  readonly logBar: number;
  readonly seedNames: readonly (string | number)[];
  /** Probability with which the error is to be found. */
  readonly probability?: number;
  readonly replicas?: number;
}

/** Largest factor looked at, and the inverse of the smallest. */
const LARGEST_FACTOR = 32;

/**
 * The smallest rate errors that the tilted e-value finds with the given probability at a look after the windows of these laws,
 * by simulation with common random numbers: with 400 replicas the probability is known to ±2 points. Under the error ρ
 * every count comes from its law tilted to ρ times its mean: Poisson stays Poisson, a negative binomial law keeps its size,
 * an ensemble its catalogs with other weights (it cannot go beyond its largest count). Factors are found to 1 %.
 */
export function detectableTilt(laws: readonly NumberLaw[], { logBar, seedNames, probability = 0.8, replicas = 400 }: DetectableTiltOptions): DetectableRate {
  const known = laws.map(() => new Map<number, Float64Array>());
  const found = (factor: number): boolean => {
    const samplers = laws.map((law) => tiltedSampler(law, factor));
    let count = 0;
    for (let replica = 0; replica < replicas; replica++) {
      const stream = namedStream(...seedNames, "detectable-tilt", replica);
      const logWealths = new Array<number>(RATE_FACTORS.length).fill(0);
      samplers.forEach((sample, t) => {
        const number = sample(stream);
        if (!known[t].has(number)) known[t].set(number, tiltedLogFactors(laws[t], number));
        const factors = known[t].get(number)!;
        for (let k = 0; k < logWealths.length; k++) logWealths[k] += factors[k];
      });
      if (mixtureLogEValue({ windows: laws.length, logWealths }) >= logBar) count++;
    }
    return count >= probability * replicas;
  };
  return { tooLow: nearest(found, Math.log(LARGEST_FACTOR), Infinity), tooHigh: nearest(found, -Math.log(LARGEST_FACTOR), 0) };
}

/** The factor nearest to 1 on one side at which the error is found. */
function nearest(found: (factor: number) => boolean, farthest: number, none: number): number {
  if (!found(Math.exp(farthest))) return none;
  let missed = 0;
  let reached = farthest;
  while (Math.abs(reached - missed) > 0.01) {
    const middle = (missed + reached) / 2;
    if (found(Math.exp(middle))) reached = middle;
    else missed = middle;
  }
  return Math.exp(reached);
}

function tiltedSampler(law: NumberLaw, factor: number): (stream: RandomStream) => number {
  if (law.kind === "ensemble") {
    const logTheta = findTilt(law, factor);
    const largest = law.numbers.reduce((most, number) => Math.max(most, number * logTheta), -Infinity);
    const table = createCumulativeTable(law.numbers.map((number, place) => law.catalogs[place] * Math.exp(number * logTheta - largest)));
    return (stream) => law.numbers[table.sample(stream.nextDouble())];
  }
  const mean = factor * law.mean;
  if (law.kind === "poisson" || law.variance <= law.mean) return (stream) => samplePoisson(stream, mean);
  const overdispersion = law.variance / law.mean - 1;
  return (stream) => sampleNegativeBinomial(stream, mean, mean * (1 + factor * overdispersion));
}
