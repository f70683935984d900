import { concatenate } from "../../numerics/concatenate.ts";
import type { OccurrenceForecast } from "./reliability.ts";

/** Cell-windows by forecast probability: arrays have one value for each different probability, ascending. */
export interface OccurrenceGroups {
  readonly probabilities: Float64Array;
  /** Number of cell-windows with the probability. */
  readonly trials: Float64Array;
  /** Number of them that had an event. */
  readonly occurrences: Float64Array;
}

/**
 * Groups the cells of all windows by their exact probability.
 *
 * @throws RangeError for a probability outside [0, 1].
 */
export function occurrenceGroups(windows: readonly OccurrenceForecast[]): OccurrenceGroups {
  const all = concatenate(windows.map(({ probabilities }) => probabilities)).sort();
  // Typed arrays sort NaN to the end.
  if (all.length > 0 && !(all[0] >= 0 && all[all.length - 1] <= 1)) throw new RangeError(`probabilities must lie in [0, 1], got ${all[0] >= 0 ? all[all.length - 1] : all[0]}`);
  const probabilities: number[] = [];
  const trials: number[] = [];
  for (let place = 0, start = 0; place < all.length; place++) {
    if (place + 1 < all.length && all[place + 1] === all[place]) continue;
    probabilities.push(all[place]);
    trials.push(place + 1 - start);
    start = place + 1;
  }
  const groups = Float64Array.from(probabilities);
  const occurrences = new Float64Array(groups.length);
  for (const { probabilities: values, occupied } of windows) for (const cell of new Set(occupied)) occurrences[groupAtOrBelow(groups, values[cell])]++;
  return { probabilities: groups, trials: Float64Array.from(trials), occurrences };
}

/** Place of the last group with a probability ≤ p; −1 when there is none. */
export function groupAtOrBelow(probabilities: Float64Array, p: number): number {
  let low = 0;
  let high = probabilities.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (probabilities[middle] <= p) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
