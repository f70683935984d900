import { createCumulativeTable } from "../../numerics/random/cumulative-table.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { simulateBlocks } from "../consistency/simulate-blocks.ts";
import type { SimulationStreams } from "../simulation-streams.ts";
import type { CatalogSummary } from "./catalog-summary.ts";

/** Observed events in each magnitude bin. @throws RangeError for an event gridded on other bins. */
export function observedHistogram({ magnitudeCounts }: Pick<CatalogSummary, "magnitudeCounts">, observed: ObservedEvents): Uint32Array {
  const histogram = new Uint32Array(magnitudeCounts.length);
  observed.magnitudeBins.forEach((bin, event) => {
    if (!(bin >= 0 && bin < histogram.length)) throw new RangeError(`event ${event} lies in magnitude bin ${bin}; the forecast was summarised on ${histogram.length} bins`);
    histogram[bin]++;
  });
  return histogram;
}

/**
 * A statistic of `simulations` histograms of as many magnitudes as were observed, each drawn from the union of all catalogs
 * (Serafini et al. 2024): the simulated samples then have the observed size, whatever the catalogs have.
 */
export function resampledStatistic(
  { magnitudeCounts }: Pick<CatalogSummary, "magnitudeCounts">,
  eventCount: number,
  simulations: number,
  streams: SimulationStreams,
  statistic: (histogram: Uint32Array) => number,
): Float64Array {
  const table = createCumulativeTable(magnitudeCounts);
  const histogram = new Uint32Array(magnitudeCounts.length);
  return simulateBlocks(simulations, streams, (stream) => {
    histogram.fill(0);
    for (let event = 0; event < eventCount; event++) histogram[table.sample(stream.nextDouble())]++;
    return statistic(histogram);
  });
}
