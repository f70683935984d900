import { samplePoisson } from "../../numerics/random/samplers.ts";
import { type GriddedForecast, totalExpectedCount } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { observedBins } from "../observed-bins.ts";
import type { SimulatedTestResult } from "../result.ts";
import type { ConsistencyInput } from "./consistency-input.ts";
import { rateSummary } from "./rate-summary.ts";
import { runSimulatedTest, type SimulatedTestPlan } from "./simulated-test.ts";
import { namedSimulationStreams } from "../simulation-streams.ts";

/**
 * L-test (Schorlemmer et al. 2007): number, place and size together; each simulation draws its own Poisson number of
 * events. An empty catalog has the highest score there is while no rate exceeds 1, and then always passes.
 */
export function likelihoodTest(input: ConsistencyInput): SimulatedTestResult {
  return runSimulatedTest(likelihoodTestPlan(input.forecast, input.observed), input.simulations, namedSimulationStreams([...input.seedNames, "L"]));
}

export function likelihoodTestPlan(forecast: GriddedForecast, observed: ObservedEvents): SimulatedTestPlan {
  const total = totalExpectedCount(forecast);
  return {
    test: "L",
    forecast,
    space: "joint",
    rates: forecast.expectedCounts,
    rateFactor: 1,
    expectedCount: total,
    drawEventCount: (stream) => samplePoisson(stream, total),
    meanEventCount: total,
    observedBins: observedBins(forecast, observed, "joint"),
    informative: observed.count > 0 || rateSummary(forecast.expectedCounts).largest > 1,
  };
}
