import { InputError } from "../../../seismicity/input-error.ts";
import { pointInRing, type Ring } from "../../../seismicity/polygon.ts";
import type { Region } from "../../../seismicity/region.ts";

/** Names the regime of a place. */
export type RegimeAt = (longitude: number, latitude: number) => string;

/**
 * The first of the areas that holds a place, or `otherwise`. A ring may cross 180° when its longitudes run on beyond (170 to 190);
 * lower and left sides belong to it.
 */
export function regimeByPolygon(areas: readonly { readonly name: string; readonly polygon: Ring }[], otherwise: string): RegimeAt {
  return (longitude, latitude) => areas.find(({ polygon }) => [longitude, longitude + 360, longitude - 360].some((turned) => pointInRing(turned, latitude, polygon)))?.name ?? otherwise;
}

/** The regime of most of a region's area, by the middles of its cells; of equal ones that of the earlier cell. @throws InputError for a region without cells */
export function prevailingRegime(region: Pick<Region, "cellCount" | "west" | "east" | "south" | "north" | "areasKm2">, regimeAt: RegimeAt): string {
  const areas = new Map<string, number>();
  for (let cell = 0; cell < region.cellCount; cell++) {
    const name = regimeAt((region.west[cell]! + region.east[cell]!) / 2, (region.south[cell]! + region.north[cell]!) / 2);
    areas.set(name, (areas.get(name) ?? 0) + region.areasKm2[cell]!);
  }
  const [first, ...others] = areas;
  if (first === undefined) throw new InputError("a region without cells has no regime", { field: "region" });
  return others.reduce((best, other) => (other[1] > best[1] ? other : best), first)[0];
}
