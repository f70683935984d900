import { type GriddedForecast, spatialCounts } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { observedBins } from "../observed-bins.ts";
import type { BinaryTestId, BinaryTestResult } from "../result.ts";
import { namedSimulationStreams } from "../simulation-streams.ts";
import { type BinaryTestPlan, distinctBins, logActivationOdds } from "./binary-plan.ts";
import { runBinaryTest } from "./binary-test.ts";
import type { ConsistencyInput } from "./consistency-input.ts";

/**
 * Binary tests of Bayona et al. (2022), with y = 1 where a bin had at least one event, of probability 1 − e^{−λ}:
 * `Σ y ln(1 − e^{−λ}) − (1 − y) λ`. Events that follow one another in a bin count once, so that clustering within bins
 * does not fail a forecast. Rates are not scaled, as in pyCSEP. An event in a bin of rate zero gives −Infinity (pyCSEP
 * adds 1 for it: defect 4).
 *
 * Simulations of the S and CL forms have the observed number of active bins, found by successive sampling as the paper
 * and pyCSEP do. That is not the law of active bins given their number, whose odds are e^λ − 1, not λ: where rates are near
 * 1 or above, likely bins are left out too often and true forecasts rejected more often than the level says. The result's
 * `analytic` quantile is by that law.
 */
export function binarySpatialTest(input: ConsistencyInput): BinaryTestResult {
  return run(binarySpatialTestPlan(input.forecast, input.observed), input);
}

/** Places and sizes, given the number of active bins; see {@link binarySpatialTest}. */
export function binaryConditionalLikelihoodTest(input: ConsistencyInput): BinaryTestResult {
  return run(binaryConditionalLikelihoodTestPlan(input.forecast, input.observed), input);
}

/** Number, places and sizes: each bin is active on its own in a simulation, with probability 1 − e^{−λ}. */
export function binaryLikelihoodTest(input: ConsistencyInput): BinaryTestResult {
  return run(binaryLikelihoodTestPlan(input.forecast, input.observed), input);
}

export function binarySpatialTestPlan(forecast: GriddedForecast, observed: ObservedEvents): BinaryTestPlan {
  return plan("binary-S", forecast, "spatial", spatialCounts(forecast), observed);
}

export function binaryConditionalLikelihoodTestPlan(forecast: GriddedForecast, observed: ObservedEvents): BinaryTestPlan {
  return plan("binary-CL", forecast, "joint", forecast.expectedCounts, observed);
}

export function binaryLikelihoodTestPlan(forecast: GriddedForecast, observed: ObservedEvents): BinaryTestPlan {
  return plan("binary-L", forecast, "joint", forecast.expectedCounts, observed);
}

function plan(test: BinaryTestId, forecast: GriddedForecast, space: "spatial" | "joint", rates: Float64Array, observed: ObservedEvents): BinaryTestPlan {
  const activeBins = distinctBins(observedBins(forecast, observed, space));
  const givenNumber = test !== "binary-L";
  return {
    test,
    forecast,
    space,
    rates,
    activeBins,
    term: logActivationOdds,
    offset: 0 - rates.reduce((sum, rate) => sum + rate, 0),
    slope: 1,
    perActiveBin: 0,
    givenNumber,
    // Without an active bin the score cannot be beaten while no bin is more likely active than not.
    informative: activeBins.length > 0 || (!givenNumber && rates.some((rate) => rate > Math.LN2)),
  };
}

function run(binaryPlan: BinaryTestPlan, { simulations, seedNames }: ConsistencyInput): BinaryTestResult {
  return runBinaryTest(binaryPlan, simulations, namedSimulationStreams([...seedNames, binaryPlan.test]));
}
