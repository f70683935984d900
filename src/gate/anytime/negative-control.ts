import { namedStream } from "../../numerics/random/named-stream.ts";
import { logEValues } from "./betting-process.ts";
import type { StakeGrid } from "./stakes.ts";

/** +1 or −1 for each window: −1 where challenger and baseline change places. A function of the committed seed and the window's number alone. */
export function controlSigns(seed: string, contest: string, windows: readonly number[]): Int8Array {
  return Int8Array.from(windows, (window) => (namedStream(seed, "negative-control", contest, window).nextUint32() < 0x80000000 ? 1 : -1));
}

/**
 * ln of the largest e-value reached by the same bet after challenger and baseline have changed places at random: it reaches
 * 1/α with probability at most α given the scores, whatever they are, so that a pipeline that passes it makes evidence
 * out of nothing.
 *
 * The swapped gain is ±D'_t cut to [−B_t, B_t], not the insured gain of ±D_t: that one has a positive mean for any scores
 * at all (a mixture of two forecasts that take turns is better than either), and with losses beyond the floor it would reach
 * the bar in an honest contest.
 *
 * @param insuredGains D'_t, nats. @param floors B_t, nats. @param signs of `controlSigns`
 */
export function negativeControl(grid: StakeGrid, insuredGains: readonly number[], floors: readonly number[], signs: ArrayLike<number>): number {
  const swapped = insuredGains.map((gain, t) => (signs[t] * Math.max(-floors[t], Math.min(floors[t], gain))) / floors[t]);
  return logEValues(grid, swapped).reduce((largest, logE) => Math.max(largest, logE), 0);
}
