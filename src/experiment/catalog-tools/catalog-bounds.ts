import type { Catalog } from "../../seismicity/catalog.ts";
import { type BoundingBox, createGridRegion, type Region, boxRegion } from "../../seismicity/region.ts";

/**
 * The smallest box about the epicentres, to hundredths of a degree outward. Across 180° the east is above 180: the box leaves out the
 * widest stretch of longitude without events.
 */
export function catalogBounds({ longitudes, latitudes }: Catalog): BoundingBox {
  const wrapped = Float64Array.from(longitudes, (longitude) => (longitude >= 180 ? longitude - 360 : longitude)).sort();
  let west = 0;
  let widest = wrapped[0]! + 360 - wrapped[wrapped.length - 1]!;
  for (let index = 1; index < wrapped.length; index++) {
    if (wrapped[index]! - wrapped[index - 1]! > widest) {
      widest = wrapped[index]! - wrapped[index - 1]!;
      west = index;
    }
  }
  const last = wrapped[west === 0 ? wrapped.length - 1 : west - 1]! + (west === 0 ? 0 : 360);
  const [south, north] = latitudes.reduce(([low, high], latitude) => [Math.min(low, latitude), Math.max(high, latitude)] as [number, number], [90, -90] as [number, number]);
  return { west: hundredths(wrapped[west]!, Math.floor), east: hundredths(last, Math.ceil), south: hundredths(south, Math.floor), north: hundredths(north, Math.ceil) };
}

/** Square cells at multiples of their size that cover every event, those on the upper edges too. */
export function coveringCells({ west, east, south, north }: BoundingBox, cellSizeDegrees: number): Region {
  const below = (value: number): number => Math.floor(value / cellSizeDegrees + 1e-9) * cellSizeDegrees;
  const above = (value: number): number => (Math.floor(value / cellSizeDegrees + 1e-9) + 1) * cellSizeDegrees;
  const clean = (value: number): number => Math.round(value * 1e9) / 1e9;
  return boxRegion(`of all cells of ${cellSizeDegrees}°`, { west: clean(below(west)), east: clean(above(east)), south: clean(below(south)), north: clean(above(north)) }, cellSizeDegrees);
}

/** One cell about every event. */
export function wholeArea({ west, east, south, north }: BoundingBox): Region {
  return createGridRegion("of all events", Math.ceil(Math.max(east - west, north - south, 0.01) + 0.01), [[west, south]]);
}

function hundredths(value: number, round: (value: number) => number): number {
  return round(Math.round(value * 1e8) / 1e6) / 100;
}
