import type { Catalog } from "../../seismicity/catalog.ts";
import type { Region } from "../../seismicity/region.ts";
import type { EpochMs } from "../../seismicity/time.ts";
import type { FiniteSourceRule } from "../etas/finite-source/aftershock-cloud.ts";
import { sourcesWithClouds } from "../etas/finite-source/clouds-of-sources.ts";
import { factorsOfSources, type KnownProcess } from "../etas/known-sequences.ts";
import type { EtasParameters } from "../etas/parameters.ts";
import type { TileOwners } from "../etas/pooling/tiles.ts";
import type { EtasSimulation } from "../etas/simulate.ts";

/** A window of a regional model. */
export interface RegionalWindow {
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
  /** Of each event of the history; undefined: 1 for all. */
  readonly productivityFactors?: Float64Array | undefined;
  readonly start: EpochMs;
  readonly end: EpochMs;
  readonly region: Region;
  readonly seedNames: readonly (string | number)[];
}

/**
 * What happens because of each tile, its background and its past events, over the whole region: independent parts of one process. Tile k draws
 * from the streams named (…seedNames, its name), a tile alone from (…seedNames).
 *
 * Approximate: descendants keep the parameters and b of the tile of their first ancestor in the window, or of the past event that it
 * comes from, even when they fall into another tile; and in the fit a tile's parameters explain what happens in it, by sources of the
 * halo too, while here they are those of what happens because of it. With one tile, and with equal parameters in all, the process is exactly
 * that of ETAS.
 */
export function tileSimulations({ owners, parameters, density, history, asOf, finiteSources, productivityFactors, start, end, region, seedNames }: RegionalWindow): EtasSimulation[] {
  const eventOwner = Int32Array.from({ length: history.length }, (_, event) => owners.ownerOf(history.longitudes[event]!, history.latitudes[event]!));
  return owners.tiles.map(({ name }, owner) => {
    const own = parameters[owner]!;
    const isSource = (event: number): boolean => history.magnitudes[event]! >= own.referenceMagnitude - 1e-9 && eventOwner[event] === owner;
    return {
      parameters: own,
      background: { region, weights: density.map((share, cell) => (owners.ownerOfCell[cell] === owner ? share : 0)) },
      ...sourcesWithClouds(history, isSource, asOf, finiteSources),
      ...factorsOfSources(productivityFactors, isSource),
      start, end,
      seedNames: owners.tiles.length === 1 ? seedNames : [...seedNames, name],
    };
  });
}

/** The same process, of what happened before. Events outside all tiles have the parameters of the tile next to them. */
export function knownTiles({ owners, parameters, density }: Pick<RegionalWindow, "owners" | "parameters" | "density">, history: Catalog): KnownProcess {
  const ownShares = new Float64Array(owners.tiles.length);
  density.forEach((share, cell) => (ownShares[owners.ownerOfCell[cell]!]! += share));
  return {
    parameters,
    lawOf: (event) => owners.ownerOf(history.longitudes[event]!, history.latitudes[event]!),
    backgroundPerDay(cell) {
      const owner = owners.ownerOfCell[cell]!;
      return (parameters[owner]!.muPerDay * density[cell]!) / ownShares[owner]!;
    },
  };
}
