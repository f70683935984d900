import type { Catalog } from "../../../seismicity/catalog.ts";
import type { Region } from "../../../seismicity/region.ts";
import type { FullCatalog } from "../../contract.ts";
import type { MappedEvents } from "./declustered-map.ts";
import { type BackgroundMap, type BackgroundMapOptions, backgroundSmoother } from "./weighted-map.ts";

/** A kernel is as wide as the distance to this neighbour: from 1 to 8 the map forecasts southern California alike. */
const NEIGHBOURS = 2;

/**
 * The map of all events above completeness, aftershocks and those below M0 included: where sequences have been, the next one is likelier
 * than where independent events alone have been (Helmstetter & Werner 2012). The density at an event leaves its own kernel out.
 * Undefined with too few events.
 */
export function fullMap(region: Region, history: FullCatalog, events: MappedEvents, options: Omit<BackgroundMapOptions, "neighbours">): BackgroundMap | undefined {
  const used = eventsInside(region, history);
  if (used.places.length <= NEIGHBOURS) return undefined;
  const { shares, atEvents } = backgroundSmoother(region, used, { ...options, neighbours: NEIGHBOURS }).map(new Float64Array(used.places.length).fill(1));
  const placeOf = new Map(used.places.map((event, place) => [history.ids[event]!, place]));
  return {
    shares,
    atEvents: Float64Array.from(events.cells, (cell, event) => {
      const own = placeOf.get(events.ids[event]!);
      return own === undefined ? shares[cell]! / region.areasKm2[cell]! : atEvents[own]!;
    }),
  };
}

interface InsideEvents {
  /** In the catalog. */
  readonly places: readonly number[];
  readonly longitudes: Float64Array;
  readonly latitudes: Float64Array;
  readonly cells: Int32Array;
}

function eventsInside(region: Region, { longitudes, latitudes }: Catalog): InsideEvents {
  const cells = Int32Array.from(longitudes, (longitude, event) => region.indexOf(longitude, latitudes[event]!));
  const places = Array.from(cells.keys()).filter((event) => cells[event]! >= 0);
  const column = (values: Float64Array | Int32Array): Float64Array => Float64Array.from(places, (event) => values[event]!);
  return { places, longitudes: column(longitudes), latitudes: column(latitudes), cells: Int32Array.from(places, (event) => cells[event]!) };
}
