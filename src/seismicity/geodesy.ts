/** Radius of the sphere on which distances and areas are computed, as in pyCSEP. */
export const EARTH_RADIUS_KM = 6371;
const RADIANS = Math.PI / 180;

/** Great-circle distance in km (haversine form, accurate at small distances). */
export function distanceKm(longitude1: number, latitude1: number, longitude2: number, latitude2: number): number {
  const halfLatitude = Math.sin(((latitude2 - latitude1) * RADIANS) / 2);
  const halfLongitude = Math.sin(((longitude2 - longitude1) * RADIANS) / 2);
  const h = halfLatitude * halfLatitude + Math.cos(latitude1 * RADIANS) * Math.cos(latitude2 * RADIANS) * halfLongitude * halfLongitude;
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Area in km² of a longitude–latitude rectangle on the sphere: R² Δλ (sin φ₂ − sin φ₁). */
export function rectangleAreaKm2(west: number, south: number, east: number, north: number): number {
  return EARTH_RADIUS_KM * EARTH_RADIUS_KM * (east - west) * RADIANS * (Math.sin(north * RADIANS) - Math.sin(south * RADIANS));
}

/** A local plane: x east and y north in km from an origin, longitudes scaled by the cosine of the origin's latitude. */
export interface LocalPlane {
  x(longitude: number): number;
  y(latitude: number): number;
}

/** Equirectangular plane about a point; distortion grows with distance, below 1 % within 500 km at middle latitudes. */
export function localPlane(longitude0: number, latitude0: number): LocalPlane {
  const kmPerDegree = EARTH_RADIUS_KM * RADIANS;
  const kmPerDegreeLongitude = kmPerDegree * Math.cos(latitude0 * RADIANS);
  return {
    x: (longitude) => wrapDegrees(longitude - longitude0) * kmPerDegreeLongitude,
    y: (latitude) => (latitude - latitude0) * kmPerDegree,
  };
}

/** The same angle in [−180, 180). */
export function wrapDegrees(degrees: number): number {
  return degrees >= -180 && degrees < 180 ? degrees : degrees - 360 * Math.floor((degrees + 180) / 360);
}
