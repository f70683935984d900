import { studentTQuantile, studentTUpperTail } from "../../numerics/distributions/student-t.ts";
import { sum } from "../../numerics/sums.ts";
import type { PairedTResult } from "../result.ts";
import { type ComparisonTerms, logRateRatios } from "./window-terms.ts";

/**
 * Paired T-test of the information gain per earthquake of A over B (Rhoades et al. 2011, eqs 17 and 18), with
 * x = ln λA − ln λB at each event: `I = (Σx − (N̂A − N̂B))/N`, variance that of x. The variance is computed about the
 * mean; pyCSEP's difference of squares can turn negative.
 *
 * With one event all but the gain is NaN; without events the gain is ∓Infinity (or NaN) and nothing is known. An event
 * at an expected count of zero makes the gain infinite and the interval NaN.
 *
 * @throws RangeError unless 0 < alpha < 1.
 */
export function pairedTTest(terms: ComparisonTerms, alpha = 0.05): PairedTResult {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`alpha must lie in (0, 1), got ${alpha}`);
  const ratios = logRateRatios(terms);
  const n = ratios.length;
  const total = sum(ratios);
  const centre = total / n;
  const squares = sum(ratios.map((ratio) => (ratio - centre) * (ratio - centre)));
  const informationGain = (total - (terms.expectedA - terms.expectedB)) / n;
  return { test: "T", observed: informationGain, ...gainInterval(informationGain, squares, n, alpha) };
}

/**
 * t statistic, two-sided p-value and confidence interval of a gain.
 *
 * @param squares sum of squared deviations of the log rate ratios from their mean.
 */
export function gainInterval(informationGain: number, squares: number, n: number, alpha: number): Omit<PairedTResult, "test" | "observed"> {
  const degreesOfFreedom = n - 1;
  const known = degreesOfFreedom > 0;
  const standardError = known ? Math.sqrt(squares / degreesOfFreedom / n) : NaN;
  const t = informationGain / standardError;
  const tCritical = known ? studentTQuantile(1 - alpha / 2, degreesOfFreedom) : NaN;
  const halfWidth = tCritical * standardError;
  return {
    informationGain,
    lower: informationGain - halfWidth,
    upper: informationGain + halfWidth,
    t,
    tCritical,
    degreesOfFreedom,
    alpha,
    pValue: Number.isNaN(t) ? NaN : Math.min(1, 2 * studentTUpperTail(Math.abs(t), degreesOfFreedom)),
    n,
  };
}
