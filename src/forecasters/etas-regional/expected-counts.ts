import { filterCatalog, type Catalog } from "../../seismicity/catalog.ts";
import { type GriddedForecast, griddedForecastFromLayers, type SeparableLayer } from "../../seismicity/forecast.ts";
import type { MagnitudeBins } from "../../seismicity/magnitude-bins.ts";
import type { Region } from "../../seismicity/region.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import type { EtasParameters } from "../etas/parameters.ts";
import type { TileOwners } from "../etas/pooling/tiles.ts";
import type { FiniteSourceRule } from "../etas/finite-source/aftershock-cloud.ts";
import { cloudsOfSources } from "../etas/finite-source/clouds-of-sources.ts";
import { expectedCounts, expectedCountsForecast } from "../etas/simulation/expected-counts.ts";

export interface RegionalForecastRequest {
  readonly owners: TileOwners;
  /** Of each tile; `muPerDay` counts the background of its own cells. */
  readonly parameters: readonly EtasParameters[];
  /** Share of each cell of the region in its background. */
  readonly density: Float64Array;
  readonly history: Catalog;
  /** Clouds of large events are those known before this. */
  readonly asOf: EpochMs;
  /** null: all events are points. */
  readonly finiteSources: FiniteSourceRule | null;
  readonly start: EpochMs;
  readonly end: EpochMs;
  readonly region: Region;
  readonly magnitudeBins: MagnitudeBins;
  readonly seedNames: readonly (string | number)[];
  /** Simulations of each tile. */
  readonly drawCount: number;
}

/**
 * Expected counts as the sum over tiles: each tile's background, the direct aftershocks of the events that it owns, and the later
 * generations of both, wherever they fall. Tile k draws from the streams named (…seedNames, its name), a tile alone from (…seedNames).
 *
 * Approximate: descendants keep the parameters and b of the tile of their first ancestor in the window, or of the past event that it
 * comes from, even when they fall into another tile; and in the fit a tile's parameters explain what happens in it, by sources of the
 * halo too, while here they are those of what happens because of it. With one tile, and with equal parameters in all, the expectation is exactly that of
 * ETAS.
 *
 * Layers of equal magnitude law are added up; with one law they are those of `etas`, else their names say the law.
 *
 * @throws InputError as `expectedCounts`
 */
export function regionalForecast(request: RegionalForecastRequest): GriddedForecast {
  const { region, magnitudeBins, history, owners } = request;
  const eventOwner = Int32Array.from({ length: history.length }, (_, event) => owners.ownerOf(history.longitudes[event]!, history.latitudes[event]!));
  const layers = new Map<string, SeparableLayer>();
  const lawCount = new Set(request.parameters.map(lawKey)).size;
  owners.tiles.forEach((_, owner) => {
    const parameters = request.parameters[owner]!;
    for (const { name, spatial, magnitude } of tileLayers(request, owner, eventOwner)) {
      const key = `${lawKey(parameters)} ${name}`;
      const known = layers.get(key);
      if (known === undefined) layers.set(key, { name: lawCount === 1 ? name : `${name} (${lawName(parameters)})`, spatial, magnitude });
      else spatial.forEach((count, cell) => (known.spatial[cell]! += count));
    }
  });
  return griddedForecastFromLayers(region, magnitudeBins, [...layers.values()]);
}

/** Background, direct aftershocks and later generations of one tile, over the cells of the whole region. */
function tileLayers({ owners, parameters, density, history, asOf, finiteSources, start, end, region, magnitudeBins, seedNames, drawCount }: RegionalForecastRequest, owner: number, eventOwner: Int32Array): readonly SeparableLayer[] {
  const own = parameters[owner]!;
  const isSource = (event: number): boolean => history.magnitudes[event]! >= own.referenceMagnitude - 1e-9 && eventOwner[event] === owner;
  const counts = expectedCounts({
    parameters: own,
    background: { region, weights: density.map((share, cell) => (owners.ownerOfCell[cell] === owner ? share : 0)) },
    sources: filterCatalog(history, isSource),
    ...(finiteSources === null ? {} : { clouds: cloudsOfSources(history, isSource, asOf, finiteSources) }),
    start, end, region, drawCount,
    seedNames: owners.tiles.length === 1 ? seedNames : [...seedNames, owners.tiles[owner]!.name],
  });
  return expectedCountsForecast(counts, own, region, magnitudeBins).layers!;
}

function lawKey({ beta, maximumMagnitude }: EtasParameters): string {
  return `${beta} ${maximumMagnitude}`;
}

function lawName({ beta, maximumMagnitude }: EtasParameters): string {
  return `b ${(beta / Math.LN10).toFixed(3)}, to M ${maximumMagnitude}`;
}
