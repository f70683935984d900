import type { Region } from "../../../seismicity/region.ts";
import type { EtasFitOptions } from "../fit/fit-etas.ts";
import type { EtasRate } from "../likelihood/rate.ts";
import type { EtasOptions } from "../options.ts";
import type { TrainingProblem } from "../training-problem.ts";
import { chooseNeighbours, type NeighbourTrial } from "./choose-neighbours.ts";
import { type DeclusteredFit, fitWithDeclustering } from "./stochastic-declustering.ts";
import { backgroundSmoother } from "./weighted-map.ts";

/** Neighbours with which the first fit finds out what is background. */
const FIRST_NEIGHBOURS = 5;

export interface BackgroundFit {
  readonly declustered: DeclusteredFit;
  /** By whose distance the background is smoothed. */
  readonly neighbours: number;
  /** Neighbour numbers that were tried; empty when it was given, or made no difference. */
  readonly trials: readonly NeighbourTrial[];
}

/**
 * ETAS with a stochastically declustered background whose smoothing is given, or chosen by what a first fit takes as background.
 *
 * @throws InputError as `fitWithDeclustering` and `backgroundSmoother`
 */
export function fitBackground(region: Region, { problem, targets }: TrainingProblem, background: EtasOptions["background"], options: EtasFitOptions): BackgroundFit {
  const { neighbours, maximumRounds, ...map } = background;
  const fitWith = (number: number, starts?: readonly EtasRate[]): DeclusteredFit =>
    fitWithDeclustering(problem, backgroundSmoother(region, targets, { ...map, neighbours: number }), { ...options, ...(starts === undefined ? {} : { starts }) }, maximumRounds);
  if (neighbours !== "choose") return { declustered: fitWith(neighbours), neighbours, trials: [] };
  const first = fitWith(FIRST_NEIGHBOURS);
  const choice = map.uniformFraction === 1 ? undefined : chooseNeighbours(region, targets, first.backgroundProbability, map);
  if (choice === undefined) return { declustered: first, neighbours: FIRST_NEIGHBOURS, trials: [] };
  return { neighbours: choice.chosen, declustered: choice.chosen === FIRST_NEIGHBOURS ? first : fitWith(choice.chosen, [first.fit.rate]), trials: choice.trials };
}
