import { logMixture } from "../anytime/mixture.ts";
import { closedLogEValues } from "./closed-e-values.ts";
import type { PairwiseEvidence } from "./pairwise-evidence.ts";

/** Whether a model may still be (one of) the best, under either reading. */
export interface ConfidenceSetMember {
  /** ln of the mean over all others j of the e-value that j, insured by this model, is better than it. */
  readonly logEValue: number;
  /** The model that nobody is better than stays with probability at least 1 − α. */
  readonly mayBeBest: boolean;
  /** All such models, if there are several, stay together with probability at least 1 − α. */
  readonly mayBeAmongBest: boolean;
}

/**
 * Sequential model confidence set from pairwise e-processes (after Arnold, Gavrilopoulos, Schulz & Ziegel). For a model that no
 * insured rival beats on average, each e-value against it is an e-process, and so is their mean. `mayBeBest` is the simple
 * rule, mean below 1/α. `mayBeAmongBest` closes it over all sets of models and replaces the bar K/α, which is never lower.
 * Both hold at every look at once. A model that leaves may come back: the present values are used, not running maxima.
 */
export function modelConfidenceSet(cells: readonly (readonly (Pick<PairwiseEvidence, "logEValue"> | null)[])[], alpha: number): ConfidenceSetMember[] {
  const bar = -Math.log(alpha);
  const against = cells.map((_, i) => {
    const others = cells.flatMap((row, j) => (j === i ? [] : [row[i]!.logEValue]));
    return others.length === 0 ? 0 : logMixture(others);
  });
  const closed = closedLogEValues(against);
  return against.map((logEValue, i) => ({ logEValue, mayBeBest: logEValue < bar, mayBeAmongBest: closed[i] < bar }));
}
