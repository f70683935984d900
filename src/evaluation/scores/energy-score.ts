import { namedStream } from "../../numerics/random/named-stream.ts";
import type { StreamName } from "../simulation-streams.ts";
import { ensembleCrps, type EnsembleEstimator } from "./ensemble-crps.ts";

/** Energy score of one observation; `pairs` says how the spread was found, since sampling pairs makes it an estimate. */
export interface EnergyScore {
  readonly score: number;
  readonly estimator: EnsembleEstimator;
  readonly pairs:
    | { readonly kind: "all"; readonly count: number }
    | {
        readonly kind: "sampled";
        readonly count: number;
        readonly of: number;
        /** Standard error that the sampling of pairs leaves in `score`. */
        readonly standardError: number;
        readonly seed: string;
      };
}

export interface EnergyScoreInput {
  /** Simulated vectors of equal length, such as numbers of events by district. */
  readonly members: readonly ArrayLike<number>[];
  readonly observation: ArrayLike<number>;
  readonly estimator: EnsembleEstimator;
  /** Up to this many pairs of members are all measured; above, this many are drawn. */
  readonly maximumPairs: number;
  readonly seedNames: StreamName;
}

/**
 * Energy score (Gneiting & Raftery 2007, eq. 22 with β = 1), `mean|x − y| − s/2` with Euclidean distances and s as in
 * {@link ensembleCrps}; with one dimension it is the CRPS and costs O(n log n). 0 is best.
 *
 * @throws RangeError for too few members or vectors of unequal length.
 */
export function energyScore({ members, observation, estimator, maximumPairs, seedNames }: EnergyScoreInput): EnergyScore {
  const n = members.length;
  if (n < (estimator === "fair" ? 2 : 1)) throw new RangeError(`energyScore: ${n} members are too few for the ${estimator} score`);
  const wrong = members.findIndex((member) => member.length !== observation.length);
  if (wrong >= 0) throw new RangeError(`energyScore: member ${wrong} has ${members[wrong].length} values, the observation ${observation.length}`);
  const possible = (n * (n - 1)) / 2;
  if (observation.length === 1) {
    const score = ensembleCrps(members.map((member) => member[0]), observation[0], estimator);
    return { score, estimator, pairs: { kind: "all", count: possible } };
  }
  const distance = members.reduce((total, member) => total + euclidean(member, observation), 0) / n;
  // Half the mean over ordered pairs, in terms of the mean over pairs of different members.
  const spreadFactor = estimator === "fair" ? 0.5 : (0.5 * (n - 1)) / n;
  if (possible <= maximumPairs) {
    const score = distance - (possible === 0 ? 0 : spreadFactor * meanOverAllPairs(members));
    return { score, estimator, pairs: { kind: "all", count: possible } };
  }
  const sampled = meanOverSampledPairs(members, maximumPairs, seedNames);
  return {
    score: distance - spreadFactor * sampled.mean,
    estimator,
    pairs: { kind: "sampled", count: maximumPairs, of: possible, standardError: spreadFactor * sampled.standardError, seed: [...seedNames, "energy"].join("/") },
  };
}

function meanOverAllPairs(members: readonly ArrayLike<number>[]): number {
  let total = 0;
  for (let i = 1; i < members.length; i++) for (let j = 0; j < i; j++) total += euclidean(members[i], members[j]);
  return total / ((members.length * (members.length - 1)) / 2);
}

/** Pairs of different members drawn with replacement. */
function meanOverSampledPairs(members: readonly ArrayLike<number>[], pairs: number, seedNames: StreamName): { mean: number; standardError: number } {
  if (!(Number.isInteger(pairs) && pairs >= 2)) throw new RangeError(`energyScore: maximumPairs must be an integer of at least 2, got ${pairs}`);
  const stream = namedStream(...seedNames, "energy");
  const n = members.length;
  let mean = 0;
  let squares = 0;
  for (let drawn = 1; drawn <= pairs; drawn++) {
    const i = Math.floor(stream.nextDouble() * n);
    const j = (i + 1 + Math.floor(stream.nextDouble() * (n - 1))) % n;
    const value = euclidean(members[i], members[j]);
    const before = value - mean;
    mean += before / drawn;
    squares += before * (value - mean);
  }
  return { mean, standardError: Math.sqrt(squares / (pairs - 1) / pairs) };
}

function euclidean(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let squares = 0;
  for (let k = 0; k < a.length; k++) squares += (a[k] - b[k]) * (a[k] - b[k]);
  return Math.sqrt(squares);
}
