import { sum } from "../../numerics/sums.ts";
import type { EvaluationGrid } from "../../seismicity/catalog-forecast.ts";
import { type GriddedForecast, griddedForecastFromLayers, type SeparableLayer } from "../../seismicity/forecast.ts";
import type { EtasParameters } from "../etas/parameters.ts";
import type { EtasSimulation } from "../etas/simulate.ts";
import { directAftershocks, windowDays } from "../etas/simulation/branching-process.ts";
import { expectedCounts, expectedCountsLayers } from "../etas/simulation/expected-counts.ts";

/**
 * Expected counts as the sum over tiles (as of `tileSimulations`, where it says how approximate that is): each tile's background, the direct aftershocks of
 * the events that it owns, and the later generations of both, wherever they fall.
 *
 * Layers of equal magnitude law are added up; with one law they are those of `etas`, else their names say the law.
 *
 * @param drawCount draws of the mean process of each tile, for the later generations
 * @throws InputError as `expectedCounts`
 */
export function regionalExpectedCounts(tiles: readonly EtasSimulation[], { region, magnitudeBins }: Pick<EvaluationGrid, "region" | "magnitudeBins">, drawCount: number): GriddedForecast {
  const layers = new Map<string, SeparableLayer>();
  const nameOf = lawNames(tiles.map(({ parameters }) => parameters));
  const seedShares = sharesOfSeeds(tiles);
  for (const [place, tile] of tiles.entries()) {
    const { parameters } = tile;
    for (const { name, spatial, magnitude } of expectedCountsLayers(expectedCounts({ ...tile, region, drawCount, seedShare: seedShares[place]! }), parameters, magnitudeBins)) {
      const key = `${lawKey(parameters)} ${name}`;
      const known = layers.get(key);
      if (known === undefined) layers.set(key, { name: `${name}${nameOf(parameters)}`, spatial, magnitude });
      else spatial.forEach((count, cell) => (known.spatial[cell]! += count));
    }
  }
  return griddedForecastFromLayers(region, magnitudeBins, [...layers.values()]);
}

/** Half of all seeds evenly and half by what begins in each tile: many tiles take the time of one, and are drawn about as exactly in quiet times. */
function sharesOfSeeds(tiles: readonly EtasSimulation[]): Float64Array {
  const begins = Float64Array.from(tiles, (tile) => tile.parameters.muPerDay * windowDays(tile) + sum(directAftershocks(tile).expected));
  const all = sum(begins);
  return begins.map((number) => 0.5 / tiles.length + 0.5 * (all > 0 ? number / all : 1 / tiles.length));
}

function lawKey({ beta, maximumMagnitude }: EtasParameters): string {
  return `${beta} ${maximumMagnitude}`;
}

/** What the name of a layer says of its law: nothing where there is one, else b with as many digits as tell the laws apart. */
function lawNames(all: readonly EtasParameters[]): (parameters: EtasParameters) => string {
  const laws = [...new Map(all.map((parameters) => [lawKey(parameters), parameters])).values()];
  if (laws.length === 1) return () => "";
  const name = (digits: number) => ({ beta, maximumMagnitude }: EtasParameters): string => ` (b ${(beta / Math.LN10).toFixed(digits)}, to M ${maximumMagnitude})`;
  const digits = [3, 6, 9, 12].find((count) => new Set(laws.map(name(count))).size === laws.length) ?? 15;
  return name(digits);
}
