import { sortedQuantile } from "../../numerics/sorted-quantile.ts";
import { mean, sum } from "../../numerics/sums.ts";
import type { SimulatedDistribution } from "../result.ts";

/** Scores closer than this share of the observed one count as tied with it. */
const TIE_TOLERANCE = 1e-9;
const LEVELS = [2.5, 5, 50, 95, 97.5] as const;

/**
 * Share of simulated scores at or below the observed one, plain and as (1 + #)/(1 + n). Ties count. Two catalogs of
 * equal likelihood can differ in the last bits, because their terms were added in another order (for a spatially
 * uniform forecast nearly all simulations are such ties), so scores within 1e-9 relative are taken as equal.
 */
export function empiricalQuantile(scores: Float64Array, observed: number): { readonly share: number; readonly shareAddOne: number } {
  const limit = Number.isFinite(observed) ? observed + TIE_TOLERANCE * Math.abs(observed) : observed;
  let below = 0;
  for (let i = 0; i < scores.length; i++) if (scores[i] <= limit) below++;
  return { share: below / scores.length, shareAddOne: (1 + below) / (1 + scores.length) };
}

/** Mean, population standard deviation and percentiles (linear interpolation, as numpy). */
export function summarise(scores: Float64Array): SimulatedDistribution {
  const centre = mean(scores);
  const sorted = scores.slice().sort();
  return {
    mean: centre,
    standardDeviation: Math.sqrt(sum(scores.map((score) => (score - centre) * (score - centre))) / scores.length),
    percentiles: Object.fromEntries(LEVELS.map((level) => [String(level), sortedQuantile(sorted, level / 100)])),
  };
}
