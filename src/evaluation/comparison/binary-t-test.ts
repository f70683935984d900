import { InputError } from "../../seismicity/input-error.ts";
import type { BinaryTResult } from "../result.ts";
import { pairedTTest } from "./paired-t-test.ts";
import type { ComparisonTerms } from "./window-terms.ts";

/**
 * Paired T-test over active bins (Bayona et al. 2022): each space–magnitude bin with events counts once, and N is their
 * number. Totals are the Poisson expected counts, as in pyCSEP (whose own function always raises NameError: defect 20).
 *
 * @throws InputError when it is not known which events share a bin.
 */
export function binaryTTest(terms: ComparisonTerms, alpha = 0.05): BinaryTResult {
  if (terms.eventBins === undefined) {
    throw new InputError("the binary T-test needs to know which events share a bin", { field: "eventBins", expected: "terms made from two gridded forecasts and the events" });
  }
  const seen = new Set<number>();
  const isFirst = Array.from(terms.eventBins, (bin) => !seen.has(bin) && seen.add(bin) !== undefined);
  return {
    ...pairedTTest({ ...terms, logRateA: terms.logRateA.filter((_, event) => isFirst[event]), logRateB: terms.logRateB.filter((_, event) => isFirst[event]) }, alpha),
    test: "binary-T",
  };
}
