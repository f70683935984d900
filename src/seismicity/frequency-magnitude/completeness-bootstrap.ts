import { resampleBlocks } from "../../numerics/random/block-resampler.ts";
import { namedStream } from "../../numerics/random/named-stream.ts";
import { sortedQuantile } from "../../numerics/sorted-quantile.ts";
import { mean, sum } from "../../numerics/sums.ts";
import { InputError } from "../input-error.ts";
import { bAbove } from "./b-above.ts";
import type { CompletenessPoint } from "./completeness-method.ts";
import { binOf, countBins, type BinLattice, type FrequencyMagnitude } from "./distribution.ts";
import type { NotEstimated } from "./estimate.ts";

export interface CompletenessBootstrap {
  /** At least 2. */
  readonly resamples: number;
  /** Names the random stream. */
  readonly seed: string;
  /** Mean length in events of the blocks of a stationary bootstrap; default 1, independent events. Longer where incompleteness comes in episodes. */
  readonly blockLength?: number;
  /** Of the interval, in (0, 1); default 0.95. */
  readonly level?: number;
}

export interface CompletenessUncertainty {
  /** √(variance over resamples + Δ²/12): the second term because no bin resolves less. NaN when fewer than half the resamples give an estimate. */
  readonly standardError: number;
  /** Equal-tailed percentile interval at `level`, widened by half a bin each side. */
  readonly interval: { readonly level: number; readonly low: number; readonly high: number };
  /** Standard deviation of b over resamples, each above its own completeness magnitude: the error of b with that of the completeness in it. */
  readonly bStandardError: number;
  readonly resamples: number;
  /** Resamples without an estimate. */
  readonly failed: number;
}

/**
 * Uncertainty of a completeness magnitude by the bootstrap (Efron 1979; in blocks Politis & Romano 1994), as Woessner &
 * Wiemer (2005) use it.
 *
 * @param indices bin of each event in order of time
 * @throws InputError for fewer than 2 resamples or a block length outside [1, number of events]
 */
export function bootstrapCompleteness(
  indices: Int32Array, lattice: BinLattice, find: (resampled: FrequencyMagnitude) => CompletenessPoint<unknown> | NotEstimated, bootstrap: CompletenessBootstrap,
): CompletenessUncertainty {
  const { resamples, seed, blockLength = 1, level = 0.95 } = bootstrap;
  if (!(Number.isInteger(resamples) && resamples >= 2)) throw new InputError("too few resamples", { field: "resamples", value: resamples, expected: "an integer of at least 2" });
  if (!(level > 0 && level < 1)) throw new InputError("level out of range", { field: "level", value: level, expected: "above 0 and below 1" });
  if (!(blockLength >= 1 && blockLength <= indices.length)) throw new InputError("block length out of range", { field: "blockLength", value: blockLength, expected: `1 to the number of events, ${indices.length}` });
  const found: number[] = [];
  const bValues: number[] = [];
  const resampled = new Int32Array(indices.length);
  for (let resample = 0; resample < resamples; resample++) {
    let filled = 0;
    resampleBlocks(namedStream(seed, "completeness bootstrap", resample), indices.length, { kind: "stationary", blockLength }, (from, to) => {
      resampled.set(indices.subarray(from, to), filled);
      filled += to - from;
    });
    const distribution = countBins(resampled, lattice);
    const point = find(distribution);
    if (!point.estimated) continue;
    found.push(point.completenessMagnitude);
    bValues.push(bAbove(distribution).b[Math.max(0, binOf(distribution, point.completenessMagnitude))] ?? NaN);
  }
  found.sort((a, b) => a - b);
  const enough = 2 * found.length >= resamples && found.length >= 2;
  const half = lattice.binWidth / 2;
  const end = (share: number): number => (enough ? sortedQuantile(found, share) : NaN);
  const deviation = standardDeviation(found);
  return {
    standardError: enough ? Math.sqrt(deviation * deviation + (half * half) / 3) : NaN,
    interval: { level, low: end((1 - level) / 2) - half, high: end((1 + level) / 2) + half },
    bStandardError: enough ? standardDeviation(bValues.filter((b) => !Number.isNaN(b))) : NaN,
    resamples,
    failed: resamples - found.length,
  };
}

function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) return NaN;
  const average = mean(values);
  return Math.sqrt(sum(values.map((value) => (value - average) * (value - average))) / (values.length - 1));
}
