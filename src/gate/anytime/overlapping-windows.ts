import { logMixtureCalibrator } from "../calibration/p-to-e.ts";
import { logMixture } from "./mixture.ts";

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

/** Progress of the settle-all rule. */
export type SettleAllState = "betting" | "settling" | "pass" | "hold";

/**
 * The settle-all rule: once the plain average of the offsets' e-processes has reached 1/α, no further window is opened, and
 * the average decides when all open windows have settled. Valid because whether a window opens is decided before its
 * outcome; needs that at each opening the challenger has no edge given all that is known, open windows included.
 *
 * @param logEValueByOffset ln of each offset's present e-value.
 * @param triggered whether the average had reached the bar before.
 * @param openWindows windows opened and not yet settled.
 */
export function settleAll(logEValueByOffset: readonly number[], alpha: number, triggered: boolean, openWindows: number): SettleAllState {
  const reached = logMixture(logEValueByOffset) >= -Math.log(alpha);
  if (!triggered && !reached) return "betting";
  if (openWindows > 0) return "settling";
  return reached ? "pass" : "hold";
}
