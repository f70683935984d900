import type { RandomStream } from "./stream.ts";

/** How blocks of consecutive values are drawn. */
export interface BlockScheme {
  /** `stationary`: geometric lengths, wrapping round the end (Politis & Romano 1994). `moving`: all of one length (Künsch 1989). */
  readonly kind: "stationary" | "moving";
  /** Length of a block, for `stationary` its mean; from 1, independent resampling, to n. */
  readonly blockLength: number;
}

/**
 * One bootstrap resample of a series of n values as runs of consecutive places: `visit(from, to)` for each run [from, to),
 * whose lengths add up to n.
 *
 * @throws RangeError unless 1 ≤ blockLength ≤ n, an integer for `moving`.
 */
export function resampleBlocks(stream: RandomStream, n: number, { kind, blockLength }: BlockScheme, visit: (from: number, to: number) => void): void {
  if (!(blockLength >= 1 && blockLength <= n) || (kind === "moving" && !Number.isInteger(blockLength))) {
    throw new RangeError(`block length must lie in [1, ${n}]${kind === "moving" ? " and be an integer" : ""}, got ${blockLength}`);
  }
  for (let left = n; left > 0; ) {
    const from = Math.floor(stream.nextDouble() * (kind === "moving" ? n - blockLength + 1 : n));
    const length = Math.min(left, kind === "moving" ? blockLength : geometricLength(stream, blockLength));
    left -= length;
    visit(from, Math.min(n, from + length));
    // A stationary block goes on at the start; it is cut to n by `left`, so it wraps once at most.
    if (from + length > n) visit(0, from + length - n);
  }
}

/** 1, 2, … with the given mean; by inversion. */
function geometricLength(stream: RandomStream, mean: number): number {
  if (mean === 1) return 1;
  return 1 + Math.floor(Math.log1p(-stream.nextDouble()) / Math.log1p(-1 / mean));
}
