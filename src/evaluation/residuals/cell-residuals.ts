import { devianceTerm } from "../../numerics/special-functions/saddle-point.ts";
import { type GriddedForecast, spatialCounts } from "../../seismicity/forecast.ts";
import type { ObservedEvents } from "../../seismicity/observed-counts.ts";
import { observedBins } from "../observed-bins.ts";

/** Where a forecast expected too few events (positive) or too many (negative): one value a cell. */
export interface CellResiduals {
  readonly counts: Float64Array;
  readonly expected: Float64Array;
  /** sign(ω − λ) √(2(ω ln(ω/λ) − ω + λ)). Infinity for an event where nothing was expected. */
  readonly deviance: Float64Array;
  /** (ω − λ)/√λ, of mean 0 and variance 1 under the forecast; 0 where nothing was expected nor seen. */
  readonly pearson: Float64Array;
  /** Sum of squared deviance residuals: twice the log-likelihood lost against λ = ω. */
  readonly totalDeviance: number;
}

/** Poisson residuals by cell, magnitudes summed (Clements, Schoenberg & Schorlemmer 2011 for maps; McCullagh & Nelder 1989). */
export function cellResiduals(forecast: GriddedForecast, observed: ObservedEvents): CellResiduals {
  const expected = spatialCounts(forecast);
  const counts = new Float64Array(expected.length);
  for (const cell of observedBins(forecast, observed, "spatial")) counts[cell]++;
  const deviance = expected.map((rate, cell) => devianceResidual(counts[cell], rate));
  return {
    counts,
    expected,
    deviance,
    pearson: expected.map((rate, cell) => (counts[cell] === rate ? 0 : (counts[cell] - rate) / Math.sqrt(rate))),
    totalDeviance: deviance.reduce((total, residual) => total + residual * residual, 0),
  };
}

function devianceResidual(count: number, rate: number): number {
  if (rate === 0) return count === 0 ? 0 : Infinity;
  return Math.sign(count - rate) * Math.sqrt(2 * devianceTerm(count, rate));
}
