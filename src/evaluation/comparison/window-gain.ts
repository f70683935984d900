import { sum } from "../../numerics/sums.ts";
import { scaleTerm, shapeTerm } from "./scale-shape.ts";
import { type ComparisonTerms, logRateRatios } from "./window-terms.ts";

/** How much better A scored than B in one window, in nats; `scale + shape = gain`. */
export interface WindowGain {
  /** Difference of joint log-likelihoods, A minus B. */
  readonly gain: number;
  /** From the number of events. */
  readonly scale: number;
  /** From their places and magnitudes, given the number. */
  readonly shape: number;
  readonly events: number;
}

/** Gain of one window from its terms. */
export function windowGain(terms: ComparisonTerms): WindowGain {
  return {
    gain: sum(logRateRatios(terms)) - (terms.expectedA - terms.expectedB),
    scale: scaleTerm(terms),
    shape: shapeTerm(terms),
    events: terms.logRateA.length,
  };
}
