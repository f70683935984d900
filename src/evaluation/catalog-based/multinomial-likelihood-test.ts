import { logGamma } from "../../numerics/special-functions/log-gamma.ts";
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

/** The score of histograms of `eventCount` events. Terms of one bin depend on its count alone and are computed once. */
function multinomialScore({ magnitudeCounts, eventCount: unionCount }: CatalogSummary, eventCount: number): (histogram: ArrayLike<number>) => number {
  const binCount = magnitudeCounts.length;
  const union = Float64Array.from(magnitudeCounts, (count) => count + unionCount / eventCount);
  const unionTotal = unionCount + (binCount * unionCount) / eventCount;
  const ownTotal = eventCount + binCount;
  const pooledTotal = unionTotal + ownTotal;
  const unionTerm = logMultinomial(union, unionTotal);
  const constants = 2 * (logGamma(pooledTotal + 1) - unionTerm - logGamma(ownTotal + 1));
  const known: (Float64Array | undefined)[] = [];

  /** Per bin, for one count: the pooled histogram's term less the sample's own. */
  const termsOf = (count: number): Float64Array => {
    const own = count + 1;
    const ownTerm = own * Math.log(own / ownTotal) - logGamma(own + 1);
    return Float64Array.from(union, (weight) => {
      const pooled = weight + own;
      return 2 * (pooled * Math.log(pooled / pooledTotal) - logGamma(pooled + 1) - ownTerm);
    });
  };

  return (histogram) => {
    let score = constants;
    for (let bin = 0; bin < binCount; bin++) score += (known[histogram[bin]] ??= termsOf(histogram[bin]))[bin];
    return score;
  };
}

/** ln of the largest multinomial likelihood of a histogram, for real counts by the gamma function. */
function logMultinomial(counts: Float64Array, total: number): number {
  let sum = logGamma(total + 1);
  for (const count of counts) sum += count * Math.log(count / total) - logGamma(count + 1);
  return sum;
}
