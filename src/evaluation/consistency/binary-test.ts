import { zeroRateBins } from "../observed-bins.ts";
import type { BinaryTestResult } from "../result.ts";
import type { SimulationStreams } from "../simulation-streams.ts";
import { poissonSampler, successiveSampler } from "./active-bins.ts";
import { analyticBinaryQuantile } from "./analytic-quantile.ts";
import { orderedDrawer, quickDrawer } from "./bin-drawer.ts";
import { type BinaryTestPlan, observedStatistic } from "./binary-plan.ts";
import { simulateBlocks } from "./simulate-blocks.ts";
import { empiricalQuantile, summarise } from "./simulated-distribution.ts";

/**
 * Where the observed score lies among simulated ones. The sums of terms are compared, not the scores, whose large common
 * parts would swallow their differences. The analytic quantile stands beside the simulated one.
 *
 * @throws RangeError unless simulations is a positive integer.
 */
export function runBinaryTest(plan: BinaryTestPlan, simulations: number, streams: SimulationStreams): BinaryTestResult {
  if (!(Number.isInteger(simulations) && simulations > 0)) throw new RangeError(`simulations must be a positive integer, got ${simulations}`);
  const observed = observedStatistic(plan);
  const statistics = simulateActiveStatistics(plan, simulations, streams);
  const { share, shareAddOne } = empiricalQuantile(statistics, observed);
  const analytic = analyticBinaryQuantile(plan);
  const score = (statistic: number): number => plan.offset + plan.slope * statistic + plan.perActiveBin * plan.activeBins.length;
  return {
    test: plan.test,
    observed: score(observed),
    activeBins: plan.activeBins.length,
    quantile: share,
    quantileAddOne: shareAddOne,
    simulations,
    seed: streams.seed,
    simulated: summarise(statistics.map(score)),
    informative: plan.informative,
    infiniteAt: observed === -Infinity ? zeroRateBins(plan.forecast, plan.space, plan.rates, plan.activeBins) : [],
    ...(analytic === undefined ? {} : { analytic }),
  };
}

/**
 * Σ term(λ) of simulated active bins; where their number differs from the observed one, with the difference of
 * `perActiveBin` in the same unit, so that order among them and the observed sum is that of the scores.
 */
export function simulateActiveStatistics(plan: BinaryTestPlan, simulations: number, streams: SimulationStreams): Float64Array {
  const perExtraBin = plan.perActiveBin / plan.slope;
  const observedCount = plan.activeBins.length;
  // An empty catalog is all that can be drawn where all rates are zero.
  if (!plan.rates.some((rate) => rate > 0)) return new Float64Array(simulations).fill((0 - observedCount) * perExtraBin);
  const drawer = streams.eventByEvent ? orderedDrawer(plan.rates) : quickDrawer(plan.rates);
  const patience = streams.eventByEvent ? Infinity : drawer.rates.length;
  const draw = plan.givenNumber ? successiveSampler(drawer, observedCount, patience) : poissonSampler(drawer);
  const terms = drawer.rates.map(plan.term);
  const bins = new Int32Array(terms.length);
  return simulateBlocks(simulations, streams, (stream) => {
    const found = draw(stream, bins);
    let statistic = (found - observedCount) * perExtraBin;
    for (let i = 0; i < found; i++) statistic += terms[bins[i]];
    return statistic;
  });
}
