import { sliceByTime } from "../../../seismicity/catalog.ts";
import { type EpochMs, MS_PER_DAY } from "../../../seismicity/time.ts";
import type { DeclusteredCatalog, FullCatalog, TrainingView } from "../../contract.ts";
import type { EtasFitOptions } from "../fit/fit-etas.ts";
import type { EtasRate } from "../likelihood/rate.ts";
import type { EtasOptions } from "../options.ts";
import type { TrainingProblem } from "../training-problem.ts";
import { type BackgroundMixture, CANDIDATE_NEIGHBOURS, chooseMixture, learningCountOf, type OtherCandidate } from "./choose-mixture.ts";
import { declusteredMap, type MappedEvents } from "./declustered-map.ts";
import { fullMap } from "./full-map.ts";
import { type DeclusteredFit, fitWithDeclustering, triggeredRates } from "./stochastic-declustering.ts";
import { type BackgroundMap, backgroundSmoother, type BackgroundSmoother } from "./weighted-map.ts";

/** Neighbours, and share of the map of the declustered catalog, with which a first fit finds out what is background. */
const FIRST_NEIGHBOURS = 5;
const FIRST_DECLUSTERED_SHARE = 0.5;

export interface BackgroundFit {
  readonly declustered: DeclusteredFit;
  readonly mixture: BackgroundMixture;
}

/** A map beside that of the targets. */
interface OtherMap {
  readonly now: BackgroundMap;
  /** As it was when the judged events began. */
  earlier(): Float64Array | undefined;
  /** Its share; undefined: to be chosen. */
  readonly given: number | undefined;
}

/**
 * ETAS with a stochastically declustered background, into which two maps are mixed that know the smaller events: that of the declustered
 * catalog, and that of the full one, since where sequences were, others follow more often than the background of large events says. Widths
 * and shares are as given, or chosen by what a first fit takes as background (`chooseMixture`).
 *
 * @throws InputError as `fitWithDeclustering` and `backgroundSmoother`
 */
export function fitBackground(training: Pick<TrainingView, "region" | "history" | "declustered" | "historyStart">, { problem, targets }: TrainingProblem, background: EtasOptions["background"], options: EtasFitOptions): BackgroundFit {
  const { region, history, declustered, historyStart } = training;
  const { neighbours, declusteredShare, fullShare, maximumRounds, ...map } = background;
  const judgedFrom = historyStart + problem.sources.tDays[problem.targets[learningCountOf(targets)] ?? 0]! * MS_PER_DAY;
  const independent = otherMap(declusteredShare, map.uniformFraction, (until, events) => declusteredMap(region, sliceByTime(declustered, -Infinity, until) as DeclusteredCatalog, events), targets, judgedFrom);
  const everything = otherMap(fullShare, map.uniformFraction, (until, events) => fullMap(region, sliceByTime(history, historyStart, until) as FullCatalog, events, map), targets, judgedFrom);
  const fitWith = (mixture: BackgroundMixture, starts?: readonly EtasRate[]): DeclusteredFit => {
    const own = mixture.own.map((part) => ({ smoother: backgroundSmoother(region, targets, { ...map, neighbours: part.neighbours }), share: part.share }));
    const others = [{ map: independent?.now, share: mixture.declusteredShare }, { map: everything?.now, share: mixture.fullShare }];
    return fitWithDeclustering(problem, mixed(own, others), { ...options, ...(starts === undefined ? {} : { starts }) }, maximumRounds);
  };
  const mixtureOf = (number: number, declusteredPart: number, fullPart: number): BackgroundMixture =>
    ({ own: [{ neighbours: number, share: 1 - declusteredPart - fullPart }], declusteredShare: declusteredPart, fullShare: fullPart });
  const given = mixtureOf(neighbours === "choose" ? FIRST_NEIGHBOURS : neighbours, independent?.given ?? 0, everything?.given ?? 0);
  const isOpen = [independent, everything].some((other) => other !== undefined && other.given === undefined);
  if (map.uniformFraction === 1 || (neighbours !== "choose" && !isOpen)) return { declustered: fitWith(given), mixture: given };

  const firstDeclustered = independent !== undefined && independent.given === undefined ? FIRST_DECLUSTERED_SHARE * (1 - given.fullShare) : given.declusteredShare;
  const first = fitWith(mixtureOf(FIRST_NEIGHBOURS, firstDeclustered, given.fullShare));
  const { fit: { rate, evaluation }, backgroundProbability } = first;
  const mixture = chooseMixture(
    region, targets, { muPerDay: rate.mu, probability: backgroundProbability, triggered: triggeredRates(rate, evaluation, first.background) }, map,
    { neighbours: neighbours === "choose" ? CANDIDATE_NEIGHBOURS : [neighbours], declustered: candidate(independent), full: candidate(everything) },
  ) ?? given;
  return { mixture, declustered: fitWith(mixture, [rate]) };
}

/** None where its share is given as 0, the background is uniform, or there are too few events. */
function otherMap(
  share: number | "choose", uniformFraction: number, make: (until: EpochMs, events: MappedEvents) => BackgroundMap | undefined, targets: MappedEvents, judgedFrom: EpochMs,
): OtherMap | undefined {
  if (share === 0 || uniformFraction === 1) return undefined;
  const now = make(Infinity, targets);
  return now === undefined ? undefined : { now, earlier: () => make(judgedFrom, { ids: [], cells: new Int32Array(0) })?.shares, given: share === "choose" ? undefined : share };
}

function candidate(map: OtherMap | undefined): OtherCandidate | undefined {
  return map === undefined ? undefined : { earlier: map.earlier(), given: map.given };
}

function mixed(own: readonly { readonly smoother: BackgroundSmoother; readonly share: number }[], others: readonly { readonly map: BackgroundMap | undefined; readonly share: number }[]): BackgroundSmoother {
  return {
    map(weights) {
      const parts = [...own.map(({ smoother, share }) => ({ map: smoother.map(weights), share })), ...others].filter((part): part is { map: BackgroundMap; share: number } => part.map !== undefined && part.share > 0);
      const mix = (of: (map: BackgroundMap) => Float64Array): Float64Array => of(parts[0]!.map).map((_, place) => parts.reduce((sum, { map, share }) => sum + share * of(map)[place]!, 0));
      return { shares: mix(({ shares }) => shares), atEvents: mix(({ atEvents }) => atEvents) };
    },
  };
}
