import { normalCdf } from "../../../src/numerics/distributions/normal.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { sampleExponential } from "../../../src/numerics/random/samplers.ts";

/** Gutenberg–Richter magnitudes in bins of `binWidth` (0: continuous) whose lowest has the centre `from`. */
export function gutenbergRichter(seed: string, count: number, { b = 1, from = 2, binWidth = 0.1 }: { b?: number; from?: number; binWidth?: number } = {}): number[] {
  const stream = namedStream("test sample", seed);
  return Array.from({ length: count }, () => {
    const excess = sampleExponential(stream) / (b * Math.LN10);
    return binWidth === 0 ? from + excess : Math.round((from + binWidth * Math.floor(excess / binWidth)) * 1e6) / 1e6;
  });
}

/** The same thinned: an event of magnitude m is kept with probability Φ((m − mean)/deviation). Magnitudes are rounded to one `unit`-th, by default to tenths. */
export function thinned(seed: string, count: number, { b = 1, mean, deviation, unit = 10 }: { b?: number; mean: number; deviation: number; unit?: number }): number[] {
  const stream = namedStream("test thinning", seed);
  const kept: number[] = [];
  const from = mean - 6 * deviation;
  while (kept.length < count) {
    const magnitude = from + sampleExponential(stream) / (b * Math.LN10);
    if (stream.nextDouble() < normalCdf((magnitude - mean) / deviation)) kept.push(Math.round(magnitude * unit) / unit);
  }
  return kept;
}

export function standardDeviation(values: readonly number[]): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((a, b) => a + (b - mean) * (b - mean), 0) / (values.length - 1));
}
