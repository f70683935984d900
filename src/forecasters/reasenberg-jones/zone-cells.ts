import { localPlane } from "../../seismicity/geodesy.ts";
import type { Region } from "../../seismicity/region.ts";
import type { Zone } from "./sequences.ts";

/** The cells that a zone touches, and the share of each cell's area that lies in it. */
export interface ZoneCells {
  readonly cells: readonly number[];
  /** Above 0, at most 1. */
  readonly shares: readonly number[];
  /** Share of the zone's area that lies in the region. */
  readonly inRegion: number;
}

/** Strips of latitude by which a cell is measured: shares are good to a few thousandths. */
const STRIPS = 24;

/**
 * Lays a circular zone on the region's cells: in each of 24 strips of a cell the chord of the circle is cut with the strip.
 * What lies outside the region is in no cell.
 */
export function zoneCells({ longitude, latitude, radiusKm }: Zone, region: Region): ZoneCells {
  const plane = localPlane(longitude, latitude);
  const cells: number[] = [];
  const shares: number[] = [];
  let areaKm2 = 0;
  for (let cell = 0; cell < region.cellCount; cell++) {
    const [south, north] = [plane.y(region.south[cell]), plane.y(region.north[cell])];
    if (south > radiusKm || north < -radiusKm) continue;
    const [west, east] = [plane.x(region.west[cell]), plane.x(region.east[cell])];
    if (west > radiusKm || east < -radiusKm) continue;
    let covered = 0;
    for (let strip = 0; strip < STRIPS; strip++) {
      const y = south + ((strip + 0.5) / STRIPS) * (north - south);
      if (Math.abs(y) >= radiusKm) continue;
      const halfChord = Math.sqrt(radiusKm * radiusKm - y * y);
      covered += Math.max(0, Math.min(east, halfChord) - Math.max(west, -halfChord));
    }
    if (covered === 0) continue;
    cells.push(cell);
    shares.push(Math.min(1, covered / (STRIPS * (east - west))));
    areaKm2 += (covered * (north - south)) / STRIPS;
  }
  return { cells, shares, inRegion: Math.min(1, areaKm2 / (Math.PI * radiusKm * radiusKm)) };
}
