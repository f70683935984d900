import type { CatalogTestInput } from "./catalog-test-input.ts";
import { catalogTestResult, type CatalogTestResult } from "./catalog-test-result.ts";

/**
 * N-test (Savran et al. 2020, eq. 7): the number of events among those of the catalogs, whatever law they follow. Only
 * events inside the grid count on either side; pyCSEP counts whatever the catalogs hold.
 */
export function catalogNumberTest({ summary, observed }: Pick<CatalogTestInput, "summary" | "observed">): CatalogTestResult {
  return catalogTestResult("catalog-N", "both", observed.count, { observed: observed.count, simulated: Float64Array.from(summary.eventCounts) }, null);
}
