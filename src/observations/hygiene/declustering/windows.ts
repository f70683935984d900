import type { Days } from "../../../seismicity/time.ts";

/** How far the cluster of a mainshock reaches. */
export interface ClusterWindow {
  readonly distanceKm: number;
  readonly days: Days;
}

/**
 * Windows as van Stiphout, Zhuang & Marsan (2012, CORSSA, doi:10.5078/corssa-52382934, Table 1) collect them, by the
 * magnitude of the mainshock: Gardner & Knopoff (1974), Grünthal (personal communication there), Uhrhammer (1986).
 */
export const CLUSTER_WINDOWS = {
  "gardner-knopoff": gardnerKnopoffWindow,
  gruenthal: gruenthalWindow,
  uhrhammer: uhrhammerWindow,
} as const satisfies Readonly<Record<string, (magnitude: number) => ClusterWindow>>;

/** e^{1.77 + √(0.037 + 1.02 M)} km; e^{−3.95 + √(0.62 + 17.32 M)} days, from M 6.5 on 10^{2.8 + 0.024 M} days. NaN below M −0.036. */
export function gruenthalWindow(magnitude: number): ClusterWindow {
  return {
    distanceKm: Math.exp(1.77 + Math.sqrt(0.037 + 1.02 * magnitude)),
    days: magnitude >= 6.5 ? Math.exp((2.8 + 0.024 * magnitude) * Math.LN10) : Math.exp(-3.95 + Math.sqrt(0.62 + 17.32 * magnitude)),
  };
}

/** e^{−1.024 + 0.804 M} km; e^{−2.87 + 1.235 M} days. */
export function uhrhammerWindow(magnitude: number): ClusterWindow {
  return { distanceKm: Math.exp(-1.024 + 0.804 * magnitude), days: Math.exp(-2.87 + 1.235 * magnitude) };
}

/**
 * Windows of Gardner & Knopoff (1974): L = 10^{0.1238 M + 0.983} km; T = 10^{0.032 M + 2.7389} days for M >= 6.5, else
 * 10^{0.5409 M − 0.547} days.
 */
export function gardnerKnopoffWindow(magnitude: number): ClusterWindow {
  const powerOfTen = (exponent: number): number => Math.exp(exponent * Math.LN10);
  return {
    distanceKm: powerOfTen(0.1238 * magnitude + 0.983),
    days: magnitude >= 6.5 ? powerOfTen(0.032 * magnitude + 2.7389) : powerOfTen(0.5409 * magnitude - 0.547),
  };
}
