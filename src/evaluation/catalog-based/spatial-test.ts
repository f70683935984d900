import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import type { CatalogSummary } from "./catalog-summary.ts";
import type { CatalogTestInput } from "./catalog-test-input.ts";
import { catalogTestResult, type CatalogTestResult, NO_STATISTICS, type Statistics } from "./catalog-test-result.ts";
import { pycsepOutcome } from "./pycsep-spatial.ts";
import { POOLED, type SpatialScores, spatialScores, unsampledEvents, type UnsampledPolicy } from "./spatial-scores.ts";

/**
 * S-test (Savran et al. 2020): the mean over the events of ln(λ/Σλ) at their cells, in nats, among those of
 * the catalogs that have events. Low is bad. Cells that no catalog visited are scored by `unsampled`; pyCSEP drops the
 * observed events there and tests the rest, which is given beside.
 */
export function catalogSpatialTest({ summary, observed, unsampled = POOLED }: Omit<CatalogTestInput, "simulations" | "seedNames">): CatalogTestResult {
  const { statistics, plain } = spatialStatistics(summary, observed, unsampled);
  const missed = unsampledEvents(summary, observed);
  return catalogTestResult("catalog-S", "lower", observed.count, statistics, null, {
    unsampledEvents: missed,
    policy: unsampled,
    pycsep: pycsepOutcome(plain, missed),
  });
}

/** The S-test's statistics under a policy, and with plain mean rates and dropped events. */
export function spatialStatistics(summary: CatalogSummary, observed: ObservedEvents, policy: UnsampledPolicy): { readonly statistics: Statistics; readonly plain: Statistics } {
  if (observed.count === 0 || summary.eventCount === 0) return { statistics: NO_STATISTICS, plain: NO_STATISTICS };
  const { scores, plain } = spatialScores(summary, observed, policy);
  const sampled = observed.count - unsampledEvents(summary, observed);
  return { statistics: perEvent(scores, summary.eventCounts, observed.count), plain: perEvent(plain, summary.eventCounts, sampled) };
}

function perEvent({ observed, simulated, expectedCount }: SpatialScores, eventCounts: Int32Array, observedCount: number): Statistics {
  const logTotal = Math.log(expectedCount);
  return {
    observed: observed / observedCount - logTotal,
    simulated: simulated.map((score, catalog) => score / eventCounts[catalog] - logTotal).filter((_, catalog) => eventCounts[catalog] > 0),
  };
}
