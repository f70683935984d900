import { sum } from "../../numerics/sums.ts";
import type { GriddedForecast } from "../../seismicity/forecast.ts";
import { type BinSpace, zeroRateBins } from "../observed-bins.ts";
import type { SimulatedTestId, SimulatedTestResult } from "../result.ts";
import { jointLogLikelihood } from "./joint-log-likelihood.ts";
import { empiricalQuantile, summarise } from "./simulated-distribution.ts";
import { simulateLogLikelihoods, type SimulationPlan } from "./simulate-log-likelihoods.ts";
import type { SimulationStreams } from "../simulation-streams.ts";

/** One of the likelihood tests, laid out for one forecast and catalog. */
export interface SimulatedTestPlan extends SimulationPlan {
  readonly test: SimulatedTestId;
  readonly forecast: GriddedForecast;
  readonly space: BinSpace;
  /** Bin of each observed event in `rates`. */
  readonly observedBins: Int32Array;
  readonly informative: boolean;
}

/**
 * Scores the observed catalog and `simulations` simulated ones alike, and says where the observed score lies among
 * them. Without observed events a test that conditions on their number has every score equal and quantile 1.
 *
 * @throws RangeError unless simulations is a positive integer.
 */
export function runSimulatedTest(plan: SimulatedTestPlan, simulations: number, streams: SimulationStreams): SimulatedTestResult {
  if (!(Number.isInteger(simulations) && simulations > 0)) throw new RangeError(`simulations must be a positive integer, got ${simulations}`);
  const observed = jointLogLikelihood(plan.rates, plan.observedBins, plan.rateFactor, plan.expectedCount);
  const scores = simulateLogLikelihoods(plan, simulations, streams);
  const { share, shareAddOne } = empiricalQuantile(scores, observed);
  return {
    test: plan.test,
    observed,
    quantile: share,
    quantileAddOne: shareAddOne,
    simulations,
    seed: streams.seed,
    simulated: summarise(scores),
    informative: plan.informative,
    infiniteAt: zeroRateBins(plan.forecast, plan.space, plan.rates, plan.observedBins),
  };
}

/** The factor that scales rates to sum to `count`; 1 where all are zero, or so small that no factor does. */
export function scalingToCount(rates: Float64Array, count: number): number {
  const factor = count / sum(rates);
  return factor < Infinity ? factor : 1;
}
