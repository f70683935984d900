import { sum } from "../../numerics/sums.ts";
import { filterCatalog, type Catalog } from "../../seismicity/catalog.ts";
import type { CompactCatalogs } from "../../seismicity/compact-catalogs.ts";
import { type GriddedForecast, griddedForecastFromLayers, type SeparableLayer } from "../../seismicity/forecast.ts";
import type { MagnitudeBins } from "../../seismicity/magnitude-bins.ts";
import type { Region } from "../../seismicity/region.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import type { FiniteSourceRule } from "../etas/finite-source/aftershock-cloud.ts";
import { cloudsOfSources } from "../etas/finite-source/clouds-of-sources.ts";
import type { EtasParameters } from "../etas/parameters.ts";
import type { TileOwners } from "../etas/pooling/tiles.ts";
import type { EtasSimulation } from "../etas/simulate.ts";
import { directAftershocks, windowDays } from "../etas/simulation/branching-process.ts";
import { expectedCounts, expectedCountsForecast } from "../etas/simulation/expected-counts.ts";
import { sealedCatalogs } from "../etas/simulation/sealed-catalogs.ts";

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
  const { region, magnitudeBins, drawCount } = request;
  const layers = new Map<string, SeparableLayer>();
  const lawCount = new Set(request.parameters.map(lawKey)).size;
  const tiles = tileSimulations(request);
  const seedShares = sharesOfSeeds(tiles);
  for (const [place, tile] of tiles.entries()) {
    const { parameters } = tile;
    for (const { name, spatial, magnitude } of expectedCountsForecast(expectedCounts({ ...tile, region, drawCount, seedShare: seedShares[place]! }), parameters, region, magnitudeBins).layers!) {
      const key = `${lawKey(parameters)} ${name}`;
      const known = layers.get(key);
      if (known === undefined) layers.set(key, { name: lawCount === 1 ? name : `${name} (${lawName(parameters)})`, spatial, magnitude });
      else spatial.forEach((count, cell) => (known.spatial[cell]! += count));
    }
  }
  return griddedForecastFromLayers(region, magnitudeBins, [...layers.values()]);
}

/** Half of all seeds evenly and half by what begins in each tile: so many tiles are drawn as exactly as one would be, and for the same time. */
function sharesOfSeeds(tiles: readonly EtasSimulation[]): Float64Array {
  const begins = Float64Array.from(tiles, (tile) => tile.parameters.muPerDay * windowDays(tile) + sum(directAftershocks(tile).expected));
  const all = sum(begins);
  return begins.map((number) => 0.5 / tiles.length + 0.5 * (all > 0 ? number / all : 1 / tiles.length));
}

/**
 * Simulated catalogs of the same process, as approximate as it: catalog i is made of what happens in catalog i because of every tile.
 *
 * @throws InputError as `sealedCatalogs`
 */
export function regionalCatalogs(request: RegionalForecastRequest, count: number): CompactCatalogs {
  const [first, ...others] = tileSimulations(request);
  return sealedCatalogs([first!, ...others], count, request);
}

/** What happens because of each tile, over the whole region. */
function tileSimulations({ owners, parameters, density, history, asOf, finiteSources, start, end, region, seedNames }: RegionalForecastRequest): EtasSimulation[] {
  const eventOwner = Int32Array.from({ length: history.length }, (_, event) => owners.ownerOf(history.longitudes[event]!, history.latitudes[event]!));
  return owners.tiles.map(({ name }, owner) => {
    const own = parameters[owner]!;
    const isSource = (event: number): boolean => history.magnitudes[event]! >= own.referenceMagnitude - 1e-9 && eventOwner[event] === owner;
    return {
      parameters: own,
      background: { region, weights: density.map((share, cell) => (owners.ownerOfCell[cell] === owner ? share : 0)) },
      sources: filterCatalog(history, isSource),
      ...(finiteSources === null ? {} : { clouds: cloudsOfSources(history, isSource, asOf, finiteSources) }),
      start, end,
      seedNames: owners.tiles.length === 1 ? seedNames : [...seedNames, name],
    };
  });
}

function lawKey({ beta, maximumMagnitude }: EtasParameters): string {
  return `${beta} ${maximumMagnitude}`;
}

function lawName({ beta, maximumMagnitude }: EtasParameters): string {
  return `b ${(beta / Math.LN10).toFixed(3)}, to M ${maximumMagnitude}`;
}
