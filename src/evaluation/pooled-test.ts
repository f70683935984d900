import type { GriddedForecast } from "../seismicity/forecast.ts";
import type { ObservedEvents } from "../seismicity/observed-counts.ts";
import { conditionalLikelihoodTestPlan } from "./consistency/conditional-likelihood-test.ts";
import { likelihoodTestPlan } from "./consistency/likelihood-test.ts";
import { magnitudeTestPlan } from "./consistency/magnitude-test.ts";
import { simulateLogLikelihoods } from "./consistency/simulate-log-likelihoods.ts";
import { spatialTestPlan } from "./consistency/spatial-test.ts";
import { namedSimulationStreams, type StreamName } from "./simulation-streams.ts";

const PLANS = { S: spatialTestPlan, M: magnitudeTestPlan, L: likelihoodTestPlan, CL: conditionalLikelihoodTestPlan } as const;
export type PooledTest = keyof typeof PLANS;

/** Simulations that are kept of each window so that windows can be tested together later. */
export const POOLED_SIMULATIONS = 1000;

/** {@link POOLED_SIMULATIONS} simulated scores of one window for each simulation test named; other names are passed over. */
export function simulatedScores(forecast: GriddedForecast, observed: ObservedEvents, tests: readonly string[], seedNames: StreamName): Partial<Record<PooledTest, Float64Array>> {
  const named = tests.filter((test): test is PooledTest => test in PLANS);
  return Object.fromEntries(
    named.map((test) => [test, simulateLogLikelihoods(PLANS[test](forecast, observed), POOLED_SIMULATIONS, namedSimulationStreams([...seedNames, "pooled", test]))]),
  );
}

/**
 * One-sided p-value of a test over several windows together: the sum of the windows' observed scores among the sums of
 * their simulated ones, (1 + #{simulated ≤ observed}) / (1 + simulations). Windows are simulated independently, so the
 * i-th simulations of all windows make up one simulated history.
 */
export function pooledPValue(observed: readonly number[], simulated: readonly Float64Array[]): number {
  const total = observed.reduce((sum, score) => sum + score, 0);
  const sums = new Float64Array(POOLED_SIMULATIONS);
  for (const scores of simulated) for (let index = 0; index < sums.length; index++) sums[index]! += scores[index]!;
  const tolerance = 1e-9 * Math.max(1, Number.isFinite(total) ? Math.abs(total) : 1);
  return (1 + sums.filter((sum) => sum <= total + tolerance).length) / (1 + sums.length);
}
