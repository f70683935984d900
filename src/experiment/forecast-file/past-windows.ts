import { clopperPearson } from "../../forecasters/etas/simulation/exceedance.ts";
import type { PastShare } from "../../publish/catalog-report/etas-forecast-report.ts";
import type { Catalog } from "../../seismicity/catalog.ts";
import type { Region } from "../../seismicity/region.ts";
import type { EpochMs } from "../../seismicity/time.ts";

/** Windows of one length that end at an instant, end where that one begins, and so on back. */
export interface PastWindows {
  readonly count: number;
  /** Largest magnitude in the region by place of the window, latest 0; windows without events are not in it. */
  readonly largest: ReadonlyMap<number, number>;
}

/** The windows of `lengthMs` that lie between `start` and `end`, with their largest magnitudes. */
export function pastWindows({ times, longitudes, latitudes, magnitudes, length }: Catalog, region: Region, start: EpochMs, end: EpochMs, lengthMs: number): PastWindows {
  const count = Math.max(0, Math.floor((end - start) / lengthMs));
  const largest = new Map<number, number>();
  for (let event = 0; event < length; event++) {
    const window = Math.ceil((end - times[event]!) / lengthMs) - 1;
    if (window < 0 || window >= count || magnitudes[event]! <= (largest.get(window) ?? -Infinity)) continue;
    if (region.indexOf(longitudes[event]!, latitudes[event]!) >= 0) largest.set(window, magnitudes[event]!);
  }
  return { count, largest };
}

/** How many of these windows had an event from a magnitude on; NaN for the share of none. */
export function pastShare({ count, largest }: PastWindows, magnitude: number): PastShare {
  const reached = [...largest.values()].filter((value) => value >= magnitude - 1e-9).length;
  return { windows: count, reached, ...(count === 0 ? { probability: NaN, lower: 0, upper: 1 } : clopperPearson(reached, count, 0.95)) };
}
