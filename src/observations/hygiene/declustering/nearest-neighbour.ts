import { z } from "zod";
import { equalProbabilityPoint, fitGaussianMixture, type GaussianMixture, separation, upperProbability } from "../../../numerics/gaussian-mixture.ts";
import type { Catalog } from "../../../seismicity/catalog.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import { disjointSets, largestOfEach } from "./clusters.ts";
import type { DeclusteringResult } from "./method.ts";
import { nearestNeighbours, proximityOptionEntries } from "./proximity.ts";

export const nearestNeighbourOptions = z.strictObject({
  bValue: z.number().min(0).max(3).default(1).describe("b in the weight 10^(-b m) of the parent; 0 leaves magnitude out"),
  ...proximityOptionEntries,
  log10Threshold: z.number().optional().describe("log10 of the proximity below which an event belongs to its parent's cluster; without it, from a mixture of two normal laws"),
});

export type NearestNeighbourOptions = z.infer<typeof nearestNeighbourOptions>;

/** Least separation of the two populations. Poisson catalogs of 1,000 events or more come to 1.2 to 1.6, real ones above 2.1. */
const LEAST_SEPARATION = 2;
/** Fewest proximities from which a threshold is estimated. */
const FEWEST = 20;

/**
 * Nearest-neighbour clusters (Zaliapin & Ben-Zion 2013, JGR 118, doi:10.1002/jgrb.50179): each event with a proximity
 * below the threshold is tied to its parent; the trees so made are the clusters, the largest event of each (ties:
 * earlier) its mainshock. The threshold is where the two components of a normal mixture of log10 η are equally likely.
 *
 * `diagnostics.perEvent`: `parent` (index, −1 without), `log10Eta`, `log10T`, `log10R`, and with a mixture
 * `backgroundProbability` in [0, 1]; `diagnostics.values`: the threshold and the mixture.
 *
 * @throws InputError with no threshold given, when there are too few events or their proximities do not fall into two populations
 */
export function nearestNeighbourClusters(catalog: Catalog, options: NearestNeighbourOptions): DeclusteringResult {
  const { parents, log10Eta, log10T, log10R } = nearestNeighbours(catalog, options);
  const mixture = options.log10Threshold === undefined ? proximityMixture(log10Eta) : undefined;
  const threshold = mixture === undefined ? options.log10Threshold! : thresholdOf(mixture);
  const clusters = disjointSets(catalog.length);
  parents.forEach((parent, event) => {
    if (parent !== -1 && log10Eta[event] < threshold) clusters.join(parent, event);
  });
  const perEvent = { parent: Float64Array.from(parents), log10Eta, log10T, log10R };
  return {
    ...largestOfEach(catalog, clusters.rootOf),
    diagnostics: {
      values: { log10Threshold: threshold, ...(mixture === undefined ? {} : mixtureValues(mixture)) },
      perEvent: mixture === undefined ? perEvent : { ...perEvent, backgroundProbability: log10Eta.map((value) => (value === Infinity ? 1 : upperProbability(mixture, value))) },
    },
  };
}

/**
 * Two normal components of log10 η: clustered below, background above.
 *
 * @throws InputError when fewer than 20 events have a parent or all proximities are the same
 */
export function proximityMixture(log10Eta: Float64Array): GaussianMixture {
  const finite = log10Eta.filter(Number.isFinite);
  if (finite.length < FEWEST || finite.every((value) => value === finite[0])) {
    throw new InputError("too few nearest neighbours to estimate a threshold", { field: "log10Threshold", value: finite.length, expected: `at least ${FEWEST} events with an earlier neighbour, or a threshold in the options` });
  }
  return fitGaussianMixture(finite);
}

/**
 * Where the two components are equally likely.
 *
 * @throws InputError when they are not cleanly separated, as in a catalog without clusters
 */
export function thresholdOf(mixture: GaussianMixture): number {
  const threshold = equalProbabilityPoint(mixture);
  if (threshold === undefined || separation(mixture) < LEAST_SEPARATION) {
    throw new InputError("proximities do not fall into a clustered and a background population", {
      field: "log10Threshold", value: `separation ${separation(mixture).toFixed(2)}`, expected: `two populations at least ${LEAST_SEPARATION} apart (Ashman's D), or a threshold in the options`,
    });
  }
  return threshold;
}

function mixtureValues(mixture: GaussianMixture): Record<string, number> {
  const { lower, upper, logLikelihood, singleLogLikelihood } = mixture;
  return {
    separation: separation(mixture),
    clusteredWeight: lower.weight, clusteredMean: lower.mean, clusteredStandardDeviation: lower.standardDeviation,
    backgroundWeight: upper.weight, backgroundMean: upper.mean, backgroundStandardDeviation: upper.standardDeviation,
    logLikelihoodOverOneComponent: logLikelihood - singleLogLikelihood,
  };
}
