import type { BoundingBox } from "../seismicity/region.ts";
import { formatFixed } from "./format-number.ts";

/** `118.25°W`; longitudes beyond 180° are read round the globe. */
export function formatLongitude(longitude: number, decimals = 2): string {
  const wrapped = longitude > 180 ? longitude - 360 : longitude;
  const side = wrapped === 0 || Math.abs(wrapped) === 180 ? "" : wrapped < 0 ? "W" : "E";
  return `${formatFixed(Math.abs(wrapped), decimals)}°${side}`;
}

/** `35.70°N`. */
export function formatLatitude(latitude: number, decimals = 2): string {
  return `${formatFixed(Math.abs(latitude), decimals)}°${latitude === 0 ? "" : latitude < 0 ? "S" : "N"}`;
}

/** `35.75°N 117.55°W`, the middle of a square cell. */
export function formatCellMiddle({ west, south, cellSizeDegrees }: { readonly west: ArrayLike<number>; readonly south: ArrayLike<number>; readonly cellSizeDegrees: number }, cell: number): string {
  return `${formatLatitude(south[cell]! + cellSizeDegrees / 2)} ${formatLongitude(west[cell]! + cellSizeDegrees / 2)}`;
}

/** `122.00°W to 114.00°W and 32.00°N to 37.00°N`. */
export function formatExtent({ west, east, south, north }: BoundingBox): string {
  return `${formatLongitude(west)} to ${formatLongitude(east)} and ${formatLatitude(south)} to ${formatLatitude(north)}`;
}
