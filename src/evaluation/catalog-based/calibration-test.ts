import { ksUniform } from "../../numerics/distributions/kolmogorov-smirnov.ts";
import { randomisedPit, type RandomisedPitResult } from "../calibration/randomised-pit.ts";
import type { StreamName } from "../simulation-streams.ts";
import type { CatalogTestResult } from "./catalog-test-result.ts";

export interface CatalogCalibration {
  /** Windows that could be compared. */
  readonly windows: number;
  /**
   * Each window's position drawn uniformly in the interval that its ties leave open, which is exactly uniform under a true
   * model up to the number of catalogs, and their distance from uniform.
   */
  readonly discreteAware: RandomisedPitResult;
  /** pyCSEP's test: the plain quantiles against the uniform law. It rejects true models whose statistic has ties. */
  readonly plain: { readonly delta1: KolmogorovSmirnov; readonly delta2: KolmogorovSmirnov };
}

export interface KolmogorovSmirnov {
  readonly statistic: number;
  readonly pValue: number;
}

/**
 * Calibration of one test over several windows (Savran et al. 2020): whether the observed statistics lie among the simulated
 * ones as if drawn from them. Windows in which nothing could be compared are left out.
 *
 * @throws RangeError when none is left
 */
export function catalogCalibration(results: readonly CatalogTestResult[], seedNames: StreamName): CatalogCalibration {
  const informative = results.filter((result) => result.informative);
  if (informative.length === 0) throw new RangeError("catalogCalibration: no window could be compared");
  const intervals = informative.map(({ atMost, atLeast, simulations }) => ({ lower: (simulations - atLeast) / (simulations + 1), upper: (atMost + 1) / (simulations + 1) }));
  return {
    windows: informative.length,
    discreteAware: randomisedPit(intervals, [...seedNames, "catalog-calibration"]),
    plain: { delta1: ksUniform(informative.map((result) => result.delta1)), delta2: ksUniform(informative.map((result) => result.delta2)) },
  };
}
