import { createGriddedForecast, type GriddedForecast } from "../../../src/seismicity/forecast.ts";
import type { CatalogSummary } from "../../../src/evaluation/catalog-based/catalog-summary.ts";

/** The mean number of events per cell and magnitude bin over all catalogs, empty ones included, as a gridded forecast. */
export function griddedView({ grid, binCounts, catalogCount }: CatalogSummary): GriddedForecast {
  const { region, magnitudeBins } = grid;
  const expectedCounts = new Float64Array(region.cellCount * magnitudeBins.lowerEdges.length);
  binCounts.bins.forEach((bin, entry) => (expectedCounts[bin] = binCounts.counts[entry] / catalogCount));
  return createGriddedForecast(region, magnitudeBins, expectedCounts);
}
