import { pairedTTest } from "./comparison/paired-t-test.ts";
import { wTest } from "./comparison/w-test.ts";
import type { ComparisonTerms } from "./comparison/window-terms.ts";
import { conditionalLikelihoodTest } from "./consistency/conditional-likelihood-test.ts";
import type { ConsistencyInput } from "./consistency/consistency-input.ts";
import { likelihoodTest } from "./consistency/likelihood-test.ts";
import { magnitudeTest } from "./consistency/magnitude-test.ts";
import { numberTest } from "./consistency/number-test.ts";
import { spatialTest } from "./consistency/spatial-test.ts";
import type { ComparisonResult, ConsistencyResult } from "./result.ts";

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

/** By identifier, in the order in which pages list them. A new test is a file and a line here. */
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
