import { InputError, locateErrors } from "../seismicity/input-error.ts";
import { createQuadtreeRegion } from "../seismicity/quadtree-region.ts";
import type { Region } from "../seismicity/region.ts";
import { parseDecimal } from "./decimal-text.ts";
import { regionOfCells } from "./grid-cells.ts";

const QUADTREE_HEADER = "quadkey";

/**
 * A region as text: a header line with the cell size, then the lower-left corner of each cell in cell order; of a quadtree the
 * header `quadkey` and the quadkeys.
 */
export function regionCsv(region: Region): string {
  if (region.quadkeys !== undefined) return `${[QUADTREE_HEADER, ...region.quadkeys].join("\n")}\n`;
  const lines = [`west,south (cells of ${region.cellSizeDegrees} degrees)`];
  for (let cell = 0; cell < region.cellCount; cell++) lines.push(`${region.west[cell]},${region.south[cell]}`);
  return `${lines.join("\n")}\n`;
}

/** Reads {@link regionCsv} back. @throws InputError, naming the line, on any other text, or for cells that are on no grid. */
export function parseRegionCsv(text: string, id: string, file = "region"): Region {
  const [header, ...lines] = text.split("\n");
  if (header === QUADTREE_HEADER) return parseQuadtree(lines, id, file);
  const size = /^west,south \(cells of (\S+) degrees\)$/.exec(header!)?.[1];
  if (size === undefined) throw new InputError("not a list of cells", { file, line: 1, value: header, expected: "west,south (cells of 0.1 degrees)" });
  if (lines.pop() !== "") throw new InputError("list of cells is cut short", { file, line: lines.length + 2, expected: "a line break at the end" });
  const origins = lines.map((line, index) =>
    locateErrors({ file, line: index + 2 }, (): [number, number] => {
      const [west, south, ...more] = line.split(",");
      if (south === undefined || more.length > 0) throw new InputError("not a cell", { value: line, expected: "west,south" });
      return [parseDecimal(west!, "west"), parseDecimal(south, "south")];
    }),
  );
  return locateErrors({ file }, () => regionOfCells(id, parseDecimal(size, "cell size"), origins));
}

function parseQuadtree(lines: string[], id: string, file: string): Region {
  if (lines.pop() !== "") throw new InputError("list of cells is cut short", { file, line: lines.length + 2, expected: "a line break at the end" });
  return locateErrors({ file }, () => createQuadtreeRegion(id, lines));
}
