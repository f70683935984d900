import { sliceByTime } from "../../../seismicity/catalog.ts";
import { MS_PER_DAY } from "../../../seismicity/time.ts";
import type { DeclusteredCatalog, TrainingView } from "../../contract.ts";
import type { EtasFitOptions } from "../fit/fit-etas.ts";
import type { EtasRate } from "../likelihood/rate.ts";
import type { EtasOptions } from "../options.ts";
import type { TrainingProblem } from "../training-problem.ts";
import { chooseSmoothing, learningCountOf, type SmoothingTrial } from "./choose-smoothing.ts";
import { declusteredMap } from "./declustered-map.ts";
import { type DeclusteredFit, fitWithDeclustering } from "./stochastic-declustering.ts";
import { type BackgroundMap, backgroundSmoother, type BackgroundSmoother } from "./weighted-map.ts";

/** Neighbours with which a first fit finds out what is background. */
const FIRST_NEIGHBOURS = 5;

export interface BackgroundFit {
  readonly declustered: DeclusteredFit;
  /** By whose distance the background is smoothed. */
  readonly neighbours: number;
  /** Share of the map of the declustered catalog in the background. */
  readonly declusteredShare: number;
  /** What was tried; empty when both were given, or made no difference. */
  readonly trials: readonly SmoothingTrial[];
}

/**
 * ETAS with a stochastically declustered background, into which the map of the declustered catalog is mixed: that knows the smaller
 * events, the other how far each event is background. Smoothing and share are as given, or chosen by what a first fit takes as
 * background.
 *
 * @throws InputError as `fitWithDeclustering` and `backgroundSmoother`
 */
export function fitBackground(training: Pick<TrainingView, "region" | "declustered" | "historyStart">, { problem, targets }: TrainingProblem, background: EtasOptions["background"], options: EtasFitOptions): BackgroundFit {
  const { region, declustered, historyStart } = training;
  const { neighbours, declusteredShare, maximumRounds, ...map } = background;
  const fixed = declusteredShare === 0 || map.uniformFraction === 1 ? undefined : declusteredMap(region, declustered, targets);
  const fitWith = (number: number, share: number, starts?: readonly EtasRate[]): DeclusteredFit => {
    const smoother = backgroundSmoother(region, targets, { ...map, neighbours: number });
    return fitWithDeclustering(problem, fixed === undefined ? smoother : mixed(smoother, fixed, share), { ...options, ...(starts === undefined ? {} : { starts }) }, maximumRounds);
  };
  if (neighbours !== "choose" && (declusteredShare !== "choose" || fixed === undefined)) {
    const share = fixed === undefined || declusteredShare === "choose" ? 0 : declusteredShare;
    return { declustered: fitWith(neighbours, share), neighbours, declusteredShare: share, trials: [] };
  }
  const first = fitWith(FIRST_NEIGHBOURS, 0);
  const judgedFrom = historyStart + problem.sources.tDays[problem.targets[learningCountOf(targets)] ?? 0]! * MS_PER_DAY;
  const earlier = fixed === undefined ? undefined : declusteredMap(region, sliceByTime(declustered, -Infinity, judgedFrom) as DeclusteredCatalog, { ids: [], cells: new Int32Array(0) })?.shares;
  const choice = map.uniformFraction === 1 ? undefined : chooseSmoothing(region, targets, first.backgroundProbability, map, earlier);
  const chosen = {
    neighbours: neighbours === "choose" ? (choice?.chosen.neighbours ?? FIRST_NEIGHBOURS) : neighbours,
    declusteredShare: declusteredShare === "choose" ? (choice?.chosen.declusteredShare ?? 0) : fixed === undefined ? 0 : declusteredShare,
  };
  const unchanged = chosen.neighbours === FIRST_NEIGHBOURS && chosen.declusteredShare === 0;
  return { ...chosen, declustered: unchanged ? first : fitWith(chosen.neighbours, chosen.declusteredShare, [first.fit.rate]), trials: choice?.trials ?? [] };
}

function mixed(smoother: BackgroundSmoother, fixed: BackgroundMap, share: number): BackgroundSmoother {
  const mix = (own: Float64Array, other: Float64Array): Float64Array => own.map((value, place) => (1 - share) * value + share * other[place]!);
  return {
    map(weights) {
      const { shares, atEvents } = smoother.map(weights);
      return { shares: mix(shares, fixed.shares), atEvents: mix(atEvents, fixed.atEvents) };
    },
  };
}
