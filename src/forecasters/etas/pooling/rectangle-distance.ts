import { distanceKm, EARTH_RADIUS_KM, wrapDegrees } from "../../../seismicity/geodesy.ts";
import type { BoundingBox } from "../../../seismicity/region.ts";

const RADIANS = Math.PI / 180;

/**
 * Great-circle distance in km from a point to the nearest point of a rectangle of longitude and latitude; 0 within. East of the
 * rectangle's western side by its width or less it is nearest along the meridian, elsewhere on one of the two sides that are meridians.
 */
export function rectangleDistanceKm({ west, south, east, north }: BoundingBox, longitude: number, latitude: number): number {
  const eastward = longitude - west - 360 * Math.floor((longitude - west) / 360);
  if (eastward <= east - west) return Math.max(south - latitude, latitude - north, 0) * RADIANS * EARTH_RADIUS_KM;
  return Math.min(meridianDistanceKm(west, south, north, longitude, latitude), meridianDistanceKm(east, south, north, longitude, latitude));
}

/** Distance to a piece of a meridian: to the foot of the perpendicular where it falls on the piece, else to the nearer end. */
function meridianDistanceKm(meridian: number, south: number, north: number, longitude: number, latitude: number): number {
  const turn = wrapDegrees(longitude - meridian) * RADIANS;
  const foot = Math.atan2(Math.sin(latitude * RADIANS), Math.cos(latitude * RADIANS) * Math.cos(turn)) / RADIANS;
  const to = (end: number): number => distanceKm(longitude, latitude, meridian, end);
  return foot >= south && foot <= north ? to(foot) : Math.min(to(south), to(north));
}
