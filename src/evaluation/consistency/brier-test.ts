import type { GriddedForecast } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { observedBins } from "../observed-bins.ts";
import type { BinaryTestResult } from "../result.ts";
import { namedSimulationStreams } from "../simulation-streams.ts";
import { type BinaryTestPlan, distinctBins } from "./binary-plan.ts";
import { runBinaryTest } from "./binary-test.ts";
import type { ConsistencyInput } from "./consistency-input.ts";

/**
 * Brier score test (Serafini et al. 2022 use the score; pyCSEP 0.7 tests it): `−2/n Σ (p − y)²` over all n
 * space–magnitude bins, p = 1 − e^{−λ}, higher is better, among simulations with the observed number of active bins by
 * successive sampling. Unlike a likelihood it stays finite at a rate of zero.
 */
export function brierTest(input: ConsistencyInput): BinaryTestResult {
  return runBinaryTest(brierTestPlan(input.forecast, input.observed), input.simulations, namedSimulationStreams([...input.seedNames, "Brier"]));
}

/** (p − y)² is p² without and p² + 1 − 2p with an event: the score is −2/n (Σp² + k − 2 Σ_active p). */
export function brierTestPlan(forecast: GriddedForecast, observed: ObservedEvents): BinaryTestPlan {
  const rates = forecast.expectedCounts;
  const activeBins = distinctBins(observedBins(forecast, observed, "joint"));
  let squares = 0;
  for (const rate of rates) squares += Math.expm1(-rate) * Math.expm1(-rate);
  return {
    test: "Brier",
    forecast,
    space: "joint",
    rates,
    activeBins,
    term: (rate) => -Math.expm1(-rate),
    offset: (-2 * squares) / rates.length,
    slope: 4 / rates.length,
    perActiveBin: -2 / rates.length,
    givenNumber: true,
    informative: activeBins.length > 0,
  };
}
