import { describe, expect, it } from "vitest";
import { analyticBinaryQuantile, analyticLikelihoodQuantile } from "../../../src/evaluation/consistency/analytic-quantile.ts";
import { binaryConditionalLikelihoodTestPlan, binaryLikelihoodTestPlan, binarySpatialTestPlan } from "../../../src/evaluation/consistency/binary-likelihood-tests.ts";
import { type BinaryTestPlan, observedStatistic } from "../../../src/evaluation/consistency/binary-plan.ts";
import { simulateActiveStatistics } from "../../../src/evaluation/consistency/binary-test.ts";
import { brierTestPlan } from "../../../src/evaluation/consistency/brier-test.ts";
import { conditionalLikelihoodTestPlan } from "../../../src/evaluation/consistency/conditional-likelihood-test.ts";
import { jointLogLikelihood } from "../../../src/evaluation/consistency/joint-log-likelihood.ts";
import { likelihoodTestPlan } from "../../../src/evaluation/consistency/likelihood-test.ts";
import { magnitudeTestPlan } from "../../../src/evaluation/consistency/magnitude-test.ts";
import { runSimulatedTest } from "../../../src/evaluation/consistency/simulated-test.ts";
import { spatialTestPlan } from "../../../src/evaluation/consistency/spatial-test.ts";
import { namedSimulationStreams } from "../../../src/evaluation/simulation-streams.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";
import { createGriddedForecast, type GriddedForecast } from "../../../src/seismicity/forecast.ts";
import { magnitudeBinsFromEdges } from "../../../src/seismicity/magnitude-bins.ts";
import type { ObservedEvents } from "../../../src/seismicity/observed-counts.ts";
import { boxRegion } from "../../../src/seismicity/region.ts";
import { committedCases } from "../support/pycsep-cases.ts";

const set = committedCases();
const first = (observed: ObservedEvents, count: number): ObservedEvents => ({ ...observed, count, cells: observed.cells.slice(0, count), magnitudeBins: observed.magnitudeBins.slice(0, count) });
const scaled = (forecast: GriddedForecast, factor: number): GriddedForecast => createGriddedForecast(forecast.region, forecast.magnitudeBins, forecast.expectedCounts.map((rate) => rate * factor));

describe("quantiles without simulation, exact ones", () => {
  // Four cells and three magnitude bins, one rate of zero: few enough to write all outcomes out.
  const rates = Float64Array.of(0.3, 0.1, 0.02, 1.4, 0.5, 0, 0.07, 0.011, 0.9, 0.25, 0.6, 0.33);
  const forecast = createGriddedForecast(boxRegion("four", { west: 0, east: 2, south: 0, north: 2 }, 1), magnitudeBinsFromEdges([4, 5, 6]), rates);
  const at = (...bins: number[]): ObservedEvents => ({
    count: bins.length, cells: Int32Array.from(bins, (bin) => Math.floor(bin / 3)), magnitudeBins: Int32Array.from(bins, (bin) => bin % 3), catalogIndex: Int32Array.from(bins.keys()), outsideRegion: 0, belowMagnitude: 0,
  });

  it("one and two events, every outcome", () => {
    const total = rates.reduce((sum, rate) => sum + rate, 0);
    const score = (...bins: number[]): number => jointLogLikelihood(rates, Int32Array.from(bins), 1, 0);
    for (const observed of [[0], [7], [3], [1, 4], [3, 3], [2, 9], [7, 6]]) {
      let below = 0;
      for (let i = 0; i < rates.length; i++) {
        if (observed.length === 1 && score(i) <= score(...observed) + 1e-12) below += rates[i] / total;
        if (observed.length === 2) for (let j = 0; j < rates.length; j++) if (score(i, j) <= score(...observed) + 1e-12) below += (rates[i] * rates[j]) / (total * total);
      }
      const got = analyticLikelihoodQuantile(conditionalLikelihoodTestPlan(forecast, at(...observed)))!;
      expect(got.method).toBe("exact");
      expect(got.quantile, String(observed)).toBeCloseTo(below, 13);
    }
  });

  it("one and two active bins, by the law of active bins itself", () => {
    const odds = rates.map(Math.expm1);
    for (const makePlan of [binaryConditionalLikelihoodTestPlan, brierTestPlan]) {
      for (const observed of [[0], [7], [1, 4], [3, 3], [2, 9], [3, 8]]) {
        const plan = makePlan(forecast, at(...observed));
        const limit = observedStatistic(plan) + 1e-12;
        let below = 0;
        let total = 0;
        for (let i = 0; i < rates.length; i++) {
          for (let j = plan.activeBins.length === 1 ? rates.length - 1 : 0; j < (plan.activeBins.length === 1 ? rates.length : i); j++) {
            const weight = plan.activeBins.length === 1 ? odds[i] : odds[i] * odds[j];
            const statistic = plan.activeBins.length === 1 ? plan.term(rates[i]) : plan.term(rates[i]) + plan.term(rates[j]);
            if (weight === 0) continue;
            total += weight;
            if (statistic <= limit) below += weight;
          }
        }
        expect(analyticBinaryQuantile(plan)!.quantile, `${plan.test} ${String(observed)}`).toBeCloseTo(below / total, 13);
      }
    }
  });

  it("no event, an event at rate zero, every bin active", () => {
    expect(analyticLikelihoodQuantile(conditionalLikelihoodTestPlan(forecast, at()))).toEqual({ quantile: 1, method: "exact" });
    expect(analyticLikelihoodQuantile(likelihoodTestPlan(forecast, at(5)))).toEqual({ quantile: 0, method: "exact" });
    expect(analyticBinaryQuantile(binarySpatialTestPlan(forecast, at()))).toEqual({ quantile: 1, method: "exact" });
    expect(analyticBinaryQuantile(binaryConditionalLikelihoodTestPlan(forecast, at(5)))).toEqual({ quantile: 0, method: "exact" });
    expect(analyticBinaryQuantile(binarySpatialTestPlan(forecast, at(0, 3, 6, 9)))).toEqual({ quantile: 1, method: "exact" });
  });

  it("says nothing where scores take few values", () => {
    const uniform = set.forecast("tiny_u");
    expect(analyticLikelihoodQuantile(spatialTestPlan(uniform, set.observed("tiny_n10", uniform)))).toBeUndefined();
    expect(analyticLikelihoodQuantile(magnitudeTestPlan(forecast, at(0, 1, 2)))).toBeUndefined();
    expect(analyticBinaryQuantile(binarySpatialTestPlan(uniform, set.observed("tiny_n10", uniform)))).toBeUndefined();
  });
});

describe("quantiles without simulation, against many simulations", () => {
  const SIMULATIONS = 50_000;
  const disk = { a: set.forecast("disk_a"), b: set.forecast("disk_b") };
  const events = set.observed("disk_n40", disk.a);

  // Four standard errors of the simulation, and 0.002 for the approximation itself.
  function expectAgrees(quantile: number, simulated: number, simulations: number, what: string): void {
    expect(Math.abs(quantile - simulated), `${what}: ${quantile}, simulated ${simulated}`).toBeLessThan(4 * Math.sqrt((simulated * (1 - simulated) + 1 / simulations) / simulations) + 0.002);
  }

  it.each([[likelihoodTestPlan, 1], [likelihoodTestPlan, 0.1], [conditionalLikelihoodTestPlan, 1], [spatialTestPlan, 1]] as const)("%o at %d of the rates", (makePlan, factor) => {
    for (const [name, base] of Object.entries(disk)) {
      for (const count of [3, 5, 40]) {
        const plan = makePlan(scaled(base, factor), first(events, count));
        const { quantile } = runSimulatedTest(plan, SIMULATIONS, namedSimulationStreams(["analytic"]));
        expectAgrees(analyticLikelihoodQuantile(plan)!.quantile, quantile, SIMULATIONS, `${plan.test}, disk_${name}, ${count} events`);
      }
    }
  });

  it("active bins given their number, by rejection: each bin on its own, kept where the number is right", () => {
    for (const makePlan of [binarySpatialTestPlan, binaryConditionalLikelihoodTestPlan, brierTestPlan]) {
      for (const count of [4, 40]) {
        const plan = makePlan(disk.a, first(events, count));
        const { share, kept } = conditionalBernoulliShare(plan, 20_000);
        expectAgrees(analyticBinaryQuantile(plan)!.quantile, share, kept, `${plan.test}, ${count} events`);
      }
    }
  });

  it("active bins and their number, few and many expected", () => {
    for (const factor of [0.1, 1]) {
      for (const count of [1, 4, 40]) {
        const plan = binaryLikelihoodTestPlan(scaled(disk.b, factor), first(events, count));
        const limit = observedStatistic(plan);
        const statistics = simulateActiveStatistics(plan, SIMULATIONS, namedSimulationStreams(["analytic"]));
        const share = statistics.filter((statistic) => statistic <= limit + 1e-9 * Math.abs(limit)).length / SIMULATIONS;
        expectAgrees(analyticBinaryQuantile(plan)!.quantile, share, SIMULATIONS, `binary-L, ${count} events, ${factor}`);
      }
    }
  });

  it("goes on where simulations end", () => {
    const many = set.observed("disk_n500", disk.b);
    const { quantile } = analyticLikelihoodQuantile(conditionalLikelihoodTestPlan(disk.b, many))!;
    expect(Math.log10(quantile)).toBeCloseTo(-38.77, 1);
  });
});

/** Share of catalogs with a statistic at most the observed one among those with the observed number of active bins. */
function conditionalBernoulliShare(plan: BinaryTestPlan, trials: number): { share: number; kept: number } {
  const stream = namedStream("rejection", plan.test, plan.activeBins.length);
  const odds = plan.rates.map(Math.expm1);
  const terms = plan.rates.map(plan.term);
  // A common factor on the odds leaves the law given the number as it is, and makes that number likely.
  let factor = 1;
  const probabilities = (): Float64Array => odds.map((value) => (factor * value) / (1 + factor * value));
  for (let i = 0; i < 60; i++) factor *= plan.activeBins.length / probabilities().reduce((sum, p) => sum + p, 0);
  const chance = probabilities();
  const limit = observedStatistic(plan);
  let kept = 0;
  let below = 0;
  for (let trial = 0; trial < trials; trial++) {
    let active = 0;
    let statistic = 0;
    for (let bin = 0; bin < chance.length; bin++) {
      if (stream.nextDouble() >= chance[bin]) continue;
      active++;
      statistic += terms[bin];
    }
    if (active !== plan.activeBins.length) continue;
    kept++;
    if (statistic <= limit + 1e-9 * Math.abs(limit)) below++;
  }
  return { share: below / kept, kept };
}
