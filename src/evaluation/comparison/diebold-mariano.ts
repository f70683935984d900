import { normalQuantile, normalUpperTail } from "../../numerics/distributions/normal.ts";
import { studentTQuantile, studentTUpperTail } from "../../numerics/distributions/student-t.ts";
import { longRunVariance } from "../../numerics/long-run-variance.ts";
import { sum } from "../../numerics/sums.ts";
import type { DieboldMarianoResult } from "../result.ts";
import type { WindowGain } from "./window-gain.ts";

/**
 * From so many windows on the standard normal law of the `brehmer` form is close enough: a test at 5 % then rejects less than 7 %
 * of equal forecasts whose windows are independent. Of few windows its p-value is too small by orders of magnitude.
 */
export const NORMAL_LAW_FROM_WINDOWS = 30;

export interface DieboldMarianoOptions {
  /**
   * `newey-west`: Bartlett weights, Student's t with n − 1 degrees of freedom. `brehmer`: Brehmer et al. (2024, pyCSEP
   * issue 276), equal weights up to the overlap, standard normal. Default `newey-west`.
   */
  readonly form?: "newey-west" | "brehmer";
  /** How many of the following windows each window overlaps: 0 for adjoining windows, 6 for 7-day forecasts issued daily. Default 0. */
  readonly overlap?: number;
  /** Default 0.05. */
  readonly alpha?: number;
}

/**
 * Diebold–Mariano test (1995) that A and B score alike on average, on the gains of consecutive windows: mean gain over
 * the root of its long-run variance/n. Unlike the T-test it counts windows without events and allows for correlation
 * between windows; the gain itself is the same.
 *
 * Largest lag: `brehmer`, the overlap; `newey-west`, ⌊4 (n/100)^{2/9}⌋ (Newey & West 1994) or the overlap if larger.
 * Never above n − 1. The interval is of the gain per earthquake with the number of earthquakes taken as given. Fewer than
 * two windows, a gain that is not finite or a variance that is not positive leave all but the gain NaN.
 *
 * @throws RangeError unless 0 < alpha < 1 and overlap is a non-negative integer.
 */
export function dieboldMariano(windows: readonly WindowGain[], { form = "newey-west", overlap = 0, alpha = 0.05 }: DieboldMarianoOptions = {}): DieboldMarianoResult {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`alpha must lie in (0, 1), got ${alpha}`);
  if (!(Number.isInteger(overlap) && overlap >= 0)) throw new RangeError(`overlap must be a non-negative integer, got ${overlap}`);
  const n = windows.length;
  const gains = windows.map(({ gain }) => gain);
  const total = sum(gains);
  const events = windows.reduce((count, window) => count + window.events, 0);
  const lag = Math.max(0, Math.min(n - 1, form === "brehmer" ? overlap : Math.max(overlap, neweyWestLag(n))));
  const estimate = n > 1 && Number.isFinite(total) ? longRunVariance(gains, lag, form === "brehmer" ? "rectangular" : "bartlett") : NaN;
  const variance = estimate > 0 ? estimate : NaN;
  const statistic = total / Math.sqrt(n * variance);
  const upperTail = (x: number): number => (form === "brehmer" ? normalUpperTail(x) : studentTUpperTail(x, n - 1));
  const critical = n > 1 ? (form === "brehmer" ? normalQuantile(1 - alpha / 2) : studentTQuantile(1 - alpha / 2, n - 1)) : NaN;
  const halfWidth = critical * Math.sqrt(n * variance);
  return {
    test: "DM",
    observed: statistic,
    form,
    informationGain: total / events,
    scale: sum(windows.map(({ scale }) => scale)) / events,
    shape: sum(windows.map(({ shape }) => shape)) / events,
    lower: (total - halfWidth) / events,
    upper: (total + halfWidth) / events,
    gain: total,
    gainPerWindow: total / n,
    longRunVariance: estimate,
    lag,
    pValue: Number.isNaN(statistic) ? NaN : Math.min(1, 2 * upperTail(Math.abs(statistic))),
    alpha,
    windows: n,
    n: events,
  };
}

/** Newey & West's (1994) growth of the lag with the length of the series. */
export function neweyWestLag(n: number): number {
  return n < 1 ? 0 : Math.floor(4 * Math.exp((2 / 9) * Math.log(n / 100)));
}
