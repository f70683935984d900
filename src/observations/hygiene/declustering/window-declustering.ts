import { z } from "zod";
import { type Catalog, lowerBound } from "../../../seismicity/catalog.ts";
import { distanceKm, EARTH_RADIUS_KM } from "../../../seismicity/geodesy.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import { MS_PER_DAY } from "../../../seismicity/time.ts";
import type { Declustering } from "./declustering.ts";
import { declusteringMethod, type DeclusteringMethod } from "./method.ts";
import { CLUSTER_WINDOWS, type ClusterWindow, gardnerKnopoffWindow } from "./windows.ts";

const optionsSchema = z.strictObject({
  foreshockFraction: z.number().min(0).max(1).default(1).describe("length of the window before a mainshock as a share of that after it"),
  maximumDays: z.number().positive().optional().describe("longest window after a mainshock; without it, as the formula says"),
});

export type WindowOptions = z.infer<typeof optionsSchema>;

const KM_PER_DEGREE = (EARTH_RADIUS_KM * Math.PI) / 180;

/**
 * Window declustering as Gardner & Knopoff (1974) do it, with any windows: events are taken by descending magnitude (ties:
 * earlier first), and every event not yet in a cluster that lies within both windows of one joins it. Bounds are
 * inclusive.
 *
 * @throws InputError for a magnitude at which the window has no value
 */
export function windowDeclustering(catalog: Catalog, windowOf: (magnitude: number) => ClusterWindow, options: WindowOptions): Declustering {
  const { foreshockFraction, maximumDays = Infinity } = options;
  const { length, times, longitudes, latitudes, magnitudes } = catalog;
  const isMainshock = new Uint8Array(length);
  const mainshockOf = new Int32Array(length).fill(-1);
  const order = Uint32Array.from({ length }, (_, index) => index).sort((a, b) => magnitudes[b] - magnitudes[a] || a - b);
  for (const main of order) {
    if (mainshockOf[main] !== -1) continue;
    isMainshock[main] = 1;
    mainshockOf[main] = main;
    const window = windowOf(magnitudes[main]);
    if (!(window.distanceKm >= 0 && window.days >= 0)) {
      throw new InputError("no window for this magnitude", { field: `event ${catalog.ids[main]}`, value: magnitudes[main], expected: "a magnitude within the range of the window formulas" });
    }
    const reachMs = Math.min(window.days, maximumDays) * MS_PER_DAY;
    // Latitude alone rules out most events; the margin covers rounding.
    const latitudeReach = (window.distanceKm / KM_PER_DEGREE) * (1 + 1e-9);
    for (let other = lowerBound(times, times[main] - foreshockFraction * reachMs); other < length && times[other] <= times[main] + reachMs; other++) {
      if (mainshockOf[other] !== -1 || Math.abs(latitudes[other] - latitudes[main]) > latitudeReach) continue;
      if (distanceKm(longitudes[main], latitudes[main], longitudes[other], latitudes[other]) <= window.distanceKm) mainshockOf[other] = main;
    }
  }
  return { isMainshock, mainshockOf };
}

/** {@link windowDeclustering} with the windows of Gardner & Knopoff (1974). */
export function gardnerKnopoff(catalog: Catalog, options: WindowOptions): Declustering {
  return windowDeclustering(catalog, gardnerKnopoffWindow, options);
}

/** The method that goes with a set of windows. */
export function windowMethod(id: keyof typeof CLUSTER_WINDOWS, title: string, citation: string): DeclusteringMethod {
  return declusteringMethod({
    id, title, citation,
    options: optionsSchema,
    run: (catalog, options) => ({ ...windowDeclustering(catalog, CLUSTER_WINDOWS[id], options), diagnostics: { values: {}, perEvent: {} } }),
  });
}
