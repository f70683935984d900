import { type GriddedForecast, totalExpectedCount } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { jointLogLikelihood } from "../consistency/joint-log-likelihood.ts";
import { observedBins, zeroRateBins } from "../observed-bins.ts";
import type { ZeroRateBin } from "../result.ts";

/** Joint log score of one window in nats: the log-probability that the forecast gave to the observed counts. */
export interface JointLogScore {
  readonly logScore: number;
  readonly expected: number;
  readonly events: number;
  /** The bins that made the score −Infinity; empty otherwise. */
  readonly infiniteAt: readonly ZeroRateBin[];
}

/** `Σ_i ln Poisson(ω_i; λ_i)` over all space–magnitude bins, at the cost of the occupied ones. Higher is better. */
export function jointLogScore(forecast: GriddedForecast, observed: ObservedEvents): JointLogScore {
  const bins = observedBins(forecast, observed, "joint");
  const expected = totalExpectedCount(forecast);
  return {
    logScore: jointLogLikelihood(forecast.expectedCounts, bins, 1, expected),
    expected,
    events: observed.count,
    infiniteAt: zeroRateBins(forecast, "joint", forecast.expectedCounts, bins),
  };
}
