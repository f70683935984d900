import type { Region } from "../../../seismicity/region.ts";
import { mixtureShares } from "./mixture-shares.ts";
import { backgroundSmoother, type BackgroundMapOptions } from "./weighted-map.ts";

/** Neighbour numbers whose distances kernels may be as wide as. */
export const CANDIDATE_NEIGHBOURS: readonly number[] = [1, 2, 4, 8, 16, 32];
/** Share of the events, the latest, on which maps are judged. */
const JUDGED = 0.25;

/** What a background is made of; the shares sum to 1. */
export interface BackgroundMixture {
  /** Maps of the explained events by their probabilities to be background, with kernels as wide as the distance to the neighbour. */
  readonly own: readonly { readonly neighbours: number; readonly share: number }[];
  /** Of the map of the declustered catalog. */
  readonly declusteredShare: number;
  /** Of the map of the full catalog. */
  readonly fullShare: number;
}

export interface PlacedEvents {
  readonly longitudes: Float64Array;
  readonly latitudes: Float64Array;
  readonly cells: Int32Array;
}

/** What a first fit takes each event for. */
export interface FirstFit {
  /** Background events per day. */
  readonly muPerDay: number;
  /** Probability of each event to be background. */
  readonly probability: Float64Array;
  /** Triggered rate at each, per day and km². */
  readonly triggered: Float64Array;
}

/** Another map as it was when the judged events began: shares of the cells. */
export interface OtherCandidate {
  /** undefined where there was none yet: it then explains none of them. */
  readonly earlier: Float64Array | undefined;
  /** Its share; undefined: to be chosen. */
  readonly given: number | undefined;
}

export interface MixtureCandidates {
  readonly neighbours: readonly number[];
  /** undefined for none. */
  readonly declustered?: OtherCandidate | undefined;
  readonly full?: OtherCandidate | undefined;
}

/** How many of the events, the earliest, a map is made of while it is judged on the others. */
export function learningCountOf(events: Pick<PlacedEvents, "cells">): number {
  return Math.floor(events.cells.length * (1 - JUDGED));
}

/**
 * The mixture of maps of the earlier background that, with the triggered rate of a first fit, forecasts the places of the later events best:
 * that of greatest likelihood (`mixtureShares`; judged on later events as by Helmstetter, Kagan & Jackson 2007). A map that was judged
 * on the events that it is made of would always take the narrowest kernels.
 *
 * @param events in time order
 * @returns undefined with fewer than 8 events or no background among the judged
 */
export function chooseMixture(
  region: Region, events: PlacedEvents, { muPerDay, probability, triggered }: FirstFit, options: Omit<BackgroundMapOptions, "neighbours">, candidates: MixtureCandidates,
): BackgroundMixture | undefined {
  const learningCount = learningCountOf(events);
  if (learningCount < 6 || learningCount === events.cells.length) return undefined;
  if (!probability.subarray(learningCount).some((value) => value > 0)) return undefined;
  const learning = { longitudes: events.longitudes.subarray(0, learningCount), latitudes: events.latitudes.subarray(0, learningCount), cells: events.cells.subarray(0, learningCount) };
  const judged = events.cells.subarray(learningCount);
  const ratesOf = (shares: Float64Array | undefined): Float64Array => Float64Array.from(judged, (cell) => (shares === undefined ? 0 : (muPerDay * shares[cell]!) / region.areasKm2[cell]!));
  const numbers = candidates.neighbours.filter((neighbours) => neighbours < learningCount);
  if (numbers.length === 0) return undefined;
  const own = numbers.map((neighbours) => ratesOf(backgroundSmoother(region, learning, { ...options, neighbours }).map(probability.subarray(0, learningCount)).shares));
  const others = [candidates.declustered, candidates.full];
  const shares = mixtureShares(
    [...own, ...others.map((map) => ratesOf(map?.earlier))],
    triggered.subarray(learningCount),
    [...numbers.map(() => undefined), ...others.map((map) => (map?.earlier === undefined ? (map?.given ?? 0) : map.given))],
  );
  return {
    own: numbers.map((neighbours, place) => ({ neighbours, share: shares[place]! })).filter(({ share }) => share > 0),
    declusteredShare: shares[numbers.length]!, fullShare: shares[numbers.length + 1]!,
  };
}
