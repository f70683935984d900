import { z } from "zod";
import type { Catalog } from "../../../seismicity/catalog.ts";
import { distanceKm, EARTH_RADIUS_KM } from "../../../seismicity/geodesy.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import { MS_PER_DAY } from "../../../seismicity/time.ts";
import type { Places } from "./place-tree.ts";
import { buildProximityIndex, type NearestParent, type ProximityScale } from "./proximity-index.ts";

export const MS_PER_YEAR = 365.25 * MS_PER_DAY;
/** Distances below one metre count as one metre. */
const MINIMUM_DISTANCE_KM = 1e-3;
/** Times come in whole milliseconds. */
const MINIMUM_YEARS = 1 / MS_PER_YEAR;
const RADIANS = Math.PI / 180;

export interface ProximityOptions {
  /** b-value in the weight 10^{−b m} of the parent; 0 leaves magnitude out. */
  readonly bValue: number;
  /** Fractal dimension d_f of the epicentres, or of the hypocentres. */
  readonly fractalDimension: number;
  readonly distance: "epicentral" | "hypocentral";
}

/** Entries that option schemas of nearest-neighbour methods share. */
export const proximityOptionEntries = {
  fractalDimension: z.number().gt(0).max(3).default(1.6).describe("d_f: about 1.6 for epicentres, 2.6 for hypocentres"),
  distance: z.enum(["epicentral", "hypocentral"]).default("epicentral").describe("hypocentral asks for the depth of every event"),
};

/** The nearest neighbour of every event. All arrays have one value an event. */
export interface NearestNeighbours {
  /** Index of the parent, an earlier event; −1 where there is none. */
  readonly parents: Int32Array;
  /** log10 of the proximity η (years, km); Infinity without a parent. */
  readonly log10Eta: Float64Array;
  /** log10 of the rescaled time T = t 10^{−b m/2}; Infinity without a parent. */
  readonly log10T: Float64Array;
  /** log10 of the rescaled distance R = r^{d_f} 10^{−b m/2}; Infinity without a parent. η = T R. */
  readonly log10R: Float64Array;
}

/**
 * Nearest neighbours in space, time and magnitude (Zaliapin, Gabrielov, Keilis-Borok & Wong 2008; Zaliapin & Ben-Zion
 * 2013, eq. 1–3): η_ij = t_ij r_ij^{d_f} 10^{−b m_i} for t_ij > 0, and the parent of j is the i that makes it least.
 * Great-circle distances, with the difference in depth when hypocentral, floored at 1 m; events of the same instant are
 * no parents of each other. Near O(N log N).
 *
 * @throws InputError for an event without depth when distances are hypocentral
 */
export function nearestNeighbours(catalog: Catalog, options: ProximityOptions): NearestNeighbours {
  const { length, times, magnitudes } = catalog;
  const { bValue, fractalDimension } = options;
  const places = placesOf(catalog, options.distance);
  const index = buildProximityIndex(places, proximityScale(fractalDimension, true));
  const parents = new Int32Array(length);
  const [log10Eta, log10T, log10R] = [new Float64Array(length), new Float64Array(length), new Float64Array(length)];
  const found: NearestParent = { place: -1, logProximity: Infinity };
  let added = 0;
  for (let event = 0; event < length; event++) {
    for (; times[added] < times[event]; added++) index.add(added, yearsSince(times[0], times[added]), -bValue * magnitudes[added] * Math.LN10);
    index.nearest(yearsSince(times[0], times[event]), places.x[event], places.y[event], places.z[event], places.depth[event], found);
    const parent = found.place;
    parents[event] = parent;
    if (parent === -1) {
      log10Eta[event] = log10T[event] = log10R[event] = Infinity;
      continue;
    }
    const years = Math.max(MINIMUM_YEARS, yearsSince(times[parent], times[event]));
    const km = Math.max(MINIMUM_DISTANCE_KM, separationKm(catalog, places.depth, parent, event));
    log10T[event] = Math.log10(years) - 0.5 * bValue * magnitudes[parent];
    log10R[event] = fractalDimension * Math.log10(km) - 0.5 * bValue * magnitudes[parent];
    log10Eta[event] = log10T[event] + log10R[event];
  }
  return { parents, log10Eta, log10T, log10R };
}

/** Epicentres on the sphere in Cartesian coordinates; depths only when they count. */
export function placesOf({ length, longitudes, latitudes, depthsKm, ids }: Catalog, distance: ProximityOptions["distance"]): Places {
  const [x, y, z, depth] = [new Float64Array(length), new Float64Array(length), new Float64Array(length), new Float64Array(length)];
  for (let event = 0; event < length; event++) {
    const radius = EARTH_RADIUS_KM * Math.cos(latitudes[event] * RADIANS);
    x[event] = radius * Math.cos(longitudes[event] * RADIANS);
    y[event] = radius * Math.sin(longitudes[event] * RADIANS);
    z[event] = EARTH_RADIUS_KM * Math.sin(latitudes[event] * RADIANS);
    if (distance === "epicentral") continue;
    if (!Number.isFinite(depthsKm[event])) throw new InputError("hypocentral distances need depths", { field: `event ${ids[event]}`, value: depthsKm[event], expected: "a depth in km" });
    depth[event] = depthsKm[event];
  }
  return { x, y, z, depth };
}

export function proximityScale(fractalDimension: number, samePlaceCounts: boolean): ProximityScale {
  return { fractalDimension, sphereRadiusKm: EARTH_RADIUS_KM, minimumDistanceKm: MINIMUM_DISTANCE_KM, minimumYears: MINIMUM_YEARS, samePlaceCounts };
}

export function yearsSince(start: number, time: number): number {
  return (time - start) / MS_PER_YEAR;
}

function separationKm({ longitudes, latitudes }: Catalog, depths: Float64Array, a: number, b: number): number {
  const epicentral = distanceKm(longitudes[a], latitudes[a], longitudes[b], latitudes[b]);
  const deeper = depths[a] - depths[b];
  return deeper === 0 ? epicentral : Math.sqrt(epicentral * epicentral + deeper * deeper);
}
