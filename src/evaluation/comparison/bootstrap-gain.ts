import { type BlockScheme, resampleBlocks } from "../../numerics/random/block-resampler.ts";
import { sortedQuantile } from "../../numerics/sorted-quantile.ts";
import { namedSimulationStreams, type StreamName } from "../simulation-streams.ts";
import type { WindowGain } from "./window-gain.ts";

/** A figure with its percentile interval. */
export interface Interval {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
}

/** Gain of A over B pooled over windows; intervals by block bootstrap of the windows. */
export interface BootstrapGain {
  /** Nats per earthquake; `scale + shape = total`. */
  readonly total: Interval;
  readonly scale: Interval;
  readonly shape: Interval;
  /** Nats per window; defined without any event too. */
  readonly perWindow: Interval;
  /** Two-sided, of no gain: (1 + #{|resampled − observed| ≥ |observed|})/(1 + replicates) for the gain per window. */
  readonly pValue: number;
  readonly windows: number;
  readonly events: number;
  readonly scheme: BlockScheme;
  readonly replicates: number;
  /** Replicates without any event, which have no gain per earthquake and are left out of its intervals. */
  readonly withoutEvents: number;
  readonly alpha: number;
  readonly seed: string;
}

export interface BootstrapOptions {
  /** Default stationary, mean length {@link blockLengthRule}. */
  readonly scheme?: BlockScheme;
  /** Default 2,000. */
  readonly replicates?: number;
  /** Default 0.05. */
  readonly alpha?: number;
  readonly seedNames: StreamName;
}

/**
 * Resamples blocks of consecutive windows, gains and numbers of events together, so that dependence within about a block
 * length, aftershock sequences above all, widens the interval as it should. Replicate i draws from a stream of its name.
 *
 * @throws RangeError for no windows, alpha outside (0, 1), replicates not a positive integer, or a block length outside [1, n].
 */
export function bootstrapGain(windows: readonly WindowGain[], options: BootstrapOptions): BootstrapGain {
  const { replicates = 2000, alpha = 0.05, scheme = { kind: "stationary", blockLength: blockLengthRule(windows.length) } } = options;
  if (windows.length === 0) throw new RangeError("bootstrapGain: no windows");
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`alpha must lie in (0, 1), got ${alpha}`);
  if (!(Number.isInteger(replicates) && replicates > 0)) throw new RangeError(`replicates must be a positive integer, got ${replicates}`);
  const { seed, blockSize, streamOf } = namedSimulationStreams([...options.seedNames, "block-bootstrap"]);
  const parts = ["gain", "scale", "shape", "events"] as const;
  const sums = parts.map((part) => runningSum(windows.map((window) => window[part])));
  const n = windows.length;
  const [gain, scale, shape, events] = sums.map((running) => running[n]);
  const resampled = parts.map(() => new Float64Array(replicates));
  let stream = streamOf(0);
  for (let replicate = 0; replicate < replicates; replicate++) {
    if (replicate % blockSize === 0) stream = streamOf(replicate / blockSize);
    resampleBlocks(stream, n, scheme, (from, to) => {
      for (let part = 0; part < parts.length; part++) resampled[part][replicate] += sums[part][to] - sums[part][from];
    });
  }
  const [gains, , , counts] = resampled;
  const perEarthquake = (values: Float64Array, estimate: number): Interval =>
    interval(values.map((value, replicate) => value / counts[replicate]).filter((_, replicate) => counts[replicate] > 0), estimate / events, alpha);
  // As far away as observed, but for rounding: all windows alike resample to the observed gain exactly.
  const asFar = gains.filter((value) => Math.abs(value - gain) >= Math.abs(gain) * (1 - 1e-9)).length;
  return {
    total: perEarthquake(resampled[0], gain),
    scale: perEarthquake(resampled[1], scale),
    shape: perEarthquake(resampled[2], shape),
    perWindow: interval(gains.map((value) => value / n), gain / n, alpha),
    pValue: Number.isFinite(gain) ? (1 + asFar) / (1 + replicates) : NaN,
    windows: n,
    events,
    scheme,
    replicates,
    withoutEvents: counts.filter((count) => count === 0).length,
    alpha,
    seed,
  };
}

/** n^{1/3}, the rate at which block lengths should grow for a variance (Künsch 1989); at least 1. */
export function blockLengthRule(n: number): number {
  return Math.max(1, Math.round(Math.cbrt(n)));
}

function interval(values: Float64Array, estimate: number, alpha: number): Interval {
  const sorted = values.sort();
  return { estimate, lower: sortedQuantile(sorted, alpha / 2), upper: sortedQuantile(sorted, 1 - alpha / 2) };
}

/** Sums of the first 0, 1, …, n values. */
function runningSum(values: readonly number[]): Float64Array {
  const running = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) running[i + 1] = running[i] + values[i];
  return running;
}
