import { filterCatalog } from "../../seismicity/catalog.ts";
import type { TrainingView } from "../contract.ts";
import type { BetweenVarianceMethod } from "../etas/pooling/between-variance.ts";
import { GENERIC_B_PRIOR } from "../etas/pooling/generic-regimes.ts";
import { poolSeparately, type PooledParameter } from "../etas/pooling/pool-tiles.ts";
import type { TileOwners } from "../etas/pooling/tiles.ts";
import { resolveMagnitudeLaw } from "../magnitude-distribution.ts";

/** A tile's b: in the logarithm, but for the result. */
export interface PooledB extends PooledParameter {
  readonly b: number;
  /** Magnitudes at or above completeness in the tile. */
  readonly count: number;
}

/** Fewest magnitudes from which a b is estimated, as in the whole region. */
const FEWEST = 50;

/**
 * Gutenberg–Richter b of every tile, its own estimate from the events it owns (Tinti & Mulargia 1987, error after Shi & Bolt 1982) shrunk in
 * the logarithm towards that of the whole region, the mean of its group's tiles where they are three or more, or the published one.
 *
 * @param groups group of each tile
 */
export function poolB(training: TrainingView, owners: TileOwners, groups: readonly string[], wholeB: number, towards: "whole" | "regime" | "published", method: BetweenVarianceMethod): PooledB[] {
  const { history, region, completenessMagnitude } = training;
  const ownerOf = Int32Array.from({ length: history.length }, (_, event) => {
    const cell = history.magnitudes[event]! < completenessMagnitude - 1e-9 ? -1 : region.indexOf(history.longitudes[event]!, history.latitudes[event]!);
    return cell < 0 ? -1 : owners.ownerOfCell[cell]!;
  });
  const own = owners.tiles.map((_, owner) => filterCatalog(history, (event) => ownerOf[event] === owner));
  const tiles = own.map((events, owner) => {
    if (events.length < FEWEST) return { group: groups[owner]!, estimate: undefined };
    const { b, standardError } = resolveMagnitudeLaw({ law: "tapered", b: "estimate", cornerMagnitude: 8 }, { ...training, history: events }).estimate!;
    return { group: groups[owner]!, estimate: { values: Float64Array.of(Math.log(b)), covariance: [Float64Array.of((standardError / b) * (standardError / b))] } };
  });
  const whole = Math.log(wholeB);
  const source = { mean: () => (towards === "whole" ? whole : undefined), fallbackMean: whole, known: () => (towards === "published" ? GENERIC_B_PRIOR : undefined) };
  return poolSeparately(tiles, [source], method).map(([pooled], owner) => ({ ...pooled!, b: Math.exp(pooled!.value), count: own[owner]!.length }));
}
