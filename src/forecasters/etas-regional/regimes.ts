import { GENERIC_REGIMES, type GenericRegime } from "../etas/pooling/generic-regimes.ts";
import { prevailingRegime, regimeByPolygon } from "../etas/pooling/regime-assignment.ts";
import type { OwnedTile } from "../etas/pooling/tiles.ts";
import type { EtasRegionalOptions } from "./options.ts";

/** The regime of a tile. */
export interface TileRegime {
  readonly name: string;
  readonly generic: GenericRegime;
  readonly maximumMagnitude: number;
}

/** Name of the regime of places that are in no area given. */
const ELSEWHERE = "elsewhere";

/** The regime of most of each tile's area. */
export function tileRegimes(tiles: readonly OwnedTile[], { regimes, defaultRegime, magnitude }: EtasRegionalOptions): TileRegime[] {
  const regimeAt = regimeByPolygon(regimes, ELSEWHERE);
  return tiles.map(({ region }) => {
    const name = prevailingRegime(region, regimeAt);
    const given = regimes.find((regime) => regime.name === name);
    if (given === undefined) return { name, generic: defaultRegime, maximumMagnitude: magnitude.maximumMagnitude };
    return { name, generic: given.generic, maximumMagnitude: given.maximumMagnitude ?? GENERIC_REGIMES[given.generic].maximumMagnitude };
  });
}
