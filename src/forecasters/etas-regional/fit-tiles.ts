import { InputError } from "../../seismicity/input-error.ts";
import type { TrainingView } from "../contract.ts";
import { COORDINATES, coordinatesOf, rateAt } from "../etas/fit/coordinates.ts";
import { createEtasLikelihood } from "../etas/likelihood/log-likelihood.ts";
import { toNormalized, type EtasRate } from "../etas/likelihood/rate.ts";
import { branchingRatio, checkEtasParameters, type EtasParameters } from "../etas/parameters.ts";
import { tileBackgroundRate } from "../etas/pooling/background-rate.ts";
import { poolJointly, poolSeparately, type PooledParameter } from "../etas/pooling/pool-tiles.ts";
import { fitTile, type TileParameter } from "../etas/pooling/tile-fit.ts";
import { tileProblem } from "../etas/pooling/tile-problem.ts";
import { type OwnedTile, tileOwners } from "../etas/pooling/tiles.ts";
import { fitWholeRegion, type WholeFit } from "./fit-whole-region.ts";
import { wholeRegionOptions, type EtasRegionalOptions } from "./options.ts";
import { poolB, type PooledB } from "./pool-b.ts";
import { priorSources } from "./priors.ts";
import { type TileRegime, tileRegimes } from "./regimes.ts";

/** A tile after fitting and pooling. */
export interface FittedTile {
  readonly tile: OwnedTile;
  readonly regime: TileRegime;
  readonly targets: number;
  /** Why its parameters but b and μ are the prior's; null for a tile with estimates of its own. */
  readonly priorOnly: string | null;
  /** Why b is the prior's although the tile has enough magnitudes, or null. */
  readonly priorB: string | null;
  /** In the coordinates of the fit, in the order of the options. */
  readonly shrunk: readonly PooledParameter[];
  /** null where b is given. */
  readonly b: PooledB | null;
  readonly parameters: EtasParameters;
  /** Mean direct aftershocks of an event within the fitted time. */
  readonly branchingRatio: number;
}

export interface RegionalFit {
  readonly whole: WholeFit;
  readonly tiles: readonly FittedTile[];
}

/**
 * ETAS of a region tile by tile: the whole region is fitted first (`fitWholeRegion`), then each tile's named parameters, to the events
 * that it owns; these estimates are shrunk towards the prior; last, with them held, μ of each tile. A tile without a usable fit, or
 * whose shrunk parameters would feed themselves without end, has the prior's b, parameters or both, whichever of these comes first to a
 * branching ratio below 1, or no higher than the region's where that is 1 or more; why is said.
 *
 * Taken as known in a tile: the map within it, the parameters held at the region's, and the region's b in the correction for
 * short-term incompleteness.
 *
 * @throws InputError as `fitWholeRegion`, and when the prior itself is no ETAS model
 */
export function fitRegionalEtas(training: TrainingView, options: EtasRegionalOptions): RegionalFit {
  const whole = fitWholeRegion(training, options);
  return { whole, tiles: fitTiles(training, options, whole) };
}

/** The tiles on top of a fit to the whole region. */
export function fitTiles(training: TrainingView, options: EtasRegionalOptions, whole: WholeFit): FittedTile[] {
  const { parameters: names, covariance, between, prior } = options.shrinkage;
  const { declustered: { fit: { rate }, background }, magnitudes, referenceMagnitude, windowDays } = whole;
  const owners = tileOwners(training.region, options.tiles.degrees);
  const regimes = tileRegimes(owners.tiles, options);
  const groups = regimes.map(({ name }) => (prior === "whole" ? "whole" : name));
  const problems = owners.tiles.map((_, owner) => tileProblem(training, wholeRegionOptions(options), magnitudes.beta, { owners, targets: whole.targets, background, clouds: whole.clouds }, owner, options.tiles.haloKm));
  const fits = problems.map(({ problem, backgroundShare }) => fitTile(problem, { ...rate, mu: rate.mu * backgroundShare }, names, magnitudes, options.tiles.minimumTargets));
  const estimates = fits.map((fit, place) => ({ estimate: "estimate" in fit ? fit.estimate : undefined, group: groups[place]! }));
  const sources = priorSources(options, whole, regimes);
  const pooled = covariance === "full" ? poolJointly(estimates, sources) : poolSeparately(estimates, sources, between);
  const bOfTiles = options.magnitude.b === "estimate" ? poolB({ ...training, completenessMagnitude: referenceMagnitude }, owners, groups, magnitudes.beta / Math.LN10, prior, between) : null;

  const complete = (place: number, { shrunk, b, priorOnly, priorB }: TileChoice): FittedTile => {
    const { problem, backgroundShare } = problems[place]!;
    const start = { ...rateWith(rate, names, shrunk, windowDays), mu: rate.mu * backgroundShare };
    const own = { ...start, mu: tileBackgroundRate(createEtasLikelihood(problem), start) };
    const parameters = parametersOf(own, referenceMagnitude, b === null ? magnitudes.beta : b.b * Math.LN10, regimes[place]!.maximumMagnitude);
    return { tile: owners.tiles[place]!, regime: regimes[place]!, targets: problem.targets.length, priorOnly, priorB, shrunk, b, parameters, branchingRatio: ratioWithin(parameters, windowDays) };
  };
  // A region whose own fit feeds itself in all the fitted time, as after a great earthquake, still forecasts windows far shorter: no more is asked of its tiles.
  const ofRegion = ratioWithin(parametersOf(rate, referenceMagnitude, magnitudes.beta, magnitudes.maximumMagnitude), windowDays);
  const isAllowed = (ratio: number): boolean => ratio < 1 || ratio <= ofRegion * (1 + 1e-9);
  return fits.map((fit, place) => {
    const own: TileChoice = { shrunk: pooled[place]!, b: bOfTiles?.[place] ?? null, priorOnly: "unusable" in fit ? fit.unusable : null, priorB: null };
    const first = complete(place, own);
    if (isAllowed(first.branchingRatio)) return first;
    let last = first;
    for (const choice of withPriors(own, `with ${own.priorOnly === null ? "its shrunk" : "the prior's"} parameters${own.b === null ? "" : " and its own b"} the branching ratio is ${first.branchingRatio}`)) {
      last = complete(place, choice);
      if (isAllowed(last.branchingRatio)) return last;
    }
    throw new InputError("the prior of a tile is no ETAS model", { field: `tile ${last.tile.name}`, value: last.branchingRatio, expected: `a branching ratio below ${Math.max(1, ofRegion)}; another prior, or a taper where p <= 1` });
  });
}

/** What a tile's parameters are made of. */
type TileChoice = Pick<FittedTile, "shrunk" | "b" | "priorOnly" | "priorB">;

/** What stands in for a tile's own estimates when they would feed themselves without end: the prior's b first, with which the rest can be the tile's. */
function withPriors(own: TileChoice, why: string): TileChoice[] {
  const prior: TileChoice = { ...own, shrunk: own.shrunk.map(priorInstead), priorOnly: own.priorOnly ?? why };
  const withPriorB = (choice: TileChoice): TileChoice[] => (choice.b === null ? [] : [{ ...choice, b: priorBInstead(choice.b), priorB: why }]);
  return [...withPriorB(own), ...(own.priorOnly === null ? [prior, ...withPriorB(prior)] : [])];
}

/** The region's rate with a tile's values of some coordinates. */
function rateWith(rate: EtasRate, names: readonly TileParameter[], shrunk: readonly PooledParameter[], windowDays: number): EtasRate {
  const coordinates = coordinatesOf(rate, windowDays);
  names.forEach((name, k) => (coordinates[COORDINATES.indexOf(name)] = shrunk[k]!.value));
  return rateAt(coordinates, windowDays);
}

function parametersOf(rate: EtasRate, referenceMagnitude: number, beta: number, maximumMagnitude: number): EtasParameters {
  const { mu, K, alpha, cDays, p, taperDays, DKm, q, gamma } = toNormalized(rate);
  return { muPerDay: mu, K, alpha, cDays, p, ...(taperDays === Infinity ? {} : { taperDays }), DKm, q, gamma, referenceMagnitude, beta, maximumMagnitude };
}

/** Infinity for what is no ETAS model, such as p <= 1 without a taper. */
function ratioWithin(parameters: EtasParameters, windowDays: number): number {
  try {
    checkEtasParameters(parameters);
  } catch (error) {
    if (error instanceof InputError) return Infinity;
    throw error;
  }
  return branchingRatio(parameters, windowDays);
}

function priorInstead<T extends PooledParameter>(parameter: T): T {
  return { ...parameter, weight: 0, value: parameter.prior.mean, valueStandardError: parameter.prior.standardDeviation };
}

function priorBInstead(own: PooledB): PooledB {
  const prior = priorInstead(own);
  return { ...prior, b: Math.exp(prior.value) };
}
