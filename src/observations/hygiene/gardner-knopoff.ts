import { lowerBound, type Catalog } from "../../seismicity/catalog.ts";
import { distanceKm, EARTH_RADIUS_KM } from "../../seismicity/geodesy.ts";
import { InputError } from "../../seismicity/input-error.ts";
import { MS_PER_DAY, type Days } from "../../seismicity/time.ts";

export interface GardnerKnopoffOptions {
  /** Length of the window before a mainshock as a share of that after it, in [0, 1]. */
  readonly foreshockFraction: number;
}

/** Clusters of a catalog. */
export interface Declustering {
  /** 1 for the largest event of each cluster (single events included), else 0; one value an event. */
  readonly isMainshock: Uint8Array;
  /** Index of the mainshock of each event's cluster; a mainshock's own index is its own. */
  readonly mainshockOf: Int32Array;
}

const KM_PER_DEGREE = (EARTH_RADIUS_KM * Math.PI) / 180;

/**
 * Gardner & Knopoff (1974) window declustering: events are taken by descending magnitude (ties: earlier first), and every
 * event not yet in a cluster that lies within both windows of one becomes its fore- or aftershock. Bounds are inclusive.
 *
 * @throws InputError when the foreshock fraction is outside [0, 1]
 */
export function gardnerKnopoff(catalog: Catalog, options: GardnerKnopoffOptions): Declustering {
  const { foreshockFraction } = options;
  if (!(foreshockFraction >= 0 && foreshockFraction <= 1)) {
    throw new InputError("foreshock fraction is out of range", { field: "foreshockFraction", value: foreshockFraction, expected: "0 to 1" });
  }
  const { length, times, longitudes, latitudes, magnitudes } = catalog;
  const isMainshock = new Uint8Array(length);
  const mainshockOf = new Int32Array(length).fill(-1);
  // Indices ascend in time, so equal magnitudes come earlier first.
  const order = Uint32Array.from({ length }, (_, index) => index).sort((a, b) => magnitudes[b] - magnitudes[a] || a - b);
  for (const main of order) {
    if (mainshockOf[main] !== -1) continue;
    isMainshock[main] = 1;
    mainshockOf[main] = main;
    const { distanceKm: radiusKm, days } = gardnerKnopoffWindow(magnitudes[main]);
    const last = times[main] + days * MS_PER_DAY;
    // Latitude alone rules out most events; the margin covers rounding.
    const latitudeReach = (radiusKm / KM_PER_DEGREE) * (1 + 1e-9);
    for (let other = lowerBound(times, times[main] - foreshockFraction * days * MS_PER_DAY); other < length && times[other] <= last; other++) {
      if (mainshockOf[other] !== -1 || Math.abs(latitudes[other] - latitudes[main]) > latitudeReach) continue;
      if (distanceKm(longitudes[main], latitudes[main], longitudes[other], latitudes[other]) <= radiusKm) mainshockOf[other] = main;
    }
  }
  return { isMainshock, mainshockOf };
}

/**
 * Windows of Gardner & Knopoff (1974): L = 10^{0.1238 M + 0.983} km; T = 10^{0.032 M + 2.7389} days for M >= 6.5, else
 * 10^{0.5409 M − 0.547} days.
 */
export function gardnerKnopoffWindow(magnitude: number): { distanceKm: number; days: Days } {
  const powerOfTen = (exponent: number): number => Math.exp(exponent * Math.LN10);
  return {
    distanceKm: powerOfTen(0.1238 * magnitude + 0.983),
    days: magnitude >= 6.5 ? powerOfTen(0.032 * magnitude + 2.7389) : powerOfTen(0.5409 * magnitude - 0.547),
  };
}
