import { EARTH_RADIUS_KM } from "../../seismicity/geodesy.ts";
import type { BoundingBox } from "../../seismicity/region.ts";

/** An equirectangular map, longitudes scaled by the cosine of the middle latitude, in pixels from the frame's upper left. */
export interface MapFrame {
  readonly bounds: BoundingBox;
  readonly width: number;
  readonly height: number;
  readonly pixelsPerKm: number;
  x(longitude: number): number;
  y(latitude: number): number;
  /** Degrees between ticks, a round number that gives three to six of them on the longer side. */
  readonly tickDegrees: number;
}

/** The frame of a box with its longer side at most `longestPixels`. */
export function mapFrame(bounds: BoundingBox, longestPixels: number): MapFrame {
  const cosine = Math.cos((((bounds.south + bounds.north) / 2) * Math.PI) / 180);
  const wide = (bounds.east - bounds.west) * cosine;
  const high = bounds.north - bounds.south;
  const pixelsPerDegree = longestPixels / Math.max(wide, high);
  const kmPerDegree = (EARTH_RADIUS_KM * Math.PI) / 180;
  return {
    bounds,
    width: Math.round(wide * pixelsPerDegree),
    height: Math.round(high * pixelsPerDegree),
    pixelsPerKm: pixelsPerDegree / kmPerDegree,
    x: (longitude) => (longitude - bounds.west) * cosine * pixelsPerDegree,
    y: (latitude) => (bounds.north - latitude) * pixelsPerDegree,
    tickDegrees: [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60].find((step) => Math.max(wide, high) / step <= 6) ?? 90,
  };
}

/** Multiples of `step` within [from, to]. */
export function multiples(step: number, from: number, to: number): number[] {
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => Number(((first + index) * step).toFixed(6)));
}

/** The longest round length that takes at most `share` of the frame's width. */
export function scaleBarKm(frame: MapFrame, share = 0.35): number {
  const limit = (frame.width * share) / frame.pixelsPerKm;
  const choices = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];
  return choices.findLast((km) => km <= limit) ?? 1;
}
