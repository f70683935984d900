import type { BoundingBox } from "../../seismicity/region.ts";
import { rgbBytes } from "../colour.ts";
import type { ColourScale } from "./colour-scale.ts";
import type { MapFrame } from "./map-frame.ts";
import { pngDataUri } from "./png.ts";

/** One value a cell of a regular grid; `west` and `south` are the cells' lower-left corners. */
export interface CellField {
  readonly cellSizeDegrees: number;
  readonly bounds: BoundingBox;
  readonly west: Float64Array;
  readonly south: Float64Array;
  readonly values: Float64Array;
}

/** The field as an SVG picture, one pixel a cell, transparent where the region has no cell or the value is NaN. */
export function cellRaster(field: CellField, frame: MapFrame, scale: ColourScale): string {
  const { west, south, cellSizeDegrees, bounds, values } = field;
  const width = Math.round((bounds.east - bounds.west) / cellSizeDegrees);
  const height = Math.round((bounds.north - bounds.south) / cellSizeDegrees);
  const pixels = new Uint8Array(width * height);
  for (let cell = 0; cell < west.length; cell++) {
    const column = Math.round((west[cell]! - bounds.west) / cellSizeDegrees);
    const row = height - 1 - Math.round((south[cell]! - bounds.south) / cellSizeDegrees);
    pixels[row * width + column] = 1 + scale.classOf(values[cell]!);
  }
  const palette: [number, number, number, number][] = [[0, 0, 0, 0], ...scale.colours.map((colour): [number, number, number, number] => [...rgbBytes(colour), 255])];
  const uri = pngDataUri({ width, height, pixels, palette });
  return `<image href="${uri}" x="0" y="0" width="${frame.width}" height="${frame.height}" preserveAspectRatio="none" style="image-rendering:pixelated"/>`;
}
