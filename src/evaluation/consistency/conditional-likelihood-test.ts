import { type GriddedForecast, totalExpectedCount } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { observedBins } from "../observed-bins.ts";
import type { SimulatedTestResult } from "../result.ts";
import type { ConsistencyInput } from "./consistency-input.ts";
import { runSimulatedTest, type SimulatedTestPlan } from "./simulated-test.ts";
import { namedSimulationStreams } from "../simulation-streams.ts";

/**
 * CL-test (Werner et al. 2011): place and size together, given the number of events. Rates are not rescaled (as in
 * pyCSEP since 0.5): observed and simulated scores carry the same constant.
 */
export function conditionalLikelihoodTest(input: ConsistencyInput): SimulatedTestResult {
  const plan = conditionalLikelihoodTestPlan(input.forecast, input.observed);
  return runSimulatedTest(plan, input.simulations, namedSimulationStreams([...input.seedNames, "CL"]));
}

export function conditionalLikelihoodTestPlan(forecast: GriddedForecast, observed: ObservedEvents): SimulatedTestPlan {
  return {
    test: "CL",
    forecast,
    space: "joint",
    rates: forecast.expectedCounts,
    rateFactor: 1,
    expectedCount: totalExpectedCount(forecast),
    drawEventCount: () => observed.count,
    meanEventCount: observed.count,
    observedBins: observedBins(forecast, observed, "joint"),
    informative: observed.count > 0,
  };
}
