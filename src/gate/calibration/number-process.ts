import type { NumberLaw } from "../../evaluation/number-law.ts";
import { logMixture } from "../anytime/mixture.ts";
import { mixtureLogEValue, type MixtureState, mixtureStep, startMixture } from "./mixture-process.ts";
import { logPoissonRateEValue } from "./poisson-rate.ts";
import { RATE_FACTORS, tiltedLogFactors } from "./tilted-number.ts";

/** The number of earthquakes against the forecast's own law, window by window; plain numbers. */
export interface NumberState {
  /** The tilted products, over all windows. */
  readonly tilted: MixtureState;
  /** Totals of the windows whose law is Poisson, all that the gamma–Poisson e-value knows. */
  readonly poissonEvents: number;
  readonly poissonExpected: number;
}

export function startNumber(): NumberState {
  return { tilted: startMixture(RATE_FACTORS.length), poissonEvents: 0, poissonExpected: 0 };
}

/** One window more. */
export function numberStep(state: NumberState, law: NumberLaw, observed: number, tiltedFactors: ArrayLike<number> = tiltedLogFactors(law, observed)): NumberState {
  const { tilted, poissonEvents, poissonExpected } = state;
  const poisson = law.kind === "poisson";
  return { tilted: mixtureStep(tilted, tiltedFactors), poissonEvents: poissonEvents + (poisson ? observed : 0), poissonExpected: poissonExpected + (poisson ? law.mean : 0) };
}

/**
 * ln of the mean of two e-processes for "every count comes from its forecast law": the gamma–Poisson one over the windows whose law is
 * Poisson (in others it bets nothing, a factor of 1), and the tilted one over all windows, whatever their law.
 */
export function numberLogEValue({ tilted, poissonEvents, poissonExpected }: NumberState): number {
  return logMixture([logPoissonRateEValue(poissonEvents, poissonExpected), mixtureLogEValue(tilted)]);
}

/** The same for windows that are all Poisson, from their totals alone. */
export function poissonNumberLogEValue(events: number, expected: number): number {
  return logMixture([logPoissonRateEValue(events, expected), poissonTiltedLogEValue(events, expected)]);
}

/** ln of the tilted e-value of Poisson windows from their totals: the mean over ρ of ρ^N e^{−Λ(ρ−1)}. */
export function poissonTiltedLogEValue(events: number, expected: number): number {
  return logMixture(tiltedLogFactors({ kind: "poisson", mean: expected }, events));
}
