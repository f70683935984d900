import type { SuspectedDuplicate } from "../../publish/catalog-report/report.ts";
import type { Catalog } from "../../seismicity/catalog.ts";
import { distanceKm } from "../../seismicity/geodesy.ts";

/** Two listings this close are suspected to be one earthquake. In sequences two shocks can come that close: nothing is dropped. */
export const DUPLICATE_BOUNDS = { seconds: 2, km: 20, magnitude: 0.5 } as const;

/** Pairs of events within {@link DUPLICATE_BOUNDS}, in order of time. */
export function suspectedDuplicates({ length, times, longitudes, latitudes, magnitudes, ids }: Catalog): SuspectedDuplicate[] {
  const found: SuspectedDuplicate[] = [];
  for (let first = 0; first < length; first++) {
    for (let second = first + 1; second < length && times[second]! - times[first]! <= 1000 * DUPLICATE_BOUNDS.seconds; second++) {
      const magnitudeDifference = Math.abs(magnitudes[second]! - magnitudes[first]!);
      if (magnitudeDifference > DUPLICATE_BOUNDS.magnitude + 1e-9) continue;
      const km = distanceKm(longitudes[first]!, latitudes[first]!, longitudes[second]!, latitudes[second]!);
      if (km > DUPLICATE_BOUNDS.km) continue;
      found.push({ firstId: ids[first]!, secondId: ids[second]!, time: times[first]!, seconds: (times[second]! - times[first]!) / 1000, km, magnitudeDifference });
    }
  }
  return found;
}
