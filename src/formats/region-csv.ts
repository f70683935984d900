import type { Region } from "../seismicity/region.ts";

/** A region as text: a header line with the cell size, then the lower-left corner of each cell in cell order. */
export function regionCsv(region: Region): string {
  const lines = [`west,south (cells of ${region.cellSizeDegrees} degrees)`];
  for (let cell = 0; cell < region.cellCount; cell++) lines.push(`${region.west[cell]},${region.south[cell]}`);
  return `${lines.join("\n")}\n`;
}
