import { cumulativeGain } from "../../evaluation/comparison/cumulative-gain.ts";
import { pairedTTest } from "../../evaluation/comparison/paired-t-test.ts";
import { scaleShape } from "../../evaluation/comparison/scale-shape.ts";
import { groupWindows, stratifiedGain } from "../../evaluation/comparison/stratified-gain.ts";
import { wTest } from "../../evaluation/comparison/w-test.ts";
import { type ComparisonTerms, pool } from "../../evaluation/comparison/window-terms.ts";
import type { ComparisonView, GainView, StratumDivision } from "../model.ts";
import type { CountedWindow } from "./counted-window.ts";
import { gainInferences } from "./gain-inferences.ts";
import type { GainSplits } from "./gain-splits.ts";

/** `model` against `reference` over the windows in which both were on time. */
export function comparisonView({ alpha, seed }: { readonly alpha: number; readonly seed: string }, counted: readonly CountedWindow[], model: string, reference: string, splits: GainSplits | undefined): ComparisonView {
  const common = counted.filter(({ results }) => results.has(model) && results.has(reference));
  const terms = common.map((window) => termsOf(window, model, reference));
  const points = cumulativeGain(terms, alpha);
  const last = points.at(-1);
  const totalGainNats = last?.cumulativeGain ?? 0;
  const divisions: readonly (readonly [StratumDivision, ReadonlyMap<string, readonly ComparisonTerms[]>])[] = [
    ["activity", groupWindows(terms, (place) => common[place].view.stratum)], ["place", splits?.place ?? new Map()], ["magnitude", splits?.magnitude ?? new Map()],
  ];
  return {
    model,
    reference,
    windows: common.length,
    events: last?.cumulativeEvents ?? 0,
    totalGainNats,
    perWindowNats: totalGainNats / common.length,
    full: gainView(terms, alpha),
    strata: divisions.flatMap(([by, strata]) => stratifiedGain(strata, alpha).strata.map((gain) => ({ by, ...gain }))),
    inferences: gainInferences(terms, alpha, [seed, "gain", model, reference]),
    series: points.map((point, place) => ({
      index: common[place].view.index,
      end: common[place].view.end,
      events: point.events,
      gainNats: point.gain,
      cumulativeNats: point.cumulativeGain,
      perEarthquake: nullIfUnknown(point.gainPerEarthquake),
      lower: nullIfUnknown(point.lower),
      upper: nullIfUnknown(point.upper),
    })),
  };
}

/** Places in a ranking that pairwise T intervals leave open; 1 is the best. */
export interface RankRange {
  readonly rankLow: number;
  readonly rankHigh: number;
}

/**
 * A model ranks below every model whose interval of the gain over it lies above zero, and above those that it so beats.
 * A model that gave zero to an event has lost without limit to one that did not, although no interval exists.
 */
export function rankRanges(counted: readonly CountedWindow[], models: readonly string[], alpha: number): ReadonlyMap<string, RankRange> {
  const better = new Set<string>();
  for (const winner of models) for (const loser of models) if (winner !== loser && beats(counted, winner, loser, alpha)) better.add(pairKey(winner, loser));
  return new Map(models.map((model) => [model, {
    rankLow: 1 + models.filter((other) => better.has(pairKey(other, model))).length,
    rankHigh: models.length - models.filter((other) => better.has(pairKey(model, other))).length,
  }]));
}

function beats(counted: readonly CountedWindow[], winner: string, loser: string, alpha: number): boolean {
  const common = counted.filter(({ results }) => results.has(winner) && results.has(loser));
  const pooled = pool(common.map((window) => termsOf(window, winner, loser)));
  if (pooled.logRateA.length === 0) return false;
  const { informationGain, lower } = pairedTTest(pooled, alpha);
  return lower > 0 || informationGain === Infinity;
}

/** Without events all is NaN; with one event only the gain and its parts are known. */
function gainView(terms: readonly ComparisonTerms[], alpha: number): GainView {
  const pooled = pool(terms);
  const events = pooled.logRateA.length;
  const level = 1 - alpha;
  if (events === 0) return { gain: NaN, lower: NaN, upper: NaN, level, events, t: NaN, pValueW: null, scale: NaN, shape: NaN };
  const { informationGain, lower, upper, t } = pairedTTest(pooled, alpha);
  const { scale, shape } = scaleShape(terms);
  return { gain: informationGain, lower, upper, level, events, t, pValueW: events < 2 ? null : nullIfUnknown(wTest(pooled).pValue), scale, shape };
}

function termsOf({ results }: CountedWindow, model: string, reference: string): ComparisonTerms {
  const own = results.get(model)!;
  const other = results.get(reference)!;
  return {
    logRateA: Float64Array.from(own.logRates),
    logRateB: Float64Array.from(other.logRates),
    expectedA: own.expected,
    expectedB: other.expected,
  };
}

function nullIfUnknown(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

function pairKey(winner: string, loser: string): string {
  return JSON.stringify([winner, loser]);
}
