import { groupBy } from "../../numerics/group-by.ts";
import { sum } from "../../numerics/sums.ts";
import { pairedTTest } from "./paired-t-test.ts";
import { windowGain } from "./window-gain.ts";
import { type ComparisonTerms, pool } from "./window-terms.ts";

/** Gain of A over B in one stratum, or in all. */
export interface StratumGain {
  readonly stratum: string;
  readonly windows: number;
  readonly events: number;
  /** Difference of joint log-likelihoods in nats: strata add up to the whole. */
  readonly gain: number;
  /** `scale + shape = gain`; totals are those within the stratum, so that splitting space or magnitude moves nats from shape to scale. */
  readonly scale: number;
  readonly shape: number;
  /** Nats per earthquake, with the T interval; ∓Infinity or NaN without events. */
  readonly gainPerEarthquake: number;
  readonly lower: number;
  readonly upper: number;
}

/** One row a stratum, in the order of the map, and the whole. */
export function stratifiedGain(strata: ReadonlyMap<string, readonly ComparisonTerms[]>, alpha = 0.05): { readonly strata: StratumGain[]; readonly total: StratumGain } {
  return {
    strata: [...strata].map(([name, windows]) => stratumGain(name, windows, alpha)),
    total: stratumGain("all", [...strata.values()].flat(), alpha),
  };
}

/** Windows by a name of their own, such as active or quiet at issue, or their horizon; in order of first appearance. */
export function groupWindows(windows: readonly ComparisonTerms[], label: (index: number) => string): Map<string, ComparisonTerms[]> {
  return termsByName(windows.map((terms, index) => [label(index), terms]));
}

/** The strata of many windows, each split the same way, window by window. */
export function joinSplits(splits: readonly ReadonlyMap<string, ComparisonTerms>[]): Map<string, ComparisonTerms[]> {
  return termsByName(splits.flatMap((split) => [...split]));
}

function termsByName(named: readonly (readonly [string, ComparisonTerms])[]): Map<string, ComparisonTerms[]> {
  return new Map([...groupBy(named, ([name]) => name)].map(([name, own]) => [name, own.map(([, terms]) => terms)]));
}

function stratumGain(stratum: string, windows: readonly ComparisonTerms[], alpha: number): StratumGain {
  const gains = windows.map(windowGain);
  const { informationGain, lower, upper, n } = pairedTTest(pool(windows), alpha);
  return {
    stratum,
    windows: windows.length,
    events: n,
    gain: sum(gains.map(({ gain }) => gain)),
    scale: sum(gains.map(({ scale }) => scale)),
    shape: sum(gains.map(({ shape }) => shape)),
    gainPerEarthquake: informationGain,
    lower,
    upper,
  };
}
