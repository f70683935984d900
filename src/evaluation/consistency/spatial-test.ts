import { type GriddedForecast, spatialCounts } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { observedBins } from "../observed-bins.ts";
import type { SimulatedTestResult } from "../result.ts";
import type { ConsistencyInput } from "./consistency-input.ts";
import { runSimulatedTest, scalingToCount, type SimulatedTestPlan } from "./simulated-test.ts";
import { namedSimulationStreams } from "../simulation-streams.ts";

/**
 * S-test (Zechar et al. 2010): where the events fell, whatever their number and size. Rates are summed over
 * magnitudes and scaled to the observed number; each simulation has that number of events.
 */
export function spatialTest(input: ConsistencyInput): SimulatedTestResult {
  return runSimulatedTest(spatialTestPlan(input.forecast, input.observed), input.simulations, namedSimulationStreams([...input.seedNames, "S"]));
}

export function spatialTestPlan(forecast: GriddedForecast, observed: ObservedEvents): SimulatedTestPlan {
  const rates = spatialCounts(forecast);
  return {
    test: "S",
    forecast,
    space: "spatial",
    rates,
    rateFactor: scalingToCount(rates, observed.count),
    expectedCount: observed.count,
    drawEventCount: () => observed.count,
    meanEventCount: observed.count,
    observedBins: observedBins(forecast, observed, "spatial"),
    informative: observed.count > 0,
  };
}
