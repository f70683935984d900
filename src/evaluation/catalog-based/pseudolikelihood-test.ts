import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import type { CatalogSummary } from "./catalog-summary.ts";
import type { CatalogTestInput } from "./catalog-test-input.ts";
import { catalogTestResult, type CatalogTestResult, type Statistics } from "./catalog-test-result.ts";
import { pycsepOutcome } from "./pycsep-spatial.ts";
import { POOLED, type SpatialScores, spatialScores, unsampledEvents, type UnsampledPolicy } from "./spatial-scores.ts";

/**
 * PL-test (Savran et al. 2020): number and place together, Σ ln λ over the events minus the expected number,
 * among those of all catalogs. Low is bad; where rates are below 1 more events score lower, so that a catalog with too
 * few passes. A catalog without events scores minus the expected number, the observed one too: pyCSEP then returns no
 * result, and its calibration test dies of that.
 */
export function catalogPseudolikelihoodTest({ summary, observed, unsampled = POOLED }: Omit<CatalogTestInput, "simulations" | "seedNames">): CatalogTestResult {
  const { statistics, plain } = pseudolikelihoodStatistics(summary, observed, unsampled);
  const missed = unsampledEvents(summary, observed);
  return catalogTestResult("catalog-PL", "lower", observed.count, statistics, null, {
    unsampledEvents: missed,
    policy: unsampled,
    pycsep: missed === observed.count ? null : pycsepOutcome(plain, missed),
  });
}

/** The PL-test's statistics under a policy, and with plain mean rates and dropped events. */
export function pseudolikelihoodStatistics(summary: CatalogSummary, observed: ObservedEvents, policy: UnsampledPolicy): { readonly statistics: Statistics; readonly plain: Statistics } {
  const { scores, plain } = spatialScores(summary, observed, policy);
  return { statistics: lessExpected(scores), plain: lessExpected(plain) };
}

function lessExpected({ observed, simulated, expectedCount }: SpatialScores): Statistics {
  return { observed: observed - expectedCount, simulated: simulated.map((score) => score - expectedCount) };
}
