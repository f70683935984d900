import type { AdditionalConsistencyResult, ConsistencyResult } from "../result.ts";
import { twoSided } from "./two-sided.ts";

/** What a consistency test says at a level, by the convention of its paper. */
export interface ConsistencyDecision {
  /**
   * Number tests are two-sided, twice the smaller tail (Zechar et al. 2010 reject where a tail is below half the level);
   * tests of a score are one-sided, since only a score too low speaks against a forecast (Schorlemmer et al. 2007).
   */
  readonly sided: "two" | "one";
  readonly pValue: number;
  /** False where no outcome could have failed the test. */
  readonly informative: boolean;
  readonly rejected: boolean;
}

/** The decision of any consistency test at `alpha`, in (0, 1); simulated p-values are (1 + #)/(1 + n). @throws RangeError for another alpha. */
export function consistencyDecision(result: ConsistencyResult | AdditionalConsistencyResult, alpha: number): ConsistencyDecision {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`alpha must lie in (0, 1), got ${alpha}`);
  if (result.test === "N" || result.test === "NBD-N") {
    const pValue = twoSided(result.delta1, result.delta2);
    return { sided: "two", pValue, informative: true, rejected: pValue <= alpha };
  }
  const { quantileAddOne: pValue, informative, observed } = result;
  // An event where the forecast has none is impossible under it, however few the simulations.
  return { sided: "one", pValue, informative, rejected: observed === -Infinity || (informative && pValue <= alpha) };
}
