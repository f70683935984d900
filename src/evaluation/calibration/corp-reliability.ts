import { isotonicBlocks } from "./isotonic.ts";
import { type OccurrenceGroups, occurrenceGroups } from "./occurrence-groups.ts";
import { type ConsistencyBand, consistencyBand } from "./consistency-band.ts";
import type { OccurrenceForecast } from "./reliability.ts";
import { brierDecomposition, logDecomposition, type ScoreDecomposition } from "./score-decomposition.ts";
import type { StreamName } from "../simulation-streams.ts";

/** Cell-windows that CORP pools: their forecast probabilities span [lower, upper]. */
export interface CorpBin {
  readonly lower: number;
  readonly upper: number;
  /** Number of cell-windows. */
  readonly n: number;
  readonly meanProbability: number;
  /** Number with an event. */
  readonly observed: number;
  /** observed / n: the recalibrated probability. Ascends from bin to bin. */
  readonly frequency: number;
}

/** Reliability diagram by CORP. Without cells all lists are empty and the decompositions NaN. */
export interface CorpReliability {
  readonly n: number;
  readonly observed: number;
  readonly expected: number;
  readonly bins: readonly CorpBin[];
  readonly brier: ScoreDecomposition;
  readonly log: ScoreDecomposition;
  readonly band: ConsistencyBand;
}

export interface CorpOptions {
  /** Pointwise coverage of the consistency band. Default 0.9. */
  readonly level?: number;
  /** Resamples behind the band. */
  readonly simulations: number;
  readonly seedNames: StreamName;
}

/**
 * Reliability by CORP (Dimitriadis, Gneiting & Jordan 2021): observed frequency as the isotonic regression of outcomes on
 * forecast probabilities, so that nobody chooses the bins, with exact decompositions of the mean Brier and log scores and
 * a band that a calibrated forecast keeps to.
 */
export function corpReliability(windows: readonly OccurrenceForecast[], { level = 0.9, simulations, seedNames }: CorpOptions): CorpReliability {
  const groups = occurrenceGroups(windows);
  const blocks = isotonicBlocks(groups.occurrences, groups.trials);
  const bins = blocks.map(({ first, last, weight, sum: observed }) => ({
    lower: groups.probabilities[first],
    upper: groups.probabilities[last],
    n: weight,
    meanProbability: expectedIn(groups, first, last) / weight,
    observed,
    frequency: observed / weight,
  }));
  return {
    n: bins.reduce((total, bin) => total + bin.n, 0),
    observed: bins.reduce((total, bin) => total + bin.observed, 0),
    expected: expectedIn(groups, 0, groups.trials.length - 1),
    bins,
    brier: brierDecomposition(groups, blocks),
    log: logDecomposition(groups, blocks),
    band: consistencyBand(groups, { level, simulations, seedNames }),
  };
}

function expectedIn({ probabilities, trials }: OccurrenceGroups, first: number, last: number): number {
  let expected = 0;
  for (let group = first; group <= last; group++) expected += probabilities[group] * trials[group];
  return expected;
}
