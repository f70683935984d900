import type { MagnitudeBins } from "./magnitude-bins.ts";
import { createGriddedForecast, type GriddedForecast } from "./forecast.ts";
import type { Region } from "./region.ts";

const SIDES = ["west", "south", "east", "north"] as const;

/**
 * For each cell of a region the place of the same cell in another, -1 where there is none. Cells are the same when their corners are, to a
 * millionth of a degree; longitudes turned once round are.
 */
export function placesOfCells(region: Region, other: Region): Int32Array {
  // The usual case, without a name for each of what may be millions of cells.
  const identical = region.cellCount === other.cellCount && SIDES.every((side) => region[side].every((edge, cell) => edge === other[side][cell]));
  if (identical) return Int32Array.from({ length: region.cellCount }, (_, cell) => cell);
  const places = new Map(Array.from({ length: other.cellCount }, (_, cell) => [cellKey(other, cell), cell]));
  return Int32Array.from({ length: region.cellCount }, (_, cell) => places.get(cellKey(region, cell)) ?? -1);
}

/** A forecast on the cells of a region, each of which is the forecast's cell at `places`. */
export function forecastOnCells(forecast: GriddedForecast, region: Region, magnitudeBins: MagnitudeBins, places: Int32Array): GriddedForecast {
  const binCount = magnitudeBins.lowerEdges.length;
  const expectedCounts = new Float64Array(region.cellCount * binCount);
  places.forEach((place, cell) => expectedCounts.set(forecast.expectedCounts.subarray(place * binCount, (place + 1) * binCount), cell * binCount));
  return createGriddedForecast(region, magnitudeBins, expectedCounts);
}

function cellKey({ west, south, east, north }: Region, cell: number): string {
  const turn = (longitude: number): number => (((Math.round(longitude * 1e6) % 360e6) + 360e6) % 360e6);
  return [turn(west[cell]!), Math.round(south[cell]! * 1e6), turn(east[cell]!), Math.round(north[cell]! * 1e6)].join(" ");
}
