import { bAbove } from "./b-above.ts";
import { bootstrapCompleteness, type CompletenessBootstrap, type CompletenessUncertainty } from "./completeness-bootstrap.ts";
import { binMagnitude, binIndices, countBins, cumulativeCounts, type BinLattice, type FrequencyMagnitude } from "./distribution.ts";
import { notEstimated, type NotEstimated } from "./estimate.ts";

/** What a method finds in one distribution: the lowest complete bin, and how it came to it. */
export interface CompletenessPoint<Diagnostics> {
  readonly estimated: true;
  /** Magnitude units. The magnitude of a bin, that is the lowest that can be listed in it, unless the method's docstring says otherwise. */
  readonly completenessMagnitude: number;
  readonly diagnostics: Diagnostics;
}

export interface CompletenessEstimate<Diagnostics = unknown> extends CompletenessPoint<Diagnostics> {
  /** Events in the completeness magnitude's bin and above. */
  readonly count: number;
  /** b above it with the error of Shi & Bolt; NaN where fewer than 2 events or all in one bin. */
  readonly b: number;
  readonly bStandardError: number;
  /** Present when a bootstrap was asked for. */
  readonly uncertainty?: CompletenessUncertainty;
}

/** A way to estimate the completeness magnitude, under a name. */
export interface CompletenessMethod<Options extends object = object, Diagnostics = unknown> {
  readonly id: string;
  readonly title: string;
  readonly citation: string;
  /** Estimates from one distribution. Deterministic: methods that draw take a seed among their options. */
  find(distribution: FrequencyMagnitude, options?: Options): CompletenessPoint<Diagnostics> | NotEstimated;
}

export interface EstimateOptions<Options extends object> extends BinLattice {
  readonly method?: Options;
  readonly bootstrap?: CompletenessBootstrap;
}

/**
 * The completeness magnitude of a sample by one method, with b above it, and on demand its uncertainty by resampling the
 * magnitudes in the order given.
 *
 * @throws InputError for a magnitude that is not a number, a bin width that is not positive, or options out of range
 */
export function estimateCompleteness<Options extends object, Diagnostics>(
  method: CompletenessMethod<Options, Diagnostics>, magnitudes: ArrayLike<number>, options: EstimateOptions<Options>,
): CompletenessEstimate<Diagnostics> | NotEstimated {
  const indices = binIndices(magnitudes, options);
  const distribution = countBins(indices, options);
  const point = findCompleteness(method, distribution, options.method);
  if (!point.estimated) return point;
  const { completenessMagnitude } = point;
  const bin = Math.ceil((completenessMagnitude - binMagnitude(distribution, 0)) / distribution.binWidth - 1e-6);
  const above = bAbove(distribution);
  const inside = bin >= 0 && bin < above.counts.length;
  const uncertainty = options.bootstrap === undefined ? {} : {
    uncertainty: bootstrapCompleteness(indices, options, (resampled) => findCompleteness(method, resampled, options.method), options.bootstrap),
  };
  return {
    ...point,
    count: inside ? above.counts[bin]! : bin < 0 ? distribution.total : 0,
    b: inside ? above.b[bin]! : NaN,
    bStandardError: inside ? above.standardErrors[bin]! : NaN,
    ...uncertainty,
  };
}

/** The method's answer for a distribution, with empty samples answered for all methods alike. */
export function findCompleteness<Options extends object, Diagnostics>(
  method: CompletenessMethod<Options, Diagnostics>, distribution: FrequencyMagnitude, options?: Options,
): CompletenessPoint<Diagnostics> | NotEstimated {
  if (distribution.total === 0) return notEstimated("too few events", "no events");
  return method.find(distribution, options);
}

/** Bins with at least `fewest` events in them and above, from the lowest; those a method tries as completeness magnitude. */
export function candidateBins(distribution: FrequencyMagnitude, fewest: number): number[] {
  const cumulative = cumulativeCounts(distribution);
  const bins: number[] = [];
  for (let bin = 0; bin < cumulative.length && cumulative[bin]! >= fewest; bin++) bins.push(bin);
  return bins;
}
