import type { Catalog } from "./catalog.ts";
import type { MagnitudeBins } from "./magnitude-bins.ts";
import type { Region } from "./region.ts";

/** A catalog laid on a forecast's grid: one entry per event inside it, in catalog order. */
export interface ObservedEvents {
  readonly count: number;
  /** Cell of each event. */
  readonly cells: Int32Array;
  /** Magnitude bin of each event. */
  readonly magnitudeBins: Int32Array;
  /** Index of each event in the catalog. */
  readonly catalogIndex: Int32Array;
  /** Events left out, by reason; never silently. */
  readonly outsideRegion: number;
  readonly belowMagnitude: number;
}

/**
 * Grids a catalog. Events outside the region or below the lowest magnitude edge are left out and counted (pyCSEP counts
 * the latter in its largest bin: defect 2).
 */
export function gridCatalog(catalog: Catalog, region: Region, bins: MagnitudeBins): ObservedEvents {
  const cells: number[] = [];
  const magnitudeBins: number[] = [];
  const catalogIndex: number[] = [];
  let outsideRegion = 0;
  let belowMagnitude = 0;
  for (let index = 0; index < catalog.length; index++) {
    const cell = region.indexOf(catalog.longitudes[index]!, catalog.latitudes[index]!);
    const bin = bins.indexOf(catalog.magnitudes[index]!);
    if (cell < 0) outsideRegion++;
    else if (bin < 0) belowMagnitude++;
    else {
      cells.push(cell);
      magnitudeBins.push(bin);
      catalogIndex.push(index);
    }
  }
  return {
    count: cells.length,
    cells: Int32Array.from(cells),
    magnitudeBins: Int32Array.from(magnitudeBins),
    catalogIndex: Int32Array.from(catalogIndex),
    outsideRegion,
    belowMagnitude,
  };
}
