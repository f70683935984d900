import { inversePositiveDefinite } from "../../../numerics/linear-algebra/symmetric.ts";
import { COORDINATES, coordinatesOf, type Coordinate } from "../fit/coordinates.ts";
import { fitLikelihood } from "../fit/fit-etas.ts";
import type { MagnitudeLaw } from "../fit/gates.ts";
import { observedInformation } from "../fit/standard-errors.ts";
import { createEtasLikelihood } from "../likelihood/log-likelihood.ts";
import type { EtasProblem } from "../likelihood/problem.ts";
import type { EtasRate } from "../likelihood/rate.ts";
import type { JointEstimate } from "./joint-shrinkage.ts";

/** Parameters that may differ from tile to tile, besides the background's rate and b. */
export const TILE_PARAMETERS = ["K", "alpha", "cDays", "p", "DKm", "q", "gamma"] as const satisfies readonly Coordinate[];
export type TileParameter = (typeof TILE_PARAMETERS)[number];

/** A tile's own estimates, or why it has none. */
export type TileFit = { readonly estimate: JointEstimate } | { readonly unusable: string };

/**
 * Fits μ and the named parameters to a tile's targets, all others held at the region's (`start`). Estimates are in the fit's
 * coordinates (`fit/coordinates.ts`), their covariance the inverse of the observed information with μ as one more parameter; the
 * errors of what is held are not in it.
 *
 * @throws InputError for a problem that does not hold together
 */
export function fitTile(problem: EtasProblem, start: EtasRate, parameters: readonly TileParameter[], magnitudes: MagnitudeLaw, minimumTargets: number): TileFit {
  const targetCount = problem.targets.length;
  if (targetCount < minimumTargets) return { unusable: `${targetCount} targets, fewer than ${minimumTargets}` };
  const free: readonly Coordinate[] = ["mu", ...parameters];
  const fixed = COORDINATES.filter((name) => !free.includes(name) && name !== "taperDays" && name !== "blindDays");
  const likelihood = createEtasLikelihood(problem);
  const fit = fitLikelihood(likelihood, { magnitudes, taper: false, fixed, starts: [start] });
  if (!fit.gates.converged) return { unusable: `fit did not converge: ${fit.state}` };
  if (fit.atBound.length > 0) return { unusable: `${fit.atBound.join(", ")} at the bound of the search` };
  const windowDays = problem.endDays - problem.startDays;
  const information = observedInformation(likelihood.evaluate, fit.rate, windowDays, free.map((name) => COORDINATES.indexOf(name)));
  const covariance = inversePositiveDefinite(information);
  if (covariance === undefined) return { unusable: "observed information is not positive definite" };
  const coordinates = coordinatesOf(fit.rate, windowDays);
  return {
    estimate: {
      values: Float64Array.from(parameters, (name) => coordinates[COORDINATES.indexOf(name)]!),
      covariance: covariance.slice(1).map((row) => row.slice(1)),
    },
  };
}
