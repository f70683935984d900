import type { FullCatalog } from "../../forecasters/contract.ts";
import { type Catalog, filterCatalog } from "../../seismicity/catalog.ts";
import { type BoundingBox, boxRegion, isInBox, type Region } from "../../seismicity/region.ts";
import { builtInRegion } from "../../seismicity/regions/registry.ts";
import type { EpochMs } from "../../seismicity/time.ts";

/** A built-in region by its name, or a box with the size of its cells. */
export type NamedRegion = string | (BoundingBox & { readonly cellSizeDegrees: number });

/** @throws InputError for a name that no region has, or a box that is none */
export function regionOf(region: NamedRegion): Region {
  return typeof region === "string" ? builtInRegion(region) : boxRegion("box", region, region.cellSizeDegrees);
}

export interface EventSelection {
  /** Degrees around the region in which events count too. */
  readonly marginDegrees: number;
  readonly minimumMagnitude: number;
  /** `[start, end)`. */
  readonly start: EpochMs;
  readonly end: EpochMs;
}

/** The events of a catalog in the box about a region and its margin, in a span, from a magnitude on. */
export function eventsAbout(catalog: Catalog, { bounds }: Region, { marginDegrees, minimumMagnitude, start, end }: EventSelection): FullCatalog {
  return filterCatalog(catalog, (event) => {
    const inside = isInBox(bounds, catalog.longitudes[event]!, catalog.latitudes[event]!, marginDegrees);
    return inside && catalog.times[event]! >= start && catalog.times[event]! < end && catalog.magnitudes[event]! >= minimumMagnitude - 1e-9;
  });
}
