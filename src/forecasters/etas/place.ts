import { createCumulativeTable } from "../../numerics/random/cumulative-table.ts";
import type { RandomStream } from "../../numerics/random/stream.ts";
import { EARTH_RADIUS_KM, wrapDegrees } from "../../seismicity/geodesy.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { Region } from "../../seismicity/region.ts";

const RADIANS = Math.PI / 180;

export interface Place {
  readonly longitude: number;
  readonly latitude: number;
}

/** Where background events fall: a weight per cell (any positive scale), spread evenly by area within the cell. */
export interface BackgroundDensity {
  readonly region: Pick<Region, "cellCount" | "west" | "south" | "east" | "north">;
  readonly weights: Float64Array;
}

/**
 * A sampler of background epicentres; three draws a place.
 *
 * @throws InputError as {@link backgroundPlaces}
 */
export function backgroundSampler(density: BackgroundDensity): (stream: RandomStream) => Place {
  const placeIn = backgroundPlaces(density);
  const table = createCumulativeTable(density.weights);
  return (stream) => placeIn(table.sample(stream.nextDouble()), stream);
}

/**
 * A sampler of epicentres within a cell, evenly by area; two draws a place.
 *
 * @throws InputError when there is not one weight a cell, or a weight is negative, or all are zero
 */
export function backgroundPlaces({ region, weights }: BackgroundDensity): (cell: number, stream: RandomStream) => Place {
  if (weights.length !== region.cellCount) {
    throw new InputError("background density does not fit the region", { field: "weights", value: weights.length, expected: `${region.cellCount} weights` });
  }
  if (!weights.every((weight) => weight >= 0 && weight < Infinity) || !weights.some((weight) => weight > 0)) {
    throw new InputError("background density is not a density", { field: "weights", expected: "finite weights >= 0, not all 0" });
  }
  return (cell, stream) => {
    const longitude = region.west[cell] + stream.nextDouble() * (region.east[cell] - region.west[cell]);
    // Area on the sphere is even in sin(latitude).
    const low = Math.sin(region.south[cell] * RADIANS);
    const high = Math.sin(region.north[cell] * RADIANS);
    return { longitude, latitude: Math.asin(low + stream.nextDouble() * (high - low)) / RADIANS };
  };
}

/** The point `distanceKm` away along the great circle that starts at `azimuth` radians east of north. */
export function destination(from: Place, distanceKm: number, azimuth: number): Place {
  const angle = distanceKm / EARTH_RADIUS_KM;
  const sine = Math.sin(from.latitude * RADIANS);
  const cosine = Math.cos(from.latitude * RADIANS);
  const sineLatitude = Math.min(1, Math.max(-1, sine * Math.cos(angle) + cosine * Math.sin(angle) * Math.cos(azimuth)));
  const turn = Math.atan2(Math.sin(azimuth) * Math.sin(angle) * cosine, Math.cos(angle) - sine * sineLatitude);
  return { longitude: wrapDegrees(from.longitude + turn / RADIANS), latitude: Math.asin(sineLatitude) / RADIANS };
}
