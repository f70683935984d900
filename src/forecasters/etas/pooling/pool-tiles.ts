import { groupBy } from "../../../numerics/group-by.ts";
import type { BetweenVarianceMethod } from "./between-variance.ts";
import { jointPriorOf, shrinkJointly, type JointEstimate } from "./joint-shrinkage.ts";
import { knownPrior, priorOf, shrink, type Prior } from "./shrinkage.ts";

/** A tile as it comes to pooling. */
export interface TileEstimate {
  /** undefined for a tile without a usable fit. */
  readonly estimate: JointEstimate | undefined;
  /** Tiles of one group share a prior. */
  readonly group: string;
}

/** What the prior of a parameter is made of in a group of tiles. */
export interface PriorSource {
  /** The mean is this; undefined: the mean of the group's tiles. */
  readonly mean: (group: string) => number | undefined;
  /** For groups too small for a mean of their own. */
  readonly fallbackMean: number;
  /** The whole prior, where one is known beforehand. */
  readonly known: (group: string) => Prior | undefined;
}

/** One parameter of one tile. */
export interface PooledParameter {
  readonly estimate: number | null;
  readonly standardError: number | null;
  /** Of the own estimate, in [0, 1] when parameters are shrunk one by one; 0 without one. */
  readonly weight: number;
  readonly value: number;
  /** null where nothing says how much tiles differ. */
  readonly valueStandardError: number | null;
  readonly prior: { readonly mean: number; readonly standardDeviation: number | null; readonly origin: PriorOrigin };
}

/** `given`: a mean from outside, the spread from the tiles; `tiles`: both from the group's tiles; `known`: both from outside. */
export type PriorOrigin = "given" | "tiles" | "known";

/** Fewest tiles with estimates from which a mean of their own is formed. */
export const FEWEST_TILES = 3;

/**
 * Shrinks every parameter of every tile by itself, group by group. A group of fewer than three estimates has the fallback's
 * mean; the spread about a given mean is estimated from any number of them.
 *
 * @returns for each tile its parameters, in the order of `sources`
 */
export function poolSeparately(tiles: readonly TileEstimate[], sources: readonly PriorSource[], method: BetweenVarianceMethod): PooledParameter[][] {
  const pooled = tiles.map((): PooledParameter[] => []);
  for (const [group, members] of groupBy(tiles.keys(), (tile) => tiles[tile]!.group)) {
    sources.forEach((source, k) => {
      const estimates = members.map((tile) => estimateOf(tiles[tile]!, k));
      const { prior, origin } = groupPrior(estimates.filter((one) => one !== undefined), source, group, method);
      const described = { mean: prior.mean, standardDeviation: rootOrNull(prior.variance), origin };
      members.forEach((tile, place) => {
        const estimate = estimates[place];
        const { weight, value, variance } = shrink(estimate, prior);
        pooled[tile]!.push({
          estimate: estimate?.value ?? null, standardError: estimate === undefined ? null : Math.sqrt(estimate.variance),
          weight, value, valueStandardError: rootOrNull(variance), prior: described,
        });
      });
    });
  }
  return pooled;
}

/**
 * The same with the full covariance of estimates and of true values: what is known of one parameter moves the others. `weight` is the
 * diagonal of W, which can leave [0, 1]. Spreads are always estimated, by restricted maximum likelihood. In a group of fewer than twice
 * as many estimates as parameters they are shrunk one by one.
 */
export function poolJointly(tiles: readonly TileEstimate[], sources: readonly PriorSource[]): PooledParameter[][] {
  const pooled = tiles.map((): PooledParameter[] => []);
  for (const [group, members] of groupBy(tiles.keys(), (tile) => tiles[tile]!.group)) {
    const of = members.map((tile) => tiles[tile]!);
    const own = of.map(({ estimate }) => estimate).filter((one) => one !== undefined).length < 2 * sources.length ? poolSeparately(of, sources, "reml") : groupJointly(of, sources, group);
    members.forEach((tile, place) => (pooled[tile] = own[place]!));
  }
  return pooled;
}

function groupJointly(tiles: readonly TileEstimate[], sources: readonly PriorSource[], group: string): PooledParameter[][] {
  const means = sources.map(({ mean }) => mean(group));
  const given = means.every((mean) => mean !== undefined) ? Float64Array.from(means) : undefined;
  const prior = jointPriorOf(tiles.map(({ estimate }) => estimate).filter((one) => one !== undefined), given);
  return tiles.map(({ estimate }) => {
    const { weights, values, covariance } = shrinkJointly(estimate, prior);
    return sources.map((_, k) => ({
      estimate: estimate?.values[k] ?? null, standardError: estimate === undefined ? null : Math.sqrt(estimate.covariance[k]![k]!),
      weight: weights[k]![k]!, value: values[k]!, valueStandardError: Math.sqrt(covariance[k]![k]!),
      prior: { mean: prior.mean[k]!, standardDeviation: Math.sqrt(prior.between[k]![k]!), origin: given === undefined ? "tiles" : "given" },
    }));
  });
}

function groupPrior(estimates: readonly { readonly value: number; readonly variance: number }[], source: PriorSource, group: string, method: BetweenVarianceMethod): { readonly prior: Prior; readonly origin: PriorOrigin } {
  const known = source.known(group);
  if (known !== undefined) return { prior: known, origin: "known" };
  const mean = source.mean(group) ?? (estimates.length < FEWEST_TILES ? source.fallbackMean : undefined);
  if (estimates.length === 0) return { prior: knownPrior(mean!, Infinity), origin: "given" };
  return { prior: priorOf(estimates, method, mean), origin: mean === undefined ? "tiles" : "given" };
}

function estimateOf({ estimate }: TileEstimate, k: number): { readonly value: number; readonly variance: number } | undefined {
  return estimate === undefined ? undefined : { value: estimate.values[k]!, variance: estimate.covariance[k]![k]! };
}

function rootOrNull(variance: number): number | null {
  return variance < Infinity ? Math.sqrt(variance) : null;
}
