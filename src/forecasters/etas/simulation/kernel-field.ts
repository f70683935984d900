import { distanceKm, EARTH_RADIUS_KM, rectangleAreaKm2, wrapDegrees } from "../../../seismicity/geodesy.ts";
import type { Region } from "../../../seismicity/region.ts";
import { kernelRectangleMass, taylorFactor } from "./kernel-mass.ts";
import { kernelGroups, type KernelGroup } from "./kernel-groups.ts";

const RADIANS = Math.PI / 180;
const KM_PER_DEGREE = EARTH_RADIUS_KM * RADIANS;

/** A cell is far from a group when (half diagonal)² + 3 · (spread of the group)² is below this share of r² + z², … */
const FAR = 0.006;
/** … and the largest z² below this share. */
const FAR_SCALE = 0.005;

/** Rectangles with a longer half diagonal are no plane, and are cut. */
const PLANE_KM = 20;

/** Kernels to be added up; arrays of equal length. */
export interface WeightedKernels {
  readonly longitudes: ArrayLike<number>;
  readonly latitudes: ArrayLike<number>;
  /** z in km. */
  readonly scalesKm: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
}

/** Masses of spatial kernels on the sphere in the cells of a region. */
export interface KernelField {
  /** Σ of weight · mass of the kernels, in every cell, on top of `into`. */
  addAll(kernels: WeightedKernels, q: number, into: Float64Array): void;
}

/**
 * The law that simulation draws from: distance along a great circle by the radial law, any azimuth, so that the density per
 * km² at angular distance δ is f(Rδ) δ / sin δ. Near cells are rectangles in a plane whose east–west scale is that of the
 * latitude half-way; to far ones a group of neighbouring kernels is one, with its spread in Taylor's series (as in a
 * fast multipole method), so that the cost is that of near pairs and of groups × cells. Relative error of a cell of 0.1°
 * a few 1e-4 at most, of either sign. What goes around the globe is left out.
 */
export function kernelField(region: Region): KernelField {
  const { cellCount, areasKm2 } = region;
  const column = (of: (cell: number) => number): Float64Array => Float64Array.from({ length: cellCount }, (_, cell) => of(cell));
  const longitudes = column((cell) => (region.west[cell] + region.east[cell]) / 2);
  const latitudes = column((cell) => (region.south[cell] + region.north[cell]) / 2);
  const unitX = column((cell) => Math.cos(latitudes[cell] * RADIANS) * Math.cos(longitudes[cell] * RADIANS));
  const unitY = column((cell) => Math.cos(latitudes[cell] * RADIANS) * Math.sin(longitudes[cell] * RADIANS));
  const unitZ = column((cell) => Math.sin(latitudes[cell] * RADIANS));
  const halfWidthDegrees = column((cell) => (region.east[cell] - region.west[cell]) / 2);
  /** Half sides in km, squared. */
  const a2 = column((cell) => square(halfWidthDegrees[cell] * KM_PER_DEGREE * Math.cos(latitudes[cell] * RADIANS)));
  const b2 = column((cell) => square(((region.north[cell] - region.south[cell]) / 2) * KM_PER_DEGREE));
  const near = new Int32Array(cellCount);

  function mass(cell: number, longitude: number, latitude: number, z: number, q: number): number {
    if (a2[cell] + b2[cell] > PLANE_KM * PLANE_KM) {
      return curvedMass(region.west[cell], region.south[cell], region.east[cell], region.north[cell], longitude, latitude, z, q);
    }
    return planeMass(longitudes[cell] - longitude, latitudes[cell], halfWidthDegrees[cell], b2[cell], areasKm2[cell], latitude, z, q);
  }

  /** Adds the group to the cells that are far from it, and lists the others in `near`. Returns how many these are. */
  function addFar({ longitude, latitude, strength, meanScale2, largestScale2, varianceEast, varianceNorth, covariance }: KernelGroup, q: number, into: Float64Array): number {
    const cosine = Math.cos(latitude * RADIANS);
    const x0 = cosine * Math.cos(longitude * RADIANS);
    const y0 = cosine * Math.sin(longitude * RADIANS);
    const z0 = Math.sin(latitude * RADIANS);
    const front = ((q - 1) / Math.PI) * strength;
    const crossFactor = 4 * q * (q + 1) * covariance;
    let nearCount = 0;
    for (let cell = 0; cell < cellCount; cell++) {
      const chord2 = square(unitX[cell] - x0) + square(unitY[cell] - y0) + square(unitZ[cell] - z0);
      const angle2 = squaredAngle(chord2);
      const r2 = EARTH_RADIUS_KM * EARTH_RADIUS_KM * angle2;
      const s = r2 + meanScale2;
      const east = a2[cell] + 3 * varianceEast;
      const north = b2[cell] + 3 * varianceNorth;
      if (east + north > FAR * s || largestScale2 > FAR_SCALE * s) {
        near[nearCount++] = cell;
        continue;
      }
      const y = (latitudes[cell] - latitude) * KM_PER_DEGREE;
      const y2 = Math.min(r2, y * y);
      const inverse = 1 / s;
      let shape = taylorFactor((r2 - y2) * inverse, y2 * inverse, east * inverse, north * inverse, q);
      if (crossFactor !== 0) {
        const x = Math.sqrt(r2 - y2) * (wrapDegrees(longitudes[cell] - longitude) < 0 ? -1 : 1);
        shape += crossFactor * x * y * inverse * inverse;
      }
      into[cell] += front * areasKm2[cell] * Math.exp(-q * Math.log(s)) * spreading(angle2, chord2) * shape;
    }
    return nearCount;
  }

  return {
    addAll(kernels, q, into) {
      for (const group of kernelGroups(kernels, q)) {
        const nearCount = addFar(group, q, into);
        for (const kernel of group.members) {
          const { longitudes: east, latitudes: north, scalesKm, weights } = kernels;
          for (let k = 0; k < nearCount; k++) into[near[k]] += weights[kernel] * mass(near[k], east[kernel], north[kernel], scalesKm[kernel], q);
        }
      }
    },
  };
}

/** Mass of a kernel at `latitude` in a small rectangle whose centre is `eastDegrees` from it at `centreLatitude`. */
function planeMass(eastDegrees: number, centreLatitude: number, halfWidthDegrees: number, b2: number, areaKm2: number, latitude: number, z: number, q: number): number {
  const kmPerLongitude = KM_PER_DEGREE * Math.cos(((latitude + centreLatitude) / 2) * RADIANS);
  const a = halfWidthDegrees * kmPerLongitude;
  const b = Math.sqrt(b2);
  return (kernelRectangleMass(wrapDegrees(eastDegrees) * kmPerLongitude, (centreLatitude - latitude) * KM_PER_DEGREE, a, b, z, q) * areaKm2) / (4 * a * b);
}

/** Mass in a rectangle of any size: in quarters, until each is far or small. */
function curvedMass(west: number, south: number, east: number, north: number, longitude: number, latitude: number, z: number, q: number): number {
  const centreLongitude = (west + east) / 2;
  const centreLatitude = (south + north) / 2;
  const area = rectangleAreaKm2(west, south, east, north);
  const b2 = square(((north - south) / 2) * KM_PER_DEGREE);
  const a2 = square(((east - west) / 2) * KM_PER_DEGREE * Math.cos(centreLatitude * RADIANS));
  const r2 = square(distanceKm(longitude, latitude, centreLongitude, centreLatitude));
  const s = r2 + z * z;
  if (a2 + b2 <= FAR * s) {
    const y2 = Math.min(r2, square((centreLatitude - latitude) * KM_PER_DEGREE));
    const angle = Math.sqrt(r2) / EARTH_RADIUS_KM;
    const density = ((q - 1) / Math.PI) * Math.exp(2 * (q - 1) * Math.log(z) - q * Math.log(s));
    return area * density * (angle / Math.sin(angle)) * taylorFactor((r2 - y2) / s, y2 / s, a2 / s, b2 / s, q);
  }
  if (a2 + b2 <= PLANE_KM * PLANE_KM) return planeMass(centreLongitude - longitude, centreLatitude, (east - west) / 2, b2, area, latitude, z, q);
  return (
    curvedMass(west, south, centreLongitude, centreLatitude, longitude, latitude, z, q) +
    curvedMass(centreLongitude, south, east, centreLatitude, longitude, latitude, z, q) +
    curvedMass(west, centreLatitude, centreLongitude, north, longitude, latitude, z, q) +
    curvedMass(centreLongitude, centreLatitude, east, north, longitude, latitude, z, q)
  );
}

/** δ² from the squared chord 2 − 2 cos δ on the unit sphere. */
function squaredAngle(chord2: number): number {
  if (chord2 < 0.05) return chord2 * (1 + chord2 * (1 / 12 + chord2 * (1 / 90 + chord2 * (1 / 560 + chord2 / 3150))));
  return square(2 * Math.asin(Math.min(1, Math.sqrt(chord2) / 2)));
}

/** δ / sin δ. */
function spreading(angle2: number, chord2: number): number {
  if (angle2 < 0.05) return 1 + angle2 * (1 / 6 + angle2 * (7 / 360 + (angle2 * 31) / 15120));
  return Math.sqrt(angle2 / (chord2 * (1 - chord2 / 4)));
}

function square(x: number): number {
  return x * x;
}
