import type { GriddedForecast } from "../../seismicity/forecast.ts";
import type { BinSpace } from "../observed-bins.ts";
import type { BinaryTestId } from "../result.ts";

/**
 * A test of which bins had at least one event, whatever their number of events. Its score is
 * `offset + slope · Σ term(λ) + perActiveBin · k` with the sum over the k active bins.
 */
export interface BinaryTestPlan {
  readonly test: BinaryTestId;
  readonly forecast: GriddedForecast;
  readonly space: BinSpace;
  /** Expected counts by bin. */
  readonly rates: Float64Array;
  /** Each bin with an observed event, once. */
  readonly activeBins: Int32Array;
  readonly term: (rate: number) => number;
  readonly offset: number;
  /** Positive. */
  readonly slope: number;
  readonly perActiveBin: number;
  /** Whether simulations have the observed number of active bins, or a number of their own. */
  readonly givenNumber: boolean;
  readonly informative: boolean;
}

/** Σ term(λ) over the observed active bins. */
export function observedStatistic(plan: BinaryTestPlan): number {
  let statistic = 0;
  for (const bin of plan.activeBins) statistic += plan.term(plan.rates[bin]);
  return statistic;
}

/** Each bin once, in order of first appearance. */
export function distinctBins(bins: Int32Array): Int32Array {
  return Int32Array.from(new Set(bins));
}

/** ln(e^λ − 1): what an active bin adds to the binary log-likelihood of none active, −Σλ. */
export function logActivationOdds(rate: number): number {
  return rate < 1 ? Math.log(Math.expm1(rate)) : rate + Math.log1p(-Math.exp(-rate));
}
