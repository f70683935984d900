import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import type { CatalogSummary } from "./catalog-summary.ts";
import type { CatalogTestInput } from "./catalog-test-input.ts";
import { catalogTestResult, type CatalogTestResult, NO_STATISTICS, type Statistics } from "./catalog-test-result.ts";
import { magnitudeDistance } from "./magnitude-distance.ts";
import { observedHistogram } from "./magnitude-resampling.ts";

/**
 * M-test in its first form (Savran et al. 2020): the distance of the magnitude histogram from the catalogs' union, among
 * those of the catalogs that have events, all scaled to the observed number. Large is bad. Scaling hides that a small
 * catalog is noisier than a large one, so that the level depends on the numbers of events (pyCSEP issue 196): with more
 * events than the catalogs it passes too easily, with fewer it rejects a true model. The resampled forms are free of it.
 */
export function catalogMagnitudeTest({ summary, observed }: Pick<CatalogTestInput, "summary" | "observed">): CatalogTestResult {
  return catalogTestResult("catalog-M", "upper", observed.count, magnitudeStatistics(summary, observed), null);
}

export function magnitudeStatistics(summary: CatalogSummary, observed: ObservedEvents): Statistics {
  if (observed.count === 0 || summary.eventCount === 0) return NO_STATISTICS;
  const distance = magnitudeDistance(summary, observed.count);
  const { starts, bins, counts } = summary.magnitudeHistograms;
  const simulated = new Float64Array(summary.eventCounts.reduce((total, count) => total + (count > 0 ? 1 : 0), 0));
  for (let catalog = 0, place = 0; catalog < summary.catalogCount; catalog++) {
    if (summary.eventCounts[catalog] > 0) simulated[place++] = distance.ofEntries(bins, counts, starts[catalog], starts[catalog + 1]);
  }
  return { observed: distance.ofHistogram(observedHistogram(summary, observed)), simulated };
}
