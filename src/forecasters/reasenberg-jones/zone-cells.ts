import { localPlane } from "../../seismicity/geodesy.ts";
import type { Region } from "../../seismicity/region.ts";
import type { Zone } from "./sequences.ts";

/** The cells that stand for a zone. */
export interface ZoneCells {
  readonly cells: readonly number[];
  /** Zone's area over that of the cells: the share of each cell that the zone takes up, near 1 unless the zone is small. */
  readonly share: number;
}

/** The cells whose middle lies in the zone, or else the cell of the zone's centre; none outside the region. */
export function zoneCells({ longitude, latitude, radiusKm }: Zone, region: Region): ZoneCells {
  const plane = localPlane(longitude, latitude);
  const cells: number[] = [];
  for (let cell = 0; cell < region.cellCount; cell++) {
    const y = plane.y((region.south[cell] + region.north[cell]) / 2);
    if (Math.abs(y) > radiusKm) continue;
    const x = plane.x((region.west[cell] + region.east[cell]) / 2);
    if (x * x + y * y <= radiusKm * radiusKm) cells.push(cell);
  }
  if (cells.length === 0) {
    const own = region.indexOf(longitude, latitude);
    if (own < 0) return { cells, share: 0 };
    cells.push(own);
  }
  const areaKm2 = cells.reduce((sum, cell) => sum + region.areasKm2[cell], 0);
  // At the region's border the cells are fewer than the circle has room for.
  return { cells, share: Math.min(1, (Math.PI * radiusKm * radiusKm) / areaKm2) };
}
