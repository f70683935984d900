import type { CalibrationStatistic } from "../policies/anytime.ts";
import { type DetectableRate, detectableRate } from "./detectable-rate.ts";
import { poissonNumberLogEValue, poissonTiltedLogEValue } from "./number-process.ts";

/** An error that would by now have been found with 80 % probability, or the weakest evidence that would have been. */
export type DetectableError =
  | { readonly kind: "number"; readonly rate: DetectableRate }
  /** In the class of forecast probability where most cells are expected to be occupied. */
  | { readonly kind: "occupied cells"; readonly rate: DetectableRate }
  /** Found if the p-value were this, or less, in every window. */
  | { readonly kind: "p-value"; readonly pValue: number }
  /** Found if the counts spoke against it by this much a window on average, nats. */
  | { readonly kind: "nats a window"; readonly nats: number };

/**
 * What a calibration statistic could have found by now: a value below the bar means "not rejected yet", and this is how little that says.
 * N is taken as Poisson counts; what a law with more scatter lets be found is larger (`detectableTilt`).
 *
 * @param logBar ln of the bar. @returns null while it has no window that can speak
 */
export function detectableError(statistic: CalibrationStatistic, { windows, expected }: { readonly windows: number; readonly expected: readonly number[] }, logBar: number): DetectableError | null {
  if (windows === 0) return null;
  if (statistic === "PIT") return { kind: "nats a window", nats: logBar / windows };
  // κ p^{κ−1} in every window with κ = 1/2: e^{bar/n} = 1/(2 √p).
  if (statistic === "M" || statistic === "S") return { kind: "p-value", pValue: 0.25 * Math.exp((-2 * logBar) / windows) };
  const most = Math.max(...expected);
  if (!(most > 0)) return null;
  if (statistic === "N") return { kind: "number", rate: detectableRate(poissonNumberLogEValue, most, logBar) };
  // Half of the capital is on these bets and its class is one of so many; all others may have been lost.
  return { kind: "occupied cells", rate: detectableRate(poissonTiltedLogEValue, most, logBar + Math.log(2 * expected.length)) };
}
