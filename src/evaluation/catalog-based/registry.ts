import type { CatalogTestInput } from "./catalog-test-input.ts";
import type { CatalogTestId, CatalogTestResult } from "./catalog-test-result.ts";
import { catalogMagnitudeTest } from "./magnitude-test.ts";
import { multinomialLikelihoodTest } from "./multinomial-likelihood-test.ts";
import { catalogNumberTest } from "./number-test.ts";
import { catalogPseudolikelihoodTest } from "./pseudolikelihood-test.ts";
import { resampledMagnitudeTest } from "./resampled-magnitude-test.ts";
import { catalogSpatialTest } from "./spatial-test.ts";

/** A test of a catalog-based forecast against one catalog. */
export interface CatalogTest {
  readonly id: CatalogTestId;
  readonly title: string;
  run(input: CatalogTestInput): CatalogTestResult;
}

/** By identifier, in the order in which pages list them. A new test is a file and a line here. */
export const CATALOG_TESTS = {
  "catalog-N": { id: "catalog-N", title: "Number of earthquakes", run: catalogNumberTest },
  "catalog-S": { id: "catalog-S", title: "Locations", run: catalogSpatialTest },
  "catalog-PL": { id: "catalog-PL", title: "Number and locations", run: catalogPseudolikelihoodTest },
  "catalog-M": { id: "catalog-M", title: "Magnitudes, first form", run: catalogMagnitudeTest },
  "catalog-M-resampled": { id: "catalog-M-resampled", title: "Magnitudes", run: resampledMagnitudeTest },
  "catalog-M-MLL": { id: "catalog-M-MLL", title: "Magnitudes, likelihood ratio", run: multinomialLikelihoodTest },
} as const satisfies Readonly<Record<CatalogTestId, CatalogTest>>;
