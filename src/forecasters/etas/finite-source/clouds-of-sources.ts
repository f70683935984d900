import { type Catalog, filterCatalog } from "../../../seismicity/catalog.ts";
import type { EpochMs } from "../../../seismicity/time.ts";
import { aftershockCloud, type AftershockCloud, type FiniteSourceRule } from "./aftershock-cloud.ts";

/**
 * The clouds, as known before `asOf`, of those events of a history that are sources and large enough: by their place among the sources.
 * A cloud is made of all events of the history, whether these are sources or not.
 */
function cloudsOfSources(history: Catalog, isSource: (event: number) => boolean, asOf: EpochMs, rule: FiniteSourceRule): Map<number, AftershockCloud> {
  const clouds = new Map<number, AftershockCloud>();
  let source = -1;
  for (let event = 0; event < history.length; event++) {
    if (!isSource(event)) continue;
    source++;
    const cloud = history.magnitudes[event]! >= rule.fromMagnitude - 1e-9 ? aftershockCloud(history, event, asOf, rule) : undefined;
    if (cloud !== undefined) clouds.set(source, cloud);
  }
  return clouds;
}

/** Sources of a simulation from a history, with the clouds of the large ones; without a rule all are points. */
export function sourcesWithClouds(history: Catalog, isSource: (event: number) => boolean, asOf: EpochMs, rule: FiniteSourceRule | null): { readonly sources: Catalog; readonly clouds?: ReadonlyMap<number, AftershockCloud> } {
  return { sources: filterCatalog(history, isSource), ...(rule === null ? {} : { clouds: cloudsOfSources(history, isSource, asOf, rule) }) };
}
