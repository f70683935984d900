import { describe, expect, it } from "vitest";
import { pairedTTest } from "../../src/evaluation/comparison/paired-t-test.ts";
import { scaleShape } from "../../src/evaluation/comparison/scale-shape.ts";
import { wTest } from "../../src/evaluation/comparison/w-test.ts";
import { windowTerms } from "../../src/evaluation/comparison/window-terms.ts";
import { conditionalLikelihoodTestPlan } from "../../src/evaluation/consistency/conditional-likelihood-test.ts";
import { likelihoodTestPlan } from "../../src/evaluation/consistency/likelihood-test.ts";
import { magnitudeTestPlan } from "../../src/evaluation/consistency/magnitude-test.ts";
import { simulateLogLikelihoods } from "../../src/evaluation/consistency/simulate-log-likelihoods.ts";
import { runSimulatedTest } from "../../src/evaluation/consistency/simulated-test.ts";
import { singleStream } from "../../src/evaluation/simulation-streams.ts";
import { spatialTestPlan } from "../../src/evaluation/consistency/spatial-test.ts";
import { CONSISTENCY_TESTS } from "../../src/evaluation/registry.ts";
import { mt19937Stream } from "../support/mt19937.ts";
import { hasShared } from "../support/shared.ts";
import { expectClose } from "./support/close.ts";
import { expectTTest } from "./support/golden-t-test.ts";
import { committedCases, type GoldenCase, type GoldenSet, sharedCases } from "./support/pycsep-cases.ts";

const SIMULATED = [
  ["S", "poisson_spatial", spatialTestPlan],
  ["M", "poisson_magnitude", magnitudeTestPlan],
  ["CL", "poisson_conditional_likelihood", conditionalLikelihoodTestPlan],
  ["L", "poisson_likelihood", likelihoodTestPlan],
] as const;

describe("pyCSEP 0.7.0 on made-up forecasts", () => {
  const set = committedCases();
  it("has cases with zero, one, few and many events, and with events in zero-rate bins", () => {
    expect(new Set(set.cases.map((golden) => golden.n_obs))).toEqual(new Set([0, 1, 10, 40, 500]));
    expect(set.cases.filter((golden) => golden.events_in_zero_rate_bins > 0).length).toBeGreaterThan(1);
  });
  it.each(set.cases)("$id", (golden) => checkCase(set, golden));
});

describe.skipIf(!hasShared)("pyCSEP 0.7.0, all gridded cases (needs ../shared)", () => {
  const set = hasShared ? sharedCases() : committedCases();
  it("has all the cases", () => expect(set.cases.length).toBe(52));
  it.each(set.cases)("$id", (golden) => checkCase(set, golden));
});

function checkCase(set: GoldenSet, golden: GoldenCase): void {
  const forecast = set.forecast(golden.forecast);
  const observed = set.observed(golden.catalog, forecast);
  expect(observed.count).toBe(golden.n_obs);

  const number = CONSISTENCY_TESTS.N.run({ forecast, observed });
  expect(number.observed).toBe(golden.tests.poisson_number.observed_statistic);
  expect(Math.abs(number.delta1 - golden.tests.poisson_number.quantile[0])).toBeLessThan(1e-12);
  expect(Math.abs(number.delta2 - golden.tests.poisson_number.quantile[1])).toBeLessThan(1e-12);

  for (const [id, key, makePlan] of SIMULATED) {
    const want = golden.tests[key];
    const plan = makePlan(forecast, observed);
    const replay = (): ReturnType<typeof singleStream> => singleStream(`mt19937:${want.seed}`, mt19937Stream(want.seed));
    const result = runSimulatedTest(plan, 1000, replay());
    expectClose(result.observed, want.observed_statistic, 1e-9, `${id} observed`);
    expect(result.quantile, `${id} quantile`).toBe(want.quantile);
    expect(result.quantileAddOne).toBeCloseTo((1 + Math.round(want.quantile * 1000)) / 1001, 12);
    simulateLogLikelihoods(plan, 20, replay()).forEach((score, i) => expectClose(score, want.distribution.head[i], 1e-9, `${id} simulation ${i}`));
    expectClose(result.simulated.mean, want.distribution.mean, 1e-9, `${id} mean`);
    expect(Math.abs(result.simulated.standardDeviation - want.distribution.std_ddof0)).toBeLessThan(1e-9);
    for (const [level, value] of Object.entries(result.simulated.percentiles)) expectClose(value, want.distribution.percentiles[level], 1e-9, `${id} ${level} %`);
    expect(result.infiniteAt.length > 0, `${id} infinite bins`).toBe(result.observed === -Infinity);

    const simulations = 2000;
    const own = CONSISTENCY_TESTS[id].run({ forecast, observed, simulations, seedNames: ["oracle", golden.id] });
    const q = want.reference.quantile;
    const noise = 4 * Math.sqrt(q * (1 - q) * (1 / simulations + 1 / 10_000)) + 1 / simulations;
    expect(Math.abs(own.quantile - q), `${id} quantile ${own.quantile} with streams of our own, reference ${q}`).toBeLessThanOrEqual(noise);
    expect(own.seed).toBe(`oracle/${golden.id}/${id}`);
  }
  checkInjected(golden, conditionalLikelihoodTestPlan(forecast, observed));
  checkComparison(set, golden);
}

/** Five simulations whose uniforms were handed to pyCSEP as an array; they come from the generator with the test's seed. */
function checkInjected(golden: GoldenCase, plan: ReturnType<typeof conditionalLikelihoodTestPlan>): void {
  const want = golden.tests.poisson_conditional_likelihood_injected;
  if (want === undefined) return;
  const { seed } = golden.tests.poisson_conditional_likelihood;
  const replay = (): ReturnType<typeof singleStream> => singleStream("injected", mt19937Stream(seed));
  simulateLogLikelihoods(plan, 5, replay()).forEach((score, i) => expectClose(score, want.test_distribution[i], 1e-12, `injected ${i}`));
  expect(runSimulatedTest(plan, 5, replay()).quantile).toBe(want.quantile);
}

function checkComparison(set: GoldenSet, golden: GoldenCase): void {
  const forecast = set.forecast(golden.forecast);
  const terms = windowTerms(forecast, set.forecast(golden.benchmark), set.observed(golden.catalog, forecast));
  for (const key of ["paired_t_alpha0.05", "paired_t_alpha0.01", "paired_t_scaled_to_days"] as const) {
    const want = golden.tests[key];
    // pyCSEP's scale=True divides the rates by the days of the horizon, which changes the totals alone.
    const days = want.elapsed_days ?? 1;
    const got = pairedTTest({ ...terms, expectedA: terms.expectedA / days, expectedB: terms.expectedB / days }, want.alpha);
    expectTTest(got, want, key);
  }
  const { informationGain, n } = pairedTTest(terms);
  const split = scaleShape([terms]);
  expectClose(split.total, informationGain, 1e-12, "scale + shape");
  if (n > 0) expectClose(split.scale + split.shape, informationGain, 1e-12, "scale + shape");
  const w = wTest(terms);
  expectClose(w.z, golden.tests.w_test.z_statistic, 1e-9, "W z");
  expectClose(w.pValue, golden.tests.w_test.probability, 1e-9, "W p");
}
