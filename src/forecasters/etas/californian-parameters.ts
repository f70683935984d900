import { spatialScaleKm } from "./kernels.ts";
import type { EtasParameters } from "./parameters.ts";

/** Generic California of the USGS aftershock code: rate 10^{a + (m − 2.5)} (t + c)^{−p}, a base 10, α = b = 1. */
const GENERIC = { a: -2.35, logC: -1.7696, p: 1.01, referenceMagnitude: 2.5 } as const;
/** Space and background as estimated for the Californian example of `lmizrahi/etas`, converted to Ogata's form. */
const EXAMPLE = { DKm: 0.682, gamma: 0.594, q: 1.559, backgroundPerDayKm2: 3.727e-8, referenceMagnitude: 3.55 } as const;

/**
 * ETAS for an area of California above magnitude 2.5. Productivity and decay are the generic Californian values of the USGS
 * aftershock code (reference magnitude 2.5), with K = 10^a c^{1 − p} / (p − 1); the spatial kernel and the
 * background rate per area are those of the Californian example of `lmizrahi/etas` (reference magnitude 3.55), moved to 2.5
 * with b = 1.
 *
 * With p = 1.01 most direct aftershocks lie beyond any catalog, and the branching ratio over all time is above 1; within
 * 30 years it is 0.74. The parameters are for windows (burn-in included) of decades, which the simulators check.
 */
export function californianEtas(areaKm2: number): EtasParameters {
  const { a, logC, p, referenceMagnitude } = GENERIC;
  const { gamma, q, backgroundPerDayKm2 } = EXAMPLE;
  const lowering = EXAMPLE.referenceMagnitude - referenceMagnitude;
  return {
    muPerDay: backgroundPerDayKm2 * areaKm2 * Math.exp(Math.LN10 * lowering),
    K: Math.exp(Math.LN10 * (a + (1 - p) * logC)) / (p - 1),
    alpha: Math.LN10,
    cDays: Math.exp(Math.LN10 * logC),
    p,
    DKm: spatialScaleKm(referenceMagnitude, EXAMPLE),
    q,
    gamma,
    referenceMagnitude,
    beta: Math.LN10,
    maximumMagnitude: 8,
  };
}
