import fc from "fast-check";
import type { ComparisonTerms } from "../../../src/evaluation/comparison/window-terms.ts";

const logRate = fc.double({ min: -30, max: 5, noNaN: true });
const expected = fc.double({ min: 1e-3, max: 300, noNaN: true });

/** One window of up to eight events, some of which share a bin. */
export const arbitraryTerms: fc.Arbitrary<ComparisonTerms> = fc
  .record({ bins: fc.array(fc.nat(5), { maxLength: 8 }), ratesA: fc.array(logRate, { minLength: 6, maxLength: 6 }), ratesB: fc.array(logRate, { minLength: 6, maxLength: 6 }), expectedA: expected, expectedB: expected })
  .map(({ bins, ratesA, ratesB, expectedA, expectedB }) => ({
    logRateA: Float64Array.from(bins, (bin) => ratesA[bin]),
    logRateB: Float64Array.from(bins, (bin) => ratesB[bin]),
    expectedA,
    expectedB,
    eventBins: Int32Array.from(bins),
  }));

export const arbitraryWindows = fc.array(arbitraryTerms, { minLength: 2, maxLength: 12 });

/** B against A. */
export function swapped(terms: ComparisonTerms): ComparisonTerms {
  return { ...terms, logRateA: terms.logRateB, logRateB: terms.logRateA, expectedA: terms.expectedB, expectedB: terms.expectedA };
}
