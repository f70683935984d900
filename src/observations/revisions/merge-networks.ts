import { type Catalog, filterCatalog } from "../../seismicity/catalog.ts";
import { distanceKm } from "../../seismicity/geodesy.ts";
import type { DuplicateRule, MergedDuplicate } from "../duplicates.ts";

/** When two networks' solutions within one source are one earthquake, and whose is kept. */
export interface NetworkRule extends DuplicateRule {
  /** Network codes, best first; a network that is not named comes after all that are, and of two such the first by code is kept. */
  readonly prefer: readonly string[];
}

/**
 * Leaves one solution of each shock where a source (such as ComCat, whose ids begin with the network's code) lists several
 * networks' solutions side by side. Only events of different networks are paired, the pair nearest in time first, then nearest
 * in space; one event never stands for two of the same network, which lists two shocks.
 *
 * @returns the catalog without the solutions that were dropped, and each pair
 */
export function mergeNetworks(catalog: Catalog, source: string, rule: NetworkRule): { readonly catalog: Catalog; readonly merged: readonly MergedDuplicate[] } {
  const dropped = new Set<number>();
  const standsFor = new Set<string>();
  const merged: MergedDuplicate[] = [];
  for (const { first, second } of nearestPairs(catalog, rule)) {
    if (dropped.has(first) || dropped.has(second)) continue;
    const [kept, lost] = isPreferred(catalog.ids[first]!, catalog.ids[second]!, rule.prefer) ? [first, second] : [second, first];
    const place = `${kept} ${networkOf(catalog.ids[lost]!)}`;
    if (standsFor.has(place)) continue;
    standsFor.add(place);
    dropped.add(lost);
    merged.push({ keptSource: source, keptId: catalog.ids[kept]!, droppedSource: source, droppedId: catalog.ids[lost]!, time: catalog.times[lost]! });
  }
  return { catalog: filterCatalog(catalog, (index) => !dropped.has(index)), merged };
}

/** The letters that an id begins with, lower case; empty for an id without. */
export function networkOf(id: string): string {
  return /^[a-z]*/i.exec(id)![0].toLowerCase();
}

function nearestPairs(catalog: Catalog, rule: DuplicateRule): { first: number; second: number }[] {
  const pairs: { first: number; second: number; gapMs: number; km: number }[] = [];
  const { times, longitudes, latitudes, magnitudes, ids } = catalog;
  for (let first = 0; first < catalog.length; first++) {
    for (let second = first + 1; second < catalog.length && times[second]! - times[first]! <= rule.withinSeconds * 1000; second++) {
      if (Math.abs(magnitudes[second]! - magnitudes[first]!) > rule.withinMagnitude + 1e-9 || networkOf(ids[first]!) === networkOf(ids[second]!)) continue;
      const km = distanceKm(longitudes[first]!, latitudes[first]!, longitudes[second]!, latitudes[second]!);
      if (km <= rule.withinKm) pairs.push({ first, second, gapMs: times[second]! - times[first]!, km });
    }
  }
  return pairs.sort((a, b) => a.gapMs - b.gapMs || a.km - b.km || a.first - b.first || a.second - b.second);
}

function isPreferred(id: string, other: string, prefer: readonly string[]): boolean {
  const [network, otherNetwork] = [networkOf(id), networkOf(other)];
  const [rank, otherRank] = [network, otherNetwork].map((code) => (prefer.includes(code) ? prefer.indexOf(code) : prefer.length)) as [number, number];
  return rank === otherRank ? network < otherNetwork : rank < otherRank;
}
