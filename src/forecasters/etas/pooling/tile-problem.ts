import type { TrainingView } from "../../contract.ts";
import type { BackgroundMap } from "../background/weighted-map.ts";
import type { EtasProblem } from "../likelihood/problem.ts";
import type { EtasOptions } from "../options.ts";
import { trainingProblem, type TrainingProblem } from "../training-problem.ts";
import { distanceToTileKm, type OwnedTile, type TileOwners } from "./tiles.ts";

/** The likelihood of a tile's own targets. */
export interface TileProblem {
  readonly problem: EtasProblem;
  /** Of the whole region's background, the share that lies in the tile. */
  readonly backgroundShare: number;
}

/** What the tile takes over from the whole region. */
export interface WholeRegion {
  readonly owners: TileOwners;
  readonly targets: TrainingProblem["targets"];
  readonly background: BackgroundMap;
  readonly clouds: TrainingProblem["clouds"];
}

/**
 * Magnitudes this much above M0 are sources for every tile: their aftershocks reach beyond a halo, and the short-term completeness that
 * they impair changes at their times.
 */
const EVERYWHERE_ABOVE = 2.4;

/**
 * Targets are the events that the tile owns; sources these, the events within `haloKm` of the tile, and the large ones anywhere. The
 * background is that of the whole region in this tile, as a density of integral 1, so that μ counts the tile's background events
 * per day. The plane is one about the tile's middle.
 *
 * @param owner place of the tile among the owners
 * @throws InputError as `trainingProblem`
 */
export function tileProblem(training: TrainingView, options: EtasOptions, beta: number, whole: WholeRegion, owner: number, haloKm: number): TileProblem {
  const tile = whole.owners.tiles[owner]!;
  const { problem } = trainingProblem({ ...training, region: tile.region }, options, beta, whole.clouds);
  const kept = keptSources(training, problem, tile, haloKm);
  const places = new Map(Array.from(kept, (source, place) => [source, place]));
  const backgroundShare = tile.cells.reduce((total, cell) => total + whole.background.shares[cell]!, 0);
  const own = Array.from(whole.targets.cells.keys()).filter((target) => whole.owners.ownerOfCell[whole.targets.cells[target]!] === owner);
  if (own.length !== problem.targets.length) throw new Error(`tile ${tile.name} has ${problem.targets.length} targets and owns ${own.length} of the region's`);
  const pick = (values: Float64Array): Float64Array => Float64Array.from(kept, (source) => values[source]!);
  const { sources, finiteSources } = problem;
  return {
    backgroundShare,
    problem: {
      ...problem,
      ...(finiteSources === undefined ? {} : { finiteSources: finiteSources.flatMap(({ source, stages }) => (places.has(source) ? [{ source: places.get(source)!, stages }] : [])) }),
      sources: { tDays: pick(sources.tDays), xKm: pick(sources.xKm), yKm: pick(sources.yKm), magnitude: pick(sources.magnitude) },
      targets: problem.targets.map((source) => places.get(source)!),
      background: {
        atTargets: Float64Array.from(own, (target) => whole.background.atEvents[target]! / backgroundShare),
        integral: problem.endDays - problem.startDays,
      },
    },
  };
}

/** Indices of the sources that the tile needs. Those of a training problem are the history's events from M0 up, in order. */
function keptSources({ history, historyStart }: TrainingView, { sources, targets, referenceMagnitude }: TrainingProblem["problem"], tile: OwnedTile, haloKm: number): number[] {
  const isTarget = new Uint8Array(sources.tDays.length);
  targets.forEach((source) => (isTarget[source] = 1));
  const kept: number[] = [];
  let source = 0;
  for (let event = 0; event < history.length; event++) {
    if (history.magnitudes[event]! < referenceMagnitude - 1e-9 || history.times[event]! < historyStart) continue;
    const large = history.magnitudes[event]! >= referenceMagnitude + EVERYWHERE_ABOVE;
    if (large || isTarget[source] === 1 || distanceToTileKm(tile, history.longitudes[event]!, history.latitudes[event]!) <= haloKm) kept.push(source);
    source++;
  }
  if (source !== sources.tDays.length) throw new Error(`${source} events of the history for ${sources.tDays.length} sources`);
  return kept;
}
