import { type GriddedForecast, magnitudeCounts } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { observedBins } from "../observed-bins.ts";
import type { SimulatedTestResult } from "../result.ts";
import type { ConsistencyInput } from "./consistency-input.ts";
import { runSimulatedTest, scalingToCount, type SimulatedTestPlan } from "./simulated-test.ts";
import { namedSimulationStreams } from "../simulation-streams.ts";

/**
 * M-test (Zechar et al. 2010): how large the events were, wherever they fell. Rates are summed over cells and scaled
 * to the observed number; each simulation has that number of events.
 */
export function magnitudeTest(input: ConsistencyInput): SimulatedTestResult {
  return runSimulatedTest(magnitudeTestPlan(input.forecast, input.observed), input.simulations, namedSimulationStreams([...input.seedNames, "M"]));
}

export function magnitudeTestPlan(forecast: GriddedForecast, observed: ObservedEvents): SimulatedTestPlan {
  const rates = magnitudeCounts(forecast);
  return {
    test: "M",
    forecast,
    space: "magnitude",
    rates,
    rateFactor: scalingToCount(rates, observed.count),
    expectedCount: observed.count,
    drawEventCount: () => observed.count,
    meanEventCount: observed.count,
    observedBins: observedBins(forecast, observed, "magnitude"),
    informative: observed.count > 0,
  };
}
