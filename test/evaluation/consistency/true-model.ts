import { analyticBinaryQuantile, analyticLikelihoodQuantile } from "../../../src/evaluation/consistency/analytic-quantile.ts";
import { binaryConditionalLikelihoodTestPlan, binaryLikelihoodTestPlan, binarySpatialTestPlan } from "../../../src/evaluation/consistency/binary-likelihood-tests.ts";
import { runBinaryTest } from "../../../src/evaluation/consistency/binary-test.ts";
import { brierTestPlan } from "../../../src/evaluation/consistency/brier-test.ts";
import { conditionalLikelihoodTestPlan } from "../../../src/evaluation/consistency/conditional-likelihood-test.ts";
import { likelihoodTestPlan } from "../../../src/evaluation/consistency/likelihood-test.ts";
import { magnitudeTestPlan } from "../../../src/evaluation/consistency/magnitude-test.ts";
import { clusteredNumberTest } from "../../../src/evaluation/consistency/negative-binomial-number-test.ts";
import { poissonNumberTest } from "../../../src/evaluation/consistency/number-test.ts";
import { runSimulatedTest } from "../../../src/evaluation/consistency/simulated-test.ts";
import { spatialTestPlan } from "../../../src/evaluation/consistency/spatial-test.ts";
import { namedSimulationStreams } from "../../../src/evaluation/simulation-streams.ts";
import { createCumulativeTable } from "../../../src/numerics/random/cumulative-table.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { sampleNegativeBinomial, samplePoisson } from "../../../src/numerics/random/samplers.ts";
import type { RandomStream } from "../../../src/numerics/random/stream.ts";
import { type GriddedForecast, totalExpectedCount } from "../../../src/seismicity/forecast.ts";
import type { ObservedEvents } from "../../../src/seismicity/observed-counts.ts";

/** p-values that a forecast gets from one test, one a catalog drawn from the truth: itself unless said. */
export type TruePValues = (forecast: GriddedForecast, trials: number, simulations: number, truth?: GriddedForecast) => number[];

const likelihoodPlans = { S: spatialTestPlan, M: magnitudeTestPlan, L: likelihoodTestPlan, CL: conditionalLikelihoodTestPlan };
const binaryPlans = { "binary-S": binarySpatialTestPlan, "binary-CL": binaryConditionalLikelihoodTestPlan, "binary-L": binaryLikelihoodTestPlan, Brier: brierTestPlan };

/** By test: simulated p-values, (1 + #)/(1 + n). */
export const SIMULATED_P_VALUES: Readonly<Record<string, TruePValues>> = {
  ...Object.fromEntries(Object.entries(likelihoodPlans).map(([id, makePlan]): [string, TruePValues] => [id, (forecast, trials, simulations, truth = forecast) =>
    catalogs(truth, trials, id).map((observed, trial) => runSimulatedTest(makePlan(forecast, observed), simulations, namedSimulationStreams(["level", id, trial])).quantileAddOne)])),
  ...Object.fromEntries(Object.entries(binaryPlans).map(([id, makePlan]): [string, TruePValues] => [id, (forecast, trials, simulations, truth = forecast) =>
    catalogs(truth, trials, id).map((observed, trial) => runBinaryTest(makePlan(forecast, observed), simulations, namedSimulationStreams(["level", id, trial])).quantileAddOne)])),
};

/** By test: p-values without simulation; 1 where there is none. */
export const ANALYTIC_P_VALUES: Readonly<Record<string, TruePValues>> = {
  ...Object.fromEntries((["S", "L", "CL"] as const).map((id): [string, TruePValues] => [id, (forecast, trials, _, truth = forecast) =>
    catalogs(truth, trials, id).map((observed) => analyticLikelihoodQuantile(likelihoodPlans[id](forecast, observed))?.quantile ?? 1)])),
  ...Object.fromEntries(Object.entries(binaryPlans).map(([id, makePlan]): [string, TruePValues] => [id, (forecast, trials, _, truth = forecast) =>
    catalogs(truth, trials, id).map((observed) => analyticBinaryQuantile(makePlan(forecast, observed))?.quantile ?? 1)])),
};

/** Rejections of the two-sided N- and NBD-N tests of counts drawn from their own law, or with `factor` times its mean and the same clustering. */
export function numberRejections(expected: number, variance: number, trials: number, level: number, factor = 1): number {
  const stream = namedStream("level", "N", expected, variance, ...(factor === 1 ? [] : [factor]));
  let rejected = 0;
  for (let trial = 0; trial < trials; trial++) {
    const count = variance > expected ? sampleNegativeBinomial(stream, factor * expected, factor * expected + factor * factor * (variance - expected)) : samplePoisson(stream, factor * expected);
    const { delta1, delta2 } = variance > expected ? clusteredNumberTest(count, expected, { variance }) : poissonNumberTest(count, expected);
    if (Math.min(delta1, delta2) <= level / 2) rejected++;
  }
  return rejected;
}

function catalogs(forecast: GriddedForecast, trials: number, name: string): ObservedEvents[] {
  const table = createCumulativeTable(forecast.expectedCounts);
  const total = totalExpectedCount(forecast);
  return Array.from({ length: trials }, (_, trial) => {
    const stream = namedStream("true model", name, trial);
    return drawEvents(forecast, table.sample, stream, samplePoisson(stream, total));
  });
}

function drawEvents(forecast: GriddedForecast, sample: (u: number) => number, stream: RandomStream, count: number): ObservedEvents {
  const binCount = forecast.magnitudeBins.lowerEdges.length;
  const bins = Int32Array.from({ length: count }, () => sample(stream.nextDouble()));
  return { count, cells: bins.map((bin) => Math.floor(bin / binCount)), magnitudeBins: bins.map((bin) => bin % binCount), catalogIndex: bins.map((_, event) => event), outsideRegion: 0, belowMagnitude: 0 };
}
