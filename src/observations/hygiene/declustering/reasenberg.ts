import { z } from "zod";
import type { Catalog } from "../../../seismicity/catalog.ts";
import { distanceKm } from "../../../seismicity/geodesy.ts";
import { InputError } from "../../../seismicity/input-error.ts";
import { type Days, MS_PER_DAY } from "../../../seismicity/time.ts";
import { disjointSets, largestOfEach } from "./clusters.ts";
import type { DeclusteringResult } from "./method.ts";

/** Defaults for California as Schorlemmer & Gerstenberger (2007, SRL 78, Table 2) list them. */
export const reasenbergOptions = z.strictObject({
  interactionFactor: z.number().positive().default(10).describe("r_fact: reach of an event in radii of its crack; 8 and 10 are in use"),
  effectiveMagnitude: z.number().default(1.5).describe("x_meff: magnitude from which the catalog is complete outside clusters"),
  clusterFactor: z.number().min(0).lt(1).default(0.5).describe("x_k: share of the largest magnitude by which the effective magnitude rises within a cluster"),
  confidence: z.number().gt(0).lt(1).default(0.95).describe("p_1: probability of seeing the next event of the cluster within the look-ahead time"),
  minimumDays: z.number().positive().default(1).describe("tau_min: look-ahead time outside clusters, and the least within"),
  maximumDays: z.number().positive().default(10).describe("tau_max: longest look-ahead time within a cluster"),
  maximumDistanceKm: z.number().positive().default(30).describe("longest reach of an event: the thickness of the crust"),
});

export type ReasenbergOptions = z.infer<typeof reasenbergOptions>;

/**
 * Reasenberg (1985, JGR 90, 5479–5495): events are linked in time order. An event looks ahead for τ days, and what comes
 * within its own reach, r_fact crack radii, joins its cluster, as does what comes within one crack radius of the
 * cluster's largest event so far; clusters that touch become one. τ is τ_min outside clusters and after a new largest
 * event, otherwise {@link lookAheadDays}. Distances are hypocentral where both depths are known. The largest event of a
 * cluster (ties: earlier) is its mainshock.
 *
 * The paper subtracts location errors from distances and counts an equivalent event for each cluster; neither is done
 * here. That the largest event's reach counts only once τ exceeds τ_min, and the cap on the reach, follow the programs
 * in use (CLUSTER2000, ZMAP) rather than the paper.
 *
 * @throws InputError when the longest look-ahead time is below the least
 */
export function reasenberg(catalog: Catalog, options: ReasenbergOptions): DeclusteringResult {
  const { interactionFactor, minimumDays, maximumDays, maximumDistanceKm } = options;
  if (maximumDays < minimumDays) {
    throw new InputError("longest look-ahead time is below the least", { field: "maximumDays", value: maximumDays, expected: `at least ${minimumDays}` });
  }
  const { length, times, magnitudes } = catalog;
  const clusters = disjointSets(length);
  // Of each cluster, under its root: the largest event that has been reached so far.
  const largest = Int32Array.from({ length }, (_, event) => event);
  let links = 0;
  for (let event = 0; event < length; event++) {
    const root = clusters.rootOf(event);
    if (magnitudes[event] >= magnitudes[largest[root]]) largest[root] = event;
    const leader = largest[root];
    const days = leader === event ? minimumDays : lookAheadDays(magnitudes[leader], (times[event] - times[leader]) / MS_PER_DAY, options);
    const reachKm = Math.min(maximumDistanceKm, interactionFactor * crackRadiusKm(magnitudes[event]));
    const leaderReachKm = days > minimumDays ? Math.min(maximumDistanceKm, crackRadiusKm(magnitudes[leader])) : -1;
    for (let later = event + 1; later < length && times[later] - times[event] <= days * MS_PER_DAY; later++) {
      if (clusters.rootOf(later) === clusters.rootOf(event)) continue;
      if (separationKm(catalog, event, later) > reachKm && separationKm(catalog, leader, later) > leaderReachKm) continue;
      const [mine, theirs] = [largest[clusters.rootOf(event)], largest[clusters.rootOf(later)]];
      const joined = clusters.join(event, later);
      // An event ahead leads only once its turn comes.
      largest[joined] = theirs > event || magnitudes[theirs] < magnitudes[mine] ? mine : theirs;
      links++;
    }
  }
  return { ...largestOfEach(catalog, clusters.rootOf), diagnostics: { values: { links }, perEvent: {} } };
}

/** Radius in km of the circular crack of an event at a stress drop of 30 bar (Kanamori & Anderson 1975): 0.011 · 10^{0.4 M}. */
export function crackRadiusKm(magnitude: number): number {
  return 0.011 * Math.exp(0.4 * magnitude * Math.LN10);
}

/**
 * τ = −ln(1 − p_1) t / 10^{2 (ΔM − 1)/3}, held within τ_min and τ_max: t days after the largest event, by Omori's law with
 * p = 1. ΔM = (1 − x_k) M_largest − x_meff, at least 0.
 */
export function lookAheadDays(largestMagnitude: number, daysSinceLargest: Days, options: ReasenbergOptions): Days {
  const { clusterFactor, effectiveMagnitude, confidence, minimumDays, maximumDays } = options;
  const excess = Math.max(0, (1 - clusterFactor) * largestMagnitude - effectiveMagnitude);
  const days = -Math.log1p(-confidence) * daysSinceLargest * Math.exp((-2 / 3) * (excess - 1) * Math.LN10);
  return Math.min(maximumDays, Math.max(minimumDays, days));
}

function separationKm({ longitudes, latitudes, depthsKm }: Catalog, a: number, b: number): number {
  const epicentral = distanceKm(longitudes[a], latitudes[a], longitudes[b], latitudes[b]);
  const deeper = depthsKm[a] - depthsKm[b];
  return Number.isNaN(deeper) ? epicentral : Math.hypot(epicentral, deeper);
}
