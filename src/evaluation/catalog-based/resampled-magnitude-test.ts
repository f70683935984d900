import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { namedSimulationStreams, type SimulationStreams } from "../simulation-streams.ts";
import type { CatalogSummary } from "./catalog-summary.ts";
import type { CatalogTestInput } from "./catalog-test-input.ts";
import { catalogTestResult, type CatalogTestResult, NO_STATISTICS, type Statistics } from "./catalog-test-result.ts";
import { magnitudeDistance } from "./magnitude-distance.ts";
import { observedHistogram, resampledStatistic } from "./magnitude-resampling.ts";

/**
 * M-test with resampling (Serafini et al. 2024): the distance of the M-test, compared with that of samples of the observed
 * size from the catalogs' union, so that its level does not depend on the numbers of events. Large is bad.
 */
export function resampledMagnitudeTest({ summary, observed, simulations, seedNames }: CatalogTestInput): CatalogTestResult {
  const streams = namedSimulationStreams([...seedNames, "catalog-M-resampled"]);
  return catalogTestResult("catalog-M-resampled", "upper", observed.count, resampledStatistics(summary, observed, simulations, streams), streams.seed);
}

export function resampledStatistics(summary: CatalogSummary, observed: ObservedEvents, simulations: number, streams: SimulationStreams): Statistics {
  if (observed.count === 0 || summary.eventCount === 0) return NO_STATISTICS;
  const { ofHistogram } = magnitudeDistance(summary, observed.count);
  return { observed: ofHistogram(observedHistogram(summary, observed)), simulated: resampledStatistic(summary, observed.count, simulations, streams, ofHistogram) };
}
