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

/** Log scores of one forecast of any kind in a window: of everything observed, and of the number of events alone. */
export interface LogScores {
  /** ln of the probability (density) that the forecast gave to the observed catalog. */
  readonly logScore: number;
  /** ln of the probability that it gave to the observed number of events, by whatever count law it has. */
  readonly logCountProbability: number;
}

/**
 * Gain of one window from log scores, for forecasts whose counts are not Poisson, such as catalog-based ones. For Poisson
 * counts it is {@link windowGain}, term by term.
 */
export function windowGainFromScores(a: LogScores, b: LogScores, events: number): WindowGain {
  const gain = a.logScore - b.logScore;
  const scale = a.logCountProbability - b.logCountProbability;
  return { gain, scale, shape: gain - scale, events };
}
