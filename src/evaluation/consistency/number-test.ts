import { poissonCdf, poissonUpperTail } from "../../numerics/distributions/poisson.ts";
import { totalExpectedCount } from "../../seismicity/forecast.ts";
import type { NumberTestResult } from "../result.ts";
import type { ConsistencyInput } from "./consistency-input.ts";

/**
 * N-test (Schorlemmer et al. 2007; Zechar et al. 2010): the number of events against a Poisson law with the forecast's
 * total. Both tails are computed directly; pyCSEP's `1 − cdf` returns 0 for every upper tail below 1e-16.
 */
export function numberTest({ forecast, observed }: Pick<ConsistencyInput, "forecast" | "observed">): NumberTestResult {
  return poissonNumberTest(observed.count, totalExpectedCount(forecast));
}

/** The N-test on two numbers: a count and the forecast's total. */
export function poissonNumberTest(observed: number, expected: number): NumberTestResult {
  return { test: "N", observed, expected, delta1: poissonUpperTail(observed, expected), delta2: poissonCdf(observed, expected) };
}
