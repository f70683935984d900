import type { Days } from "../../seismicity/time.ts";
import { omoriIntegral } from "./omori-integral.ts";
import type { RegionalParameters } from "./parameter-table.ts";

/** Law of one sequence but for its productivity. */
export type DecayParameters = Pick<RegionalParameters, "b" | "p" | "cDays">;

/**
 * Expected number of aftershocks of M >= `magnitude` between `start` and `end` days after the mainshock, per unit of
 * 10^a: 10^{b(Mmain − magnitude)} ∫ (t + c)^{−p} dt (Reasenberg & Jones 1989).
 */
export function expectedPerProductivity(parameters: DecayParameters, mainshockMagnitude: number, magnitude: number, start: Days, end: Days): number {
  return Math.exp(Math.LN10 * parameters.b * (mainshockMagnitude - magnitude)) * omoriIntegral(start, end, parameters.cDays, parameters.p);
}

/** Expected number of aftershocks with productivity a: 10^a × {@link expectedPerProductivity}. */
export function expectedNumber(
  parameters: DecayParameters & { readonly a: number }, mainshockMagnitude: number, magnitude: number, start: Days, end: Days,
): number {
  return Math.exp(Math.LN10 * parameters.a) * expectedPerProductivity(parameters, mainshockMagnitude, magnitude, start, end);
}

/** P(N >= 1) = 1 − e^{−N} of a Poisson count with this mean. */
export function probabilityOfOneOrMore(expected: number): number {
  return -Math.expm1(-expected);
}
