import { stirlingError } from "../../numerics/special-functions/log-gamma.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { namedSimulationStreams, type SimulationStreams } from "../simulation-streams.ts";
import type { CatalogSummary } from "./catalog-summary.ts";
import type { CatalogTestInput } from "./catalog-test-input.ts";
import { catalogTestResult, type CatalogTestResult, NO_STATISTICS, type Statistics } from "./catalog-test-result.ts";
import { observedHistogram, resampledStatistic } from "./magnitude-resampling.ts";

/**
 * Multinomial likelihood ratio of magnitudes (MLL, Serafini et al. 2024, as pyCSEP computes it):
 * 2 [ln M(u′ + o′) − ln M(u′) − ln M(o′)] with u′ the union histogram + N_u/N, o′ the observed one + 1, and M the largest
 * multinomial likelihood of a histogram, compared with samples of the observed size from the union. The factorials in M make
 * the score grow with the evenness of the observed histogram: too many large events score high, too few low, so that both
 * tails are bad (pyCSEP leaves the choice to its reader).
 */
export function multinomialLikelihoodTest({ summary, observed, simulations, seedNames }: CatalogTestInput): CatalogTestResult {
  const streams = namedSimulationStreams([...seedNames, "catalog-M-MLL"]);
  return catalogTestResult("catalog-M-MLL", "both", observed.count, multinomialStatistics(summary, observed, simulations, streams), streams.seed);
}

export function multinomialStatistics(summary: CatalogSummary, observed: ObservedEvents, simulations: number, streams: SimulationStreams): Statistics {
  if (observed.count === 0 || summary.eventCount === 0) return NO_STATISTICS;
  const score = multinomialScore(summary, observed.count);
  return { observed: score(observedHistogram(summary, observed)), simulated: resampledStatistic(summary, observed.count, simulations, streams, score) };
}

/**
 * The score of histograms of `eventCount` events. ln M of counts x of total n is lnΓ(n + 1) + Σ (x ln(x/n) − lnΓ(x + 1)); with
 * Stirling's formula and its error all that grows with n cancels on paper, and ln M = s(n) − Σ s(x) is left. Summed as it
 * stands, 100 million simulated events leave an error of 3e-6, above the steps between scores. Terms of one bin depend on
 * its count alone and are computed once.
 */
function multinomialScore({ magnitudeCounts, eventCount: unionCount }: CatalogSummary, eventCount: number): (histogram: ArrayLike<number>) => number {
  const binCount = magnitudeCounts.length;
  const union = Float64Array.from(magnitudeCounts, (count) => count + unionCount / eventCount);
  const unionTerms = union.map(stirlingRemainder);
  const unionTotal = unionCount + (binCount * unionCount) / eventCount;
  const ownTotal = eventCount + binCount;
  const constants = 2 * (stirlingRemainder(unionTotal + ownTotal) - stirlingRemainder(unionTotal) - stirlingRemainder(ownTotal));
  const known: (Float64Array | undefined)[] = [];

  /** Per bin, for one count: the terms of union and sample less that of both together. */
  const termsOf = (count: number): Float64Array => {
    const own = count + 1;
    const ownTerm = stirlingRemainder(own);
    return union.map((weight, bin) => 2 * (unionTerms[bin] + ownTerm - stirlingRemainder(weight + own)));
  };

  return (histogram) => {
    let score = constants;
    for (let bin = 0; bin < binCount; bin++) score += (known[histogram[bin]] ??= termsOf(histogram[bin]))[bin];
    return score;
  };
}

const HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

/** s(x) = lnΓ(x + 1) − x ln x + x = ½ ln 2πx + δ(x), for x > 0. */
function stirlingRemainder(x: number): number {
  return HALF_LOG_TWO_PI + 0.5 * Math.log(x) + stirlingError(x);
}
