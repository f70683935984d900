import { type EmpiricalTails, empiricalTails } from "./empirical-tails.ts";
import type { Statistics } from "./catalog-test-result.ts";

/** A test in space as pyCSEP 0.7 gives it. */
export interface PycsepOutcome {
  readonly status: "normal" | "undersampled" | "not-valid";
  readonly observed: number;
  readonly delta1: number;
  readonly delta2: number;
}

/**
 * pyCSEP's outcome from the statistics with plain mean rates. Observed events in cells that no catalog visited are
 * dropped, the rest is tested, and only the status tells ("undersampled"); with none left it is "not-valid", −1.
 *
 * @param unsampled observed events that were dropped.
 */
export function pycsepOutcome({ observed, simulated }: Statistics, unsampled: number): PycsepOutcome {
  if (Number.isNaN(observed)) return { status: "not-valid", observed, delta1: -1, delta2: -1 };
  const { delta1, delta2 }: EmpiricalTails = empiricalTails(simulated, observed);
  return { status: unsampled > 0 ? "undersampled" : "normal", observed, delta1, delta2 };
}
