import { catalogCalibration } from "../../evaluation/catalog-based/calibration-test.ts";
import type { CatalogTestResult } from "../../evaluation/catalog-based/catalog-test-result.ts";
import { twoSided } from "../../evaluation/consistency/two-sided.ts";
import { countDistributionOf } from "../../evaluation/number-law.ts";
import type { NegativeBinomialNumberResult } from "../../evaluation/result.ts";
import { sampleCount } from "../../evaluation/scores/count-distribution.ts";
import { forEachSimulation, namedSimulationStreams, type StreamName } from "../../evaluation/simulation-streams.ts";
import type { WindowResult } from "../../evaluation/window-result.ts";
import type { TogetherView } from "../model.ts";

interface LawSettings {
  readonly seed: string;
  readonly simulations: number;
  readonly alpha: number;
  readonly model: string;
}

/**
 * The tests of one model's own law over all its windows, by test; none of a model whose number is Poisson. The number is tested by
 * the sum over windows, simulated window by window from the law; the others by whether their positions are uniform.
 */
export function lawTallies(results: readonly WindowResult[], { seed, simulations, alpha, model }: LawSettings): (readonly [string, TogetherView])[] {
  const tests = [...new Set(results.flatMap(({ lawTests }) => lawTests.map(({ test }) => test)))];
  return tests.map((test) => {
    const found = results.flatMap(({ lawTests }) => lawTests.filter((result) => result.test === test));
    const spoke = found.filter((result) => result.test === "NBD-N" || result.informative);
    const seedNames = [seed, "own law", model];
    const cumulativePValue = test === "NBD-N" || test === "catalog-N" ? sumPValue(results, simulations, seedNames) : spoke.length === 0 ? null : catalogCalibration(spoke as CatalogTestResult[], [...seedNames, test]).discreteAware.pValue;
    return [test, { informative: spoke.length, rejected: spoke.filter((result) => pValueOf(result) < alpha).length, cumulativePValue, cumulativeRejected: cumulativePValue !== null && cumulativePValue < alpha, power: null }] as const;
  });
}

function pValueOf(result: NegativeBinomialNumberResult | CatalogTestResult): number {
  return result.test === "NBD-N" ? twoSided(result.delta1, result.delta2) : result.pValue;
}

/** Two-sided p-value of the number of events of all windows among sums simulated from their laws; simulations count themselves. */
function sumPValue(results: readonly WindowResult[], simulations: number, seedNames: StreamName): number {
  const observed = results.reduce((total, { events }) => total + events, 0);
  const laws = results.map(({ numberLaw }) => countDistributionOf(numberLaw));
  let [atLeast, atMost] = [0, 0];
  forEachSimulation(simulations, namedSimulationStreams([...seedNames, "sum"]), (stream) => {
    const sum = laws.reduce((total, law) => total + sampleCount(stream, law), 0);
    if (sum >= observed) atLeast++;
    if (sum <= observed) atMost++;
  });
  return twoSided((1 + atLeast) / (1 + simulations), (1 + atMost) / (1 + simulations));
}
