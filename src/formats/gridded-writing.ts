import type { GriddedForecast } from "../seismicity/forecast.ts";
import type { DepthRangeKm } from "./gridded-reading.ts";

/**
 * The forecast as a CSEP1 `.dat` file without header: ten columns separated by tabs, cell-major with magnitude fastest, flag 1, shortest
 * round-trip numbers. The open last bin is closed in the file one bin width above its lower edge, as the format has no other way.
 */
export function writeCsepDat(forecast: GriddedForecast, depthRangeKm: DepthRangeKm): string {
  const { region, magnitudeBins, expectedCounts } = forecast;
  const { lowerEdges, width } = magnitudeBins;
  const binCount = lowerEdges.length;
  const magnitudes = Array.from(lowerEdges, (edge, bin) => `${edge}\t${lowerEdges[bin + 1] ?? Math.round((edge + width) * 1e9) / 1e9}`);
  const lines: string[] = [];
  for (let cell = 0, place = 0; cell < region.cellCount; cell++) {
    const box = [region.west[cell], region.east[cell], region.south[cell], region.north[cell], depthRangeKm.min, depthRangeKm.max].join("\t");
    for (let bin = 0; bin < binCount; bin++, place++) lines.push(`${box}\t${magnitudes[bin]}\t${expectedCounts[place]}\t1`);
  }
  return `${lines.join("\n")}\n`;
}

/** The forecast as floatCSEP's gridded CSV: a header, then one row a cell, shortest round-trip numbers. */
export function writeGriddedCsv(forecast: GriddedForecast, depthRangeKm: DepthRangeKm): string {
  const { region, magnitudeBins, expectedCounts } = forecast;
  const binCount = magnitudeBins.lowerEdges.length;
  const lines = [["lon_min", "lon_max", "lat_min", "lat_max", "depth_min", "depth_max", ...magnitudeBins.lowerEdges].join(",")];
  for (let cell = 0; cell < region.cellCount; cell++) {
    const box = [region.west[cell], region.east[cell], region.south[cell], region.north[cell], depthRangeKm.min, depthRangeKm.max];
    lines.push([...box, ...expectedCounts.subarray(cell * binCount, (cell + 1) * binCount)].join(","));
  }
  return `${lines.join("\n")}\n`;
}
