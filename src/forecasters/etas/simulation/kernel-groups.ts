import { EARTH_RADIUS_KM } from "../../../seismicity/geodesy.ts";
import type { WeightedKernels } from "./kernel-field.ts";
import { tileOf } from "./tile.ts";

const RADIANS = Math.PI / 180;
const KM_PER_DEGREE = EARTH_RADIUS_KM * RADIANS;

/** Kernels in one square, as they look from afar, where each is weight · z^{2(q − 1)} r^{−2q}. */
export interface KernelGroup {
  /** Centroid by strength. */
  readonly longitude: number;
  readonly latitude: number;
  /** Σ weight · z^{2(q − 1)}. */
  readonly strength: number;
  readonly meanScale2: number;
  readonly largestScale2: number;
  /** Second central moments by strength, km². */
  readonly varianceEast: number;
  readonly varianceNorth: number;
  readonly covariance: number;
  readonly members: readonly number[];
}

/** Groups in order of their first member. Kernels of weight zero are in none. */
export function kernelGroups(kernels: WeightedKernels, q: number): KernelGroup[] {
  const { longitudes, latitudes, weights } = kernels;
  const tiles = new Map<number, number[]>();
  for (let kernel = 0; kernel < weights.length; kernel++) {
    if (weights[kernel] === 0) continue;
    const key = tileOf(longitudes[kernel], latitudes[kernel]);
    const members = tiles.get(key);
    if (members === undefined) tiles.set(key, [kernel]);
    else members.push(kernel);
  }
  return Array.from(tiles.values(), (members) => groupOf(members, kernels, q));
}

function groupOf(members: readonly number[], { longitudes, latitudes, scalesKm, weights }: WeightedKernels, q: number): KernelGroup {
  const strengths = members.map((kernel) => weights[kernel] * Math.exp(2 * (q - 1) * Math.log(scalesKm[kernel])));
  const strength = strengths.reduce((total, value) => total + value, 0);
  const mean = (of: (kernel: number) => number): number => members.reduce((total, kernel, k) => total + strengths[k] * of(kernel), 0) / strength;
  // From the first member, so that a lone kernel is its own centroid to the last bit.
  const [first] = members;
  const longitude = longitudes[first] + mean((kernel) => longitudes[kernel] - longitudes[first]);
  const latitude = latitudes[first] + mean((kernel) => latitudes[kernel] - latitudes[first]);
  const kmPerLongitude = KM_PER_DEGREE * Math.cos(latitude * RADIANS);
  const east = (kernel: number): number => (longitudes[kernel] - longitude) * kmPerLongitude;
  const north = (kernel: number): number => (latitudes[kernel] - latitude) * KM_PER_DEGREE;
  const scale2 = (kernel: number): number => scalesKm[kernel] * scalesKm[kernel];
  return {
    longitude,
    latitude,
    strength,
    meanScale2: mean(scale2),
    largestScale2: members.reduce((largest, kernel) => Math.max(largest, scale2(kernel)), 0),
    varianceEast: mean((kernel) => east(kernel) * east(kernel)),
    varianceNorth: mean((kernel) => north(kernel) * north(kernel)),
    covariance: mean((kernel) => east(kernel) * north(kernel)),
    members,
  };
}
