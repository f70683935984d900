import { insuredGain, reverseGain } from "../../../../src/gate/anytime/insured-gain.ts";
import { DEFAULT_STAKES } from "../../../../src/gate/anytime/stakes.ts";
import type { ContestPath, Rule } from "../../../../src/gate/operating-characteristics/contest.ts";
import { runMixture } from "../../../../src/gate/operating-characteristics/mixture-values.ts";

/** First window at which the fixed-stake mixture on insured gains reaches the bar. */
export function eRule(floor: number, bar: number): Rule {
  return ({ gains, windows }) => firstReaching(windows, bar, (t) => insuredGain(gains[t], floor) / floor);
}

/**
 * The mixture e-process over scaled gains x(t), by plain products: a few hundred windows of stakes up to 0.95 stay far within
 * the range of numbers. The same as `logEValues`, an order of magnitude faster.
 *
 * @returns the window, from 1, at which it first reaches the bar; 0 for never.
 */
export function firstReaching(windows: number, bar: number, scaledGain: (t: number) => number): number {
  const wealths = Float64Array.from(DEFAULT_STAKES.weights);
  for (let t = 0; t < windows; t++) {
    let total = 0;
    for (let k = 0; k < wealths.length; k++) total += wealths[k] *= 1 + DEFAULT_STAKES.stakes[k] * scaledGain(t);
    if (total >= bar) return t + 1;
  }
  return 0;
}

/** Cumulative gain over a bar, as if exp(ΣD) were evidence for the challenger: it is evidence against the baseline being exactly right. */
export function likelihoodRatioRule(bar: number): Rule {
  const logBar = Math.log(bar);
  return ({ gains, windows }) => {
    let sum = 0;
    for (let t = 0; t < windows; t++) if ((sum += gains[t]) >= logBar) return t + 1;
    return 0;
  };
}

/** The same stakes, but only in windows chosen beforehand: what an adaptive bettor would do. */
export function selectiveRule(floor: number, bar: number, stakesAt: (t: number) => boolean): Rule {
  return ({ gains, windows }) => firstReaching(windows, bar, (t) => (stakesAt(t) ? insuredGain(gains[t], floor) / floor : 0));
}

/** Windows in which the shipped forecast's reverse process is at the bar or beyond: harm in the stratum that `included` picks. */
export function harmProcess(path: ContestPath, floor: number, included: (t: number) => boolean, into: Float64Array): void {
  runMixture(path.windows, (t) => (included(t) ? reverseGain(insuredGain(path.gains[t], floor), floor) / floor : 0), into);
}
