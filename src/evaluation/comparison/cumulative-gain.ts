import { sum } from "../../numerics/sums.ts";
import { gainInterval } from "./paired-t-test.ts";
import { type ComparisonTerms, logRateRatios } from "./window-terms.ts";

/** The gain of A over B in one window and in all windows up to it. */
export interface CumulativeGainPoint {
  /** Difference of joint log-likelihoods, A minus B, in nats. */
  readonly gain: number;
  readonly events: number;
  readonly cumulativeGain: number;
  readonly cumulativeEvents: number;
  /** Information gain per earthquake so far, with its T interval; NaN before it is defined. */
  readonly gainPerEarthquake: number;
  readonly lower: number;
  readonly upper: number;
}

/**
 * Running gain over windows in order. The intervals are those of the T-test at each window taken alone: descriptive,
 * not valid under repeated looks. −Infinity or NaN once a forecast has given zero to an event.
 */
export function cumulativeGain(windows: readonly ComparisonTerms[], alpha = 0.05): CumulativeGainPoint[] {
  const soFar = runningMoments();
  let cumulative = 0;
  return windows.map((terms) => {
    const ratios = logRateRatios(terms);
    const gain = sum(ratios) - (terms.expectedA - terms.expectedB);
    cumulative += gain;
    for (const ratio of ratios) soFar.add(ratio);
    const count = soFar.count();
    const gainPerEarthquake = count > 0 ? cumulative / count : NaN;
    const { lower, upper } = gainInterval(gainPerEarthquake, soFar.squares(), count, alpha);
    return { gain, events: ratios.length, cumulativeGain: cumulative, cumulativeEvents: count, gainPerEarthquake, lower, upper };
  });
}

/** Welford's running sum of squared deviations (1962). */
function runningMoments(): { add(value: number): void; count(): number; squares(): number } {
  let count = 0;
  let mean = 0;
  let squares = 0;
  return {
    add(value) {
      count++;
      const before = value - mean;
      mean += before / count;
      squares += before * (value - mean);
    },
    count: () => count,
    squares: () => squares,
  };
}
