import { sum } from "../../../numerics/sums.ts";
import type { DeclusteredCatalog } from "../../contract.ts";
import type { Region } from "../../../seismicity/region.ts";
import { cellMasses } from "../../smoothed-seismicity/cell-masses.ts";
import { fitSmoothedDensity } from "../../smoothed-seismicity/fit-density.ts";
import { smoothingOptionsSchema } from "../../smoothed-seismicity/options.ts";
import { regionSurface } from "../../smoothed-seismicity/surface.ts";
import type { BackgroundMap } from "./weighted-map.ts";

/** A map needs this many independent events. */
const FEWEST_EVENTS = 30;

/** Events whose density is asked for. */
export interface MappedEvents {
  readonly ids: readonly string[];
  readonly cells: Int32Array;
}

/**
 * The map of the null: all independent events above completeness, also those below M0, as smooth as they forecast each other best
 * (`fitSmoothedDensity`). The density at an event leaves its own kernel out. Undefined with too few independent events.
 */
export function declusteredMap(region: Region, declustered: DeclusteredCatalog, events: MappedEvents): BackgroundMap | undefined {
  if (declustered.length < FEWEST_EVENTS) return undefined;
  const options = smoothingOptionsSchema.parse({});
  const { perCell, chosen, bandwidthsKm } = fitSmoothedDensity({ region, declustered }, options);
  const surface = regionSurface(region);
  const masses = cellMasses(surface, chosen.kernel);
  const x = Float64Array.from(declustered.longitudes, surface.xOf);
  const y = declustered.latitudes;
  const inRegion = bandwidthsKm.map((bandwidth, event) => masses.total(x[event]!, y[event]!, bandwidth));
  const total = sum(inRegion);
  const placeOf = new Map(declustered.ids.map((id, place) => [id, place]));
  const area = sum(region.areasKm2);
  const { uniformFraction } = options;
  return {
    shares: perCell,
    atEvents: Float64Array.from(events.cells, (cell, event) => {
      const own = placeOf.get(events.ids[event]!);
      if (own === undefined) return perCell[cell]! / region.areasKm2[cell]!;
      const mass = new Float64Array(1);
      masses.add(x[own]!, y[own]!, bandwidthsKm[own]!, 1, Int32Array.of(cell), mass);
      const smoothed = ((perCell[cell]! - (uniformFraction * region.areasKm2[cell]!) / area) / (1 - uniformFraction)) * total;
      const others = Math.max(0, smoothed - mass[0]!) / (total - inRegion[own]!);
      return ((1 - uniformFraction) * others) / region.areasKm2[cell]! + uniformFraction / area;
    }),
  };
}
