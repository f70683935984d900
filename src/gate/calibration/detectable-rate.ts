import { poissonCdf, poissonUpperTail } from "../../numerics/distributions/poisson.ts";
import { bisect } from "../../numerics/root.ts";

/** Rate errors that would by now have been found. */
export interface DetectableRate {
  /** True rate over forecast rate, > 1: this factor and larger ones are found. */
  readonly tooLow: number;
  /** The same for a forecast that is too high, < 1; 0 when not even a rate of zero would be found. */
  readonly tooHigh: number;
}

/** ln of an e-value of Poisson counts by their totals, which falls in the number of events up to the expected one and rises beyond it. */
export type TotalLogEValue = (events: number, expected: number) => number;

/**
 * The smallest errors of the rate that an e-value of Poisson counts finds with the given probability at a look now, that is at the
 * present total Λ: exact, from the counts at which it reaches the bar. Earlier looks can only have added to it.
 *
 * @param expected Λ > 0. @param logBar ln of the bar.
 */
export function detectableRate(logEValue: TotalLogEValue, expected: number, logBar: number, probability = 0.8): DetectableRate {
  if (!(expected > 0 && expected < Infinity)) throw new RangeError(`expected number of events must be positive, got ${expected}`);
  if (!(logBar > 0)) throw new RangeError(`the bar must be above 1, got e^${logBar}`);
  if (!(probability > 0.5 && probability < 1)) throw new RangeError(`probability of finding must lie in (0.5, 1), got ${probability}`);
  const excess = (events: number): number => logEValue(events, expected) - logBar;
  const fewest = smallestReaching(Math.ceil(expected), excess);
  const most = excess(0) < 0 ? -1 : largestReaching(Math.floor(expected), excess);
  const found = (factor: number): number => poissonUpperTail(fewest, factor * expected) + (most < 0 ? 0 : poissonCdf(most, factor * expected));
  const factorBetween = (low: number, high: number): number => Math.exp(bisect((logFactor) => found(Math.exp(logFactor)) - probability, low, high, 1e-12));
  return {
    tooLow: factorBetween(0, Math.log((4 * fewest + 40) / expected)),
    tooHigh: most < 0 ? 0 : factorBetween(Math.log(1e-3 / expected), 0),
  };
}

function smallestReaching(from: number, excess: (events: number) => number): number {
  let step = 1;
  while (excess(from + step) < 0) step *= 2;
  let low = from;
  for (let high = from + step; ; ) {
    if (high - low <= 1) return excess(low) >= 0 ? low : high;
    const middle = Math.floor((low + high) / 2);
    if (excess(middle) < 0) low = middle;
    else high = middle;
  }
}

function largestReaching(from: number, excess: (events: number) => number): number {
  let low = 0;
  for (let high = from + 1; high - low > 1; ) {
    const middle = Math.floor((low + high) / 2);
    if (excess(middle) < 0) high = middle;
    else low = middle;
  }
  return low;
}
