import { namedStream } from "../../numerics/random/named-stream.ts";
import { mean, sum } from "../../numerics/sums.ts";
import { InputError } from "../input-error.ts";
import { classicB, completeMagnitudes, type BSample } from "./classic-b.ts";
import { notEstimated, type BEstimate, type NotEstimated } from "./estimate.ts";

export interface BPositiveSample extends BSample {
  /** Smallest difference used, a multiple of Δ; above 0. Default Δ. Larger ones withstand more short-term incompleteness. */
  readonly smallestDifference?: number;
}

export interface BMorePositiveSample extends BPositiveSample {
  /** Samples drawn for the error, at least 2; default 200. */
  readonly draws?: number;
  /** Names the random stream; default "b-more-positive". */
  readonly seed?: string;
}

/**
 * b of the differences between each magnitude and the next that are positive (van der Elst 2021): they follow the same law
 * as the magnitudes, and hardly depend on what was missed while completeness was low. Error after Shi & Bolt of the differences.
 *
 * @param magnitudes in order of time
 */
export function bPositive(magnitudes: ArrayLike<number>, sample: BPositiveSample): BEstimate | NotEstimated {
  const used = completeMagnitudes(magnitudes, sample);
  const differences = used.slice(1).map((magnitude, i) => magnitude - used[i]!);
  return fromDifferences(differences, sample);
}

/**
 * b of the differences between each magnitude and the next larger one, however late (Lippiello & Petrillo 2024): nearly as many differences
 * as events. They share events, so the error is not that of Shi & Bolt but the standard deviation of the estimate over
 * Gutenberg–Richter samples of the same size and b.
 *
 * @param magnitudes in order of time
 * @throws InputError for fewer than 2 draws
 */
export function bMorePositive(magnitudes: ArrayLike<number>, sample: BMorePositiveSample): BEstimate | NotEstimated {
  const { draws = 200, seed = "b-more-positive", binWidth } = sample;
  if (!(Number.isInteger(draws) && draws >= 2)) throw new InputError("too few samples to draw", { field: "draws", value: draws, expected: "an integer of at least 2" });
  const used = completeMagnitudes(magnitudes, sample);
  const smallest = smallestDifference(sample);
  const estimate = fromDifferences(differencesToNextLarger(used, smallest - binWidth / 2), sample);
  if (!estimate.estimated) return estimate;
  const drawn: number[] = [];
  const magnitudesDrawn = new Float64Array(used.length);
  const rate = estimate.b * Math.LN10;
  for (let draw = 0; draw < draws; draw++) {
    namedStream(seed, "Gutenberg-Richter samples", draw).fillDoubles(magnitudesDrawn, magnitudesDrawn.length);
    for (let i = 0; i < magnitudesDrawn.length; i++) {
      const excess = -Math.log1p(-magnitudesDrawn[i]!) / rate;
      magnitudesDrawn[i] = binWidth > 0 ? binWidth * Math.floor(excess / binWidth) : excess;
    }
    const again = fromDifferences(differencesToNextLarger(magnitudesDrawn, smallest - binWidth / 2), sample);
    if (again.estimated) drawn.push(again.b);
  }
  if (drawn.length < 2) return notEstimated("too few events", `${used.length} values: samples of that size give no estimate whose spread could be taken`);
  const average = mean(drawn);
  return { ...estimate, standardError: Math.sqrt(sum(drawn.map((b) => (b - average) * (b - average))) / (drawn.length - 1)) };
}

/** For each value the first later one that is larger by `smallest` or more, less the value; values without one are left out. */
export function differencesToNextLarger(values: ArrayLike<number>, smallest: number): number[] {
  const differences: number[] = [];
  for (let i = 0; i < values.length; i++) {
    const next = indexOfNextLarger(values, i, smallest);
    if (next >= 0) differences.push(values[next]! - values[i]!);
  }
  return differences;
}

/** −1 where there is none. */
export function indexOfNextLarger(values: ArrayLike<number>, from: number, smallest: number): number {
  const enough = values[from]! + smallest - 1e-9;
  for (let later = from + 1; later < values.length; later++) if (values[later]! >= enough) return later;
  return -1;
}

export function smallestDifference({ smallestDifference: given, binWidth }: BPositiveSample): number {
  return given ?? binWidth;
}

function fromDifferences(differences: readonly number[], sample: BPositiveSample): BEstimate | NotEstimated {
  const smallest = smallestDifference(sample);
  if (!(smallest > 0)) return notEstimated("too few events", "differences of magnitudes that are not rounded need a smallest difference above 0");
  return classicB(differences, { ...sample, completenessMagnitude: smallest });
}
