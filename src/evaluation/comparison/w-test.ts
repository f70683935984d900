import type { WTestResult } from "../result.ts";
import { signedRank } from "./signed-rank.ts";
import { type ComparisonTerms, logRateRatios } from "./window-terms.ts";

/**
 * W-test (Rhoades et al. 2011): Wilcoxon's signed-rank test that the median of ln λA − ln λB over events is
 * (N̂A − N̂B)/N, that is, that neither forecast gains. z carries no sign; `direction` names the forecast with the larger
 * sum of ranks, "none" when they are equal or unknown.
 */
export function wTest(terms: ComparisonTerms): WTestResult {
  const ratios = logRateRatios(terms);
  const level = (terms.expectedA - terms.expectedB) / ratios.length;
  const { z, pValue, positiveRanks, negativeRanks, n } = signedRank(ratios.map((ratio) => ratio - level));
  const difference = Number.isNaN(z) ? 0 : positiveRanks - negativeRanks;
  return { test: "W", observed: z, z, pValue, direction: difference > 0 ? "A" : difference < 0 ? "B" : "none", n };
}
