import { COORDINATES, coordinatesOf } from "../etas/fit/coordinates.ts";
import { genericPriors } from "../etas/pooling/generic-regimes.ts";
import type { PriorSource } from "../etas/pooling/pool-tiles.ts";
import type { Prior } from "../etas/pooling/shrinkage.ts";
import type { WholeFit } from "./fit-whole-region.ts";
import type { EtasRegionalOptions } from "./options.ts";
import type { TileRegime } from "./regimes.ts";

/**
 * Priors of the parameters that are shrunk, in their order. Published values exist of K, c and p; for others the prior `published`
 * is that of `whole`.
 */
export function priorSources({ shrinkage }: EtasRegionalOptions, { declustered, magnitudes, referenceMagnitude, windowDays }: WholeFit, regimes: readonly TileRegime[]): PriorSource[] {
  const { rate } = declustered.fit;
  const coordinates = coordinatesOf(rate, windowDays);
  const published = new Map(shrinkage.prior !== "published" ? [] : regimes.map(({ name, generic, maximumMagnitude }) => [name, genericPriors(generic, { alpha: rate.alpha, beta: magnitudes.beta, referenceMagnitude, maximumMagnitude, windowDays })]));
  return shrinkage.parameters.map((name) => {
    const ofRegion = coordinates[COORDINATES.indexOf(name)]!;
    return {
      mean: () => (shrinkage.prior === "regime" ? undefined : ofRegion),
      fallbackMean: ofRegion,
      known: (group) => (published.get(group) as { readonly [parameter: string]: Prior } | undefined)?.[name],
    };
  });
}
