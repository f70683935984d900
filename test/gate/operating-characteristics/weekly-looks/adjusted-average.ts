import { logMixture } from "../../../../src/gate/anytime/mixture.ts";

/**
 * When the horizon is h issue steps, windows overlap and one e-process over all of them is wrong. Each of the h offsets
 * alone is a sequence of non-overlapping windows with a valid e-process, in its own coarser flow of information: the plain
 * average of the h is an e-value once everything open has settled, not a process that may be stopped at will.
 */

/**
 * ln of the mean over offsets of A(M_o), M_o = max(1, largest value so far of offset o's e-process), A(M) = (M − 1 − ln M)/(ln M)²:
 * adjust, then average (Choe & Ramdas 2024). 1/M_o is a p-value at any time, whatever was known when, and A turns it
 * into an e-value, so the mean may be looked at every week: it reaches 1/α with probability at most α, ever. ½ at the start.
 *
 * @param largestLogEValues ln of each offset's largest e-value so far.
 */
export function adjustedAverage(largestLogEValues: readonly number[]): number {
  return logMixture(largestLogEValues.map((largest) => logMixtureCalibrator(Math.max(0, largest))));
}

/** ln of the adjuster (M − 1 − ln M)/(ln M)² of a running maximum M = e^u, u ≥ 0: (e^u − 1 − u)/u². */
function logMixtureCalibrator(u: number): number {
  if (!(u >= 0)) throw new RangeError(`calibrator: −ln p must not be negative, got ${u}`);
  if (u > 2) return u === Infinity ? Infinity : u - 2 * Math.log(u) + Math.log1p(-(1 + u) * Math.exp(-u));
  // Σ u^k/(k+2)!, all terms positive.
  let sum = 0.5;
  let term = 0.5;
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= u / (k + 2);
    sum += term;
  }
  return Math.log(sum);
}
