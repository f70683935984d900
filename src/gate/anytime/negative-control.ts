import { namedStream } from "../../numerics/random/named-stream.ts";

/** +1 or −1 for each window: −1 where challenger and baseline change places. A function of the committed seed and the window's number alone. */
export function controlSigns(seed: string, contest: string, windows: readonly number[]): Int8Array {
  return Int8Array.from(windows, (window) => (namedStream(seed, "negative-control", contest, window).nextUint32() < 0x80000000 ? 1 : -1));
}

/**
 * The shipped gain D'_t as it is bet on after challenger and baseline have changed places at random: ±D'_t cut to [−B, B]. The same bet on it
 * reaches 1/α with probability at most α given the scores, whatever they are, so that a pipeline that passes it makes evidence out of nothing.
 *
 * It is not the insured gain of ±D_t: that one has a positive mean for any scores at all (a mixture of two forecasts that take turns is
 * better than either), and with losses beyond the floor it would reach the bar in an honest contest.
 *
 * @param sign of `controlSigns`. @param insuredGain D'_t, nats. @param floor B, nats
 */
export function swappedGain(sign: number, insuredGain: number, floor: number): number {
  return sign * Math.max(-floor, Math.min(floor, insuredGain));
}
