import { binaryTTest } from "./comparison/binary-t-test.ts";
import { cellGains } from "./comparison/cell-gains.ts";
import { dieboldMariano } from "./comparison/diebold-mariano.ts";
import { pairedTTest } from "./comparison/paired-t-test.ts";
import { wTest } from "./comparison/w-test.ts";
import { type ComparisonTerms, windowTerms } from "./comparison/window-terms.ts";
import { analyticLikelihoodQuantile } from "./consistency/analytic-quantile.ts";
import { binaryConditionalLikelihoodTest, binaryLikelihoodTest, binarySpatialTest } from "./consistency/binary-likelihood-tests.ts";
import { brierTest } from "./consistency/brier-test.ts";
import { conditionalLikelihoodTest, conditionalLikelihoodTestPlan } from "./consistency/conditional-likelihood-test.ts";
import type { ConsistencyInput } from "./consistency/consistency-input.ts";
import { likelihoodTest, likelihoodTestPlan } from "./consistency/likelihood-test.ts";
import { magnitudeTest } from "./consistency/magnitude-test.ts";
import { negativeBinomialNumberTest } from "./consistency/negative-binomial-number-test.ts";
import { numberTest } from "./consistency/number-test.ts";
import { spatialTest, spatialTestPlan } from "./consistency/spatial-test.ts";
import type { GriddedForecast } from "../seismicity/forecast.ts";
import type { ObservedEvents } from "../seismicity/observed-counts.ts";
import type { AdditionalComparisonResult, AdditionalConsistencyResult, AnalyticQuantile, ComparisonResult, ConsistencyResult } from "./result.ts";

/** A test of one forecast against one catalog. */
export interface ConsistencyTest {
  readonly id: string;
  readonly title: string;
  run(input: ConsistencyInput): ConsistencyResult;
}

/** A test of forecast A against forecast B, over one window or several pooled. */
export interface ComparisonTest {
  readonly id: string;
  readonly title: string;
  run(terms: ComparisonTerms, alpha?: number): ComparisonResult;
}

/** A test of one forecast against one catalog that is run on request. */
export interface AdditionalConsistencyTest {
  readonly id: string;
  readonly title: string;
  run(input: ConsistencyInput): AdditionalConsistencyResult;
}

/** A comparison of two gridded forecasts over one window that is run on request. */
export interface AdditionalComparisonTest {
  readonly id: string;
  readonly title: string;
  run(forecastA: GriddedForecast, forecastB: GriddedForecast, observed: ObservedEvents, alpha?: number): AdditionalComparisonResult;
}

/** By identifier, in the order in which pages list them: what every window is scored with. A new test is a file and a line here. */
export const CONSISTENCY_TESTS = {
  N: { id: "N", title: "Number of earthquakes", run: numberTest },
  M: { id: "M", title: "Magnitudes", run: magnitudeTest },
  S: { id: "S", title: "Locations", run: spatialTest },
  L: { id: "L", title: "Likelihood", run: likelihoodTest },
  CL: { id: "CL", title: "Likelihood given the number", run: conditionalLikelihoodTest },
} as const satisfies Readonly<Record<string, ConsistencyTest>>;

export const COMPARISON_TESTS = {
  T: { id: "T", title: "Information gain per earthquake", run: pairedTTest },
  W: { id: "W", title: "Median information gain", run: wTest },
} as const satisfies Readonly<Record<string, ComparisonTest>>;

/** Quantiles without simulation, for the tests that have them; undefined where a score takes too few values. */
export const ANALYTIC_QUANTILES = {
  S: (forecast, observed) => analyticLikelihoodQuantile(spatialTestPlan(forecast, observed)),
  L: (forecast, observed) => analyticLikelihoodQuantile(likelihoodTestPlan(forecast, observed)),
  CL: (forecast, observed) => analyticLikelihoodQuantile(conditionalLikelihoodTestPlan(forecast, observed)),
} as const satisfies Readonly<Record<string, (forecast: GriddedForecast, observed: ObservedEvents) => AnalyticQuantile | undefined>>;

/** By identifier: for forecasts of clustered counts, or of which bins are active, named by whoever wants them. */
export const ADDITIONAL_CONSISTENCY_TESTS = {
  "NBD-N": { id: "NBD-N", title: "Number of earthquakes, clustered", run: negativeBinomialNumberTest },
  "binary-S": { id: "binary-S", title: "Active cells", run: binarySpatialTest },
  "binary-CL": { id: "binary-CL", title: "Active bins given their number", run: binaryConditionalLikelihoodTest },
  "binary-L": { id: "binary-L", title: "Active bins", run: binaryLikelihoodTest },
  Brier: { id: "Brier", title: "Brier score of active bins given their number", run: brierTest },
} as const satisfies Readonly<Record<string, AdditionalConsistencyTest>>;

/** By identifier. In a single window the Diebold–Mariano test is over cells; over windows see `dieboldMariano`. */
export const ADDITIONAL_COMPARISON_TESTS = {
  "binary-T": { id: "binary-T", title: "Information gain per active bin", run: (a, b, observed, alpha = 0.05) => binaryTTest(windowTerms(a, b, observed), alpha) },
  DM: { id: "DM", title: "Information gain, over cells", run: (a, b, observed, alpha = 0.05) => dieboldMariano(cellGains(a, b, observed), { form: "brehmer", alpha }) },
} as const satisfies Readonly<Record<string, AdditionalComparisonTest>>;
