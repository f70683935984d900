import { summarise } from "../consistency/simulated-distribution.ts";
import type { SimulatedDistribution, TestResult } from "../result.ts";
import { type EmpiricalTails, empiricalTails } from "./empirical-tails.ts";
import type { PycsepOutcome } from "./pycsep-spatial.ts";
import type { UnsampledPolicy } from "./spatial-scores.ts";

export type CatalogTestId = "catalog-N" | "catalog-S" | "catalog-PL" | "catalog-M" | "catalog-M-resampled" | "catalog-M-MLL";

/** Which values of a statistic speak against a forecast. */
export type Tail = "lower" | "upper" | "both";

/** A catalog-based test. Of `delta1` and `delta2` the one that matters is told by `tail`. */
export interface CatalogTestResult extends TestResult, EmpiricalTails {
  readonly test: CatalogTestId;
  readonly tail: Tail;
  /** `delta1AddOne` (upper), `delta2AddOne` (lower), or twice the smaller of both, at most 1. */
  readonly pValue: number;
  /** Observed events. */
  readonly eventCount: number;
  readonly simulated: SimulatedDistribution;
  /** False when nothing could be compared (no observed event, or no simulated one): `observed` is NaN and `pValue` 1. */
  readonly informative: boolean;
  /** Name of the random streams; null for tests that draw nothing. */
  readonly seed: string | null;
  /** Of the tests in space only. */
  readonly spatial?: SpatialDetail;
}

export interface SpatialDetail {
  /** Observed events in cells where no catalog has one. */
  readonly unsampledEvents: number;
  readonly policy: UnsampledPolicy;
  /** What pyCSEP 0.7 reports, which drops those events and tests the rest; null where it reports nothing at all. */
  readonly pycsep: PycsepOutcome | null;
}

/** The statistic of the observed catalog and of simulated ones. */
export interface Statistics {
  readonly observed: number;
  readonly simulated: Float64Array;
}

/** Statistics that compare nothing. */
export const NO_STATISTICS: Statistics = { observed: NaN, simulated: new Float64Array(0) };

const NO_DISTRIBUTION: SimulatedDistribution = { mean: NaN, standardDeviation: NaN, percentiles: { "2.5": NaN, "5": NaN, "50": NaN, "95": NaN, "97.5": NaN } };

/** A test's result from its statistics. */
export function catalogTestResult(test: CatalogTestId, tail: Tail, eventCount: number, { observed, simulated }: Statistics, seed: string | null, spatial?: SpatialDetail): CatalogTestResult {
  const tails = empiricalTails(simulated, observed);
  const informative = simulated.length > 0 && !Number.isNaN(observed);
  return {
    test,
    observed,
    tail,
    pValue: informative ? pValueOf(tails, tail) : 1,
    ...tails,
    eventCount,
    simulated: simulated.length > 0 ? summarise(simulated) : NO_DISTRIBUTION,
    informative,
    seed,
    ...(spatial === undefined ? {} : { spatial }),
  };
}

function pValueOf({ delta1AddOne, delta2AddOne }: EmpiricalTails, tail: Tail): number {
  switch (tail) {
    case "upper": return delta1AddOne;
    case "lower": return delta2AddOne;
    case "both": return Math.min(1, 2 * delta1AddOne, 2 * delta2AddOne);
  }
}
