import { sum } from "../../../numerics/sums.ts";
import { rectangleAreaKm2 } from "../../../seismicity/geodesy.ts";
import type { Region } from "../../../seismicity/region.ts";
import type { BackgroundDensity } from "../place.ts";

/**
 * Expected background events in the cells of `region`, of `expected` in all: exact where the background has the same cells,
 * and by shared area on the sphere where it has others. What falls outside the region is left out.
 */
export function backgroundCounts({ region: cells, weights }: BackgroundDensity, expected: number, region: Region): Float64Array {
  const perWeight = expected / sum(weights);
  if (sameCells(cells, region)) return weights.map((weight) => weight * perWeight);
  const counts = new Float64Array(region.cellCount);
  for (let from = 0; from < cells.cellCount; from++) {
    if (weights[from] === 0) continue;
    const [west, south, east, north] = [cells.west[from], cells.south[from], cells.east[from], cells.north[from]];
    const density = (weights[from] * perWeight) / rectangleAreaKm2(west, south, east, north);
    for (let cell = 0; cell < region.cellCount; cell++) {
      const low = Math.max(south, region.south[cell]);
      const high = Math.min(north, region.north[cell]);
      if (low >= high) continue;
      // The same meridian may have two names.
      const turn = 360 * Math.round((west - region.west[cell]) / 360);
      const left = Math.max(west, region.west[cell] + turn);
      const right = Math.min(east, region.east[cell] + turn);
      if (left < right) counts[cell] += density * rectangleAreaKm2(left, low, right, high);
    }
  }
  return counts;
}

function sameCells(a: BackgroundDensity["region"], b: BackgroundDensity["region"]): boolean {
  const same = (side: "west" | "south" | "east" | "north"): boolean => a[side].every((edge, cell) => Math.abs(edge - b[side][cell]) < 1e-9);
  return a === b || (a.cellCount === b.cellCount && same("west") && same("south") && same("east") && same("north"));
}
