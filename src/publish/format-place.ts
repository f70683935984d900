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
