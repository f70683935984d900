import { z } from "zod";
import { namedStream } from "../../../numerics/random/named-stream.ts";
import type { RandomStream } from "../../../numerics/random/stream.ts";
import type { Catalog } from "../../../seismicity/catalog.ts";
import type { DeclusteringResult } from "./method.ts";
import { proximityMixture, thresholdOf } from "./nearest-neighbour.ts";
import { nearestNeighbours, placesOf, proximityOptionEntries, proximityScale, yearsSince } from "./proximity.ts";
import { buildProximityIndex, type NearestParent } from "./proximity-index.ts";

export const randomThinningOptions = z.strictObject({
  bValue: z.number().min(0).max(3).default(0).describe("b in the weight 10^(-b m) of the parent; the paper takes 0"),
  ...proximityOptionEntries,
  log10Threshold: z.number().optional().describe("log10 of the proximity above which an event enters the reshuffled catalogs; without it, from a mixture of two normal laws"),
  alpha0: z.number().min(-3).max(3).default(0).describe("cluster threshold: larger keeps more events; the paper recommends -1 to 1"),
  reshuffles: z.number().int().min(1).max(10_000).default(100).describe("number of reshuffled catalogs"),
  samePlace: z.enum(["count", "exclude"]).default("count").describe("whether a reshuffled event at an event's own place can be its nearest neighbour"),
  seed: z.string().min(1).default("random-thinning").describe("name of the random streams"),
});

export type RandomThinningOptions = z.infer<typeof randomThinningOptions>;

/** What the reshuffled catalogs say of each event. */
export interface NormalisedProximities {
  /** Mean over the reshuffled catalogs of log10 κ, the proximity of the event to its nearest neighbour there; Infinity where none has an earlier one. */
  readonly meanLog10Kappa: Float64Array;
  /** α = log10 η − mean log10 κ: highest for background events; Infinity for an event without a parent. */
  readonly alpha: Float64Array;
}

/**
 * Declustering by random thinning (Zaliapin & Ben-Zion 2020, JGR Solid Earth 125, e2018JB017120): each event is background
 * with probability min(1, 10^{α + α0}), where α compares its proximity with that in catalogs whose times are uniform and
 * whose places and magnitudes are permuted. Since κ carries the rate of the place, the share kept does not depend on how
 * active it is.
 *
 * One seeded draw decides: `isMainshock` marks the events drawn as background, and the cluster of any other is that of
 * the first background event up its chain of nearest neighbours (which need not be the cluster's largest event).
 * `diagnostics.perEvent`: `backgroundProbability` in [0, 1], `alpha`, `log10Eta`; `diagnostics.values`: the threshold, the
 * number of events in the reshuffled catalogs and the expected number of background events.
 *
 * @throws InputError with no threshold given, when there are too few events or their proximities do not fall into two populations
 */
export function randomThinning(catalog: Catalog, options: RandomThinningOptions): DeclusteringResult {
  const { length } = catalog;
  const { parents, log10Eta } = nearestNeighbours(catalog, options);
  const threshold = options.log10Threshold ?? thresholdOf(proximityMixture(log10Eta));
  const selected = Uint32Array.from(catalog.times.keys()).filter((event) => log10Eta[event] > threshold);
  const { alpha } = normalisedProximities(catalog, log10Eta, selected, options);
  const backgroundProbability = alpha.map((value) => Math.min(1, Math.exp((value + options.alpha0) * Math.LN10)));

  const stream = namedStream(options.seed, "draw");
  const isMainshock = Uint8Array.from(backgroundProbability, (probability) => (stream.nextDouble() < probability ? 1 : 0));
  const mainshockOf = new Int32Array(length);
  // Parents come earlier, so theirs is settled; an event without a parent is background for sure.
  for (let event = 0; event < length; event++) mainshockOf[event] = isMainshock[event] === 1 ? event : mainshockOf[parents[event]];
  return {
    isMainshock, mainshockOf,
    diagnostics: {
      values: { log10Threshold: threshold, reshuffledEvents: selected.length, expectedBackground: backgroundProbability.reduce((total, p) => total + p, 0) },
      perEvent: { backgroundProbability, alpha, log10Eta },
    },
  };
}

/**
 * Proximities against reshuffled catalogs: the selected events with times uniform from the first of them to the last, places and
 * magnitudes each permuted among them.
 *
 * The permuted places include each selected event's own. Counted, as the paper's text has it, it is the nearest neighbour
 * in every second catalog, and α of background events lies some 2.5 above 0: α0 = 0 keeps nearly all of them. Excluded, as in
 * the authors' program, their α lies about 0, and α0 = 0 keeps about three quarters.
 */
export function normalisedProximities(
  catalog: Catalog, log10Eta: Float64Array, selected: Uint32Array, options: Pick<RandomThinningOptions, "bValue" | "fractalDimension" | "distance" | "reshuffles" | "samePlace" | "seed">,
): NormalisedProximities {
  const { length, times, magnitudes } = catalog;
  const places = placesOf(catalog, options.distance);
  const pick = (values: Float64Array): Float64Array => Float64Array.from(selected, (event) => values[event]);
  const index = buildProximityIndex({ x: pick(places.x), y: pick(places.y), z: pick(places.z), depth: pick(places.depth) }, proximityScale(options.fractalDimension, options.samePlace === "count"));
  const years = times.map((time) => yearsSince(times[0], time));
  const [firstYear, lastYear] = [years[selected[0]], years[selected[selected.length - 1]]];
  const logWeights = pick(magnitudes).map((magnitude) => -options.bValue * magnitude * Math.LN10);
  const order = Uint32Array.from(selected.keys());
  const shuffledYears = new Float64Array(selected.length);
  const sums = new Float64Array(length);
  const counts = new Uint32Array(length);
  const found: NearestParent = { place: -1, logProximity: Infinity };

  for (let reshuffle = 0; reshuffle < options.reshuffles; reshuffle++) {
    const stream = namedStream(options.seed, "reshuffle", reshuffle);
    for (let k = 0; k < shuffledYears.length; k++) shuffledYears[k] = firstYear + stream.nextDouble() * (lastYear - firstYear);
    shuffledYears.sort();
    permute(order, stream);
    permute(logWeights, stream);
    index.clear();
    let added = 0;
    for (let event = 0; event < length; event++) {
      for (; added < order.length && shuffledYears[added] < years[event]; added++) index.add(order[added], shuffledYears[added], logWeights[added]);
      index.nearest(years[event], places.x[event], places.y[event], places.z[event], places.depth[event], found);
      if (found.place === -1) continue;
      sums[event] += found.logProximity;
      counts[event]++;
    }
  }
  const meanLog10Kappa = sums.map((total, event) => (counts[event] === 0 ? Infinity : total / (counts[event] * Math.LN10)));
  return { meanLog10Kappa, alpha: log10Eta.map((value, event) => (value === Infinity ? Infinity : value - meanLog10Kappa[event])) };
}

/** Fisher & Yates, in place. */
function permute(values: Uint32Array | Float64Array, stream: RandomStream): void {
  for (let k = values.length - 1; k > 0; k--) {
    const other = Math.floor(stream.nextDouble() * (k + 1));
    const swapped = values[k];
    values[k] = values[other];
    values[other] = swapped;
  }
}
