import { ksUniform } from "../../numerics/distributions/kolmogorov-smirnov.ts";
import { namedStream } from "../../numerics/random/named-stream.ts";
import type { StreamName } from "../simulation-streams.ts";
import type { PitInterval } from "./count-pit.ts";

/** Randomised PITs of a series and their distance from uniform. */
export interface RandomisedPitResult {
  /** One value a window, in [0, 1]; independent and uniform when every forecast is the true law. */
  readonly values: Float64Array;
  /** Kolmogorov–Smirnov distance and exact p-value. */
  readonly statistic: number;
  readonly pValue: number;
  readonly seed: string;
}

/**
 * Randomised PIT (Smith 1985; Czado et al. 2009, eq. 1): a uniform point in the interval of each count, which is exactly
 * uniform under the forecasts, so that continuous tests hold. The points are settled by the names alone, before any
 * count is known: name the experiment, forecaster and horizon, and nobody can draw again until the verdict suits.
 *
 * @param intervals in order of window from the series' first on; interval i always gets the i-th point.
 * @throws RangeError without intervals.
 */
export function randomisedPit(intervals: readonly PitInterval[], seedNames: StreamName): RandomisedPitResult {
  if (intervals.length === 0) throw new RangeError("randomisedPit: no intervals");
  const names = [...seedNames, "randomised-PIT"];
  const values = Float64Array.from(intervals, ({ lower, upper }, index) => lower + namedStream(...names, index).nextDouble() * (upper - lower));
  return { values, ...ksUniform(values), seed: names.join("/") };
}
