import { clopperPearson } from "../../forecasters/etas/simulation/exceedance.ts";
import type { PastShare } from "../../publish/catalog-report/etas-forecast-report.ts";
import type { Catalog } from "../../seismicity/catalog.ts";
import type { Region } from "../../seismicity/region.ts";
import type { EpochMs } from "../../seismicity/time.ts";

/**
 * Largest magnitude in the region in each of the windows that end at `end`, end where that one begins, and so on back to `start`:
 * latest first, −Infinity for none.
 */
export function largestInPastWindows({ times, longitudes, latitudes, magnitudes, length }: Catalog, region: Region, start: EpochMs, end: EpochMs, lengthMs: number): Float64Array {
  const largest = new Float64Array(Math.max(0, Math.floor((end - start) / lengthMs))).fill(-Infinity);
  for (let event = 0; event < length; event++) {
    const window = Math.ceil((end - times[event]!) / lengthMs) - 1;
    if (window < 0 || window >= largest.length || magnitudes[event]! <= largest[window]!) continue;
    if (region.indexOf(longitudes[event]!, latitudes[event]!) >= 0) largest[window] = magnitudes[event]!;
  }
  return largest;
}

/** How many of these windows had an event from a magnitude on; NaN for the share of none. */
export function pastShare(largest: Float64Array, magnitude: number): PastShare {
  const reached = largest.filter((value) => value >= magnitude - 1e-9).length;
  const windows = largest.length;
  return { windows, reached, ...(windows === 0 ? { probability: NaN, lower: 0, upper: 1 } : clopperPearson(reached, windows, 0.95)) };
}
