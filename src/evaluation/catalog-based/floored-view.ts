import { sum } from "../../numerics/sums.ts";
import { createGriddedForecast, type GriddedForecast } from "../../seismicity/forecast.ts";
import type { MagnitudeBins } from "../../seismicity/magnitude-bins.ts";
import type { CatalogSummary } from "./catalog-summary.ts";

/**
 * How simulated catalogs become expected counts that can be compared. A few thousand catalogs leave most space–magnitude bins
 * without any event, and an earthquake there would cost a forecast everything; dropping it would forgive everything.
 */
export interface RatePolicy {
  /**
   * `factored`: share of the cell × share of the magnitude bin × mean number, for forecasts whose magnitudes do not depend on place.
   * `joint`: the bins as they were hit.
   */
  readonly rates: "factored" | "joint";
  /**
   * This many events are added to those of all catalogs together, by area and by a Gutenberg–Richter law with b = 1. They stand in
   * the expected number too, so that what is compared is a forecast like any other, fixed before the earthquakes are known.
   */
  readonly floorEvents: number;
}

export const DEFAULT_RATE_POLICY: RatePolicy = { rates: "factored", floorEvents: 1 };

/**
 * Mean number of events per cell and magnitude bin over all catalogs, above zero everywhere.
 *
 * @throws RangeError for a floor that is not positive and finite
 */
export function flooredView(summary: CatalogSummary, { rates, floorEvents }: RatePolicy = DEFAULT_RATE_POLICY): GriddedForecast {
  if (!(floorEvents > 0 && floorEvents < Infinity)) throw new RangeError(`floor must be a positive number of events, got ${floorEvents}`);
  const { grid, catalogCount, eventCount, cellCounts, magnitudeCounts, binCounts } = summary;
  const { areasKm2 } = grid.region;
  const area = sum(areasKm2);
  const floorShares = gutenbergRichterShares(grid.magnitudeBins);
  const binCount = floorShares.length;
  const expectedCounts = new Float64Array(areasKm2.length * binCount);
  const floorOfCell = (cell: number): number => (floorEvents * areasKm2[cell]) / area;
  if (rates === "factored") {
    const total = eventCount + floorEvents;
    const shares = floorShares.map((share, bin) => (magnitudeCounts[bin] + floorEvents * share) / total);
    for (let cell = 0, place = 0; cell < areasKm2.length; cell++) {
      const rate = (cellCounts[cell] + floorOfCell(cell)) / catalogCount;
      for (let bin = 0; bin < binCount; bin++, place++) expectedCounts[place] = rate * shares[bin];
    }
  } else {
    for (let cell = 0, place = 0; cell < areasKm2.length; cell++) {
      const floor = floorOfCell(cell) / catalogCount;
      for (let bin = 0; bin < binCount; bin++, place++) expectedCounts[place] = floor * floorShares[bin];
    }
    binCounts.bins.forEach((bin, entry) => (expectedCounts[bin] += binCounts.counts[entry] / catalogCount));
  }
  return createGriddedForecast(grid.region, grid.magnitudeBins, expectedCounts);
}

/** Shares of the bins at b = 1; the last bin is open. */
function gutenbergRichterShares({ lowerEdges }: MagnitudeBins): Float64Array {
  const exceedance = (edge: number): number => Math.exp(-Math.LN10 * (edge - lowerEdges[0]));
  return Float64Array.from(lowerEdges, (edge, bin) => exceedance(edge) - (bin + 1 < lowerEdges.length ? exceedance(lowerEdges[bin + 1]) : 0));
}
