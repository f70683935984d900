import { fitCountDispersion } from "../../numerics/distributions/count-dispersion.ts";
import { negativeBinomialCdf, negativeBinomialUpperTail } from "../../numerics/distributions/negative-binomial.ts";
import { totalExpectedCount } from "../../seismicity/forecast.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { NegativeBinomialNumberResult } from "../result.ts";
import type { ConsistencyInput, CountSpread } from "./consistency-input.ts";
import { poissonNumberTest } from "./number-test.ts";

/**
 * N-test of a clustered count (Werner et al. 2010, 2011; Kagan 2010): a negative binomial law with the forecast's total
 * as mean and a variance given with the forecast, or fitted by maximum likelihood to counts of past windows. Two-sided:
 * reject where delta1 or delta2 is below half the level.
 *
 * @throws InputError without a variance or past counts, or for a variance below the mean.
 */
export function negativeBinomialNumberTest(input: Pick<ConsistencyInput, "forecast" | "observed" | "countSpread">): NegativeBinomialNumberResult {
  if (input.countSpread === undefined) {
    throw new InputError("the NBD-N test needs to know how much the number of events varies", { field: "variance", expected: "a variance of the count, or the counts of past windows" });
  }
  return clusteredNumberTest(input.observed.count, totalExpectedCount(input.forecast), input.countSpread);
}

/** The test on numbers alone. */
export function clusteredNumberTest(observed: number, expected: number, spread: CountSpread): NegativeBinomialNumberResult {
  const variance = "variance" in spread ? spread.variance : fittedVariance(expected, spread);
  if (!(variance >= expected && variance < Infinity)) {
    throw new InputError("a negative binomial count varies at least as much as a Poisson one", { field: "variance", value: variance, expected: `at least the expected count ${expected}` });
  }
  const poisson = !(variance > expected);
  const { delta1, delta2 } = poisson
    ? poissonNumberTest(observed, expected)
    : { delta1: negativeBinomialUpperTail(observed, expected, variance), delta2: negativeBinomialCdf(observed, expected, variance) };
  return { test: "NBD-N", observed, expected, variance, varianceFrom: "variance" in spread ? "given" : "past-counts", delta1, delta2 };
}

/** The fitted dispersion carried over to the forecast's own mean: mean + dispersion · mean². */
function fittedVariance(expected: number, { pastCounts, pastExpected }: Extract<CountSpread, { readonly pastCounts: ArrayLike<number> }>): number {
  return expected + fitCountDispersion(pastCounts, pastExpected).dispersion * expected * expected;
}
