import { namedStream } from "../../numerics/random/named-stream.ts";
import type { RandomStream } from "../../numerics/random/stream.ts";
import { InputError } from "../input-error.ts";
import { bAbove } from "./b-above.ts";
import { candidateBins, type CompletenessMethod } from "./completeness-method.ts";
import { binMagnitude, type FrequencyMagnitude } from "./distribution.ts";
import { notEstimated } from "./estimate.ts";
import { exponentialLilliefors } from "./exponential-lilliefors.ts";

export interface LillieforsOptions {
  /** Smallest mean p that passes; default 0.1. */
  readonly pPass?: number;
  /** Ditherings whose p are averaged; default 50. */
  readonly ditherings?: number;
  /** Names the random stream; default "lilliefors". */
  readonly seed?: string;
  /** Candidates have at least this many events above; default 50. */
  readonly fewestEvents?: number;
}

export interface LillieforsRow {
  readonly completenessMagnitude: number;
  readonly count: number;
  readonly b: number;
  /** Mean over the ditherings. */
  readonly pValue: number;
}

export interface LillieforsDiagnostics {
  /** From the lowest to the one that passed. */
  readonly candidates: readonly LillieforsRow[];
  readonly ditherings: number;
  readonly seed: string;
}

/**
 * The lowest magnitude above which the exponential law is not rejected by the test of Lilliefors, magnitudes spread within
 * their bins as that law has them and p averaged over spreadings (Herrmann & Marzocchi 2021). Stricter than the
 * Kolmogorov–Smirnov test with b held, since it allows for b being estimated.
 */
export const lilliefors: CompletenessMethod<LillieforsOptions, LillieforsDiagnostics> = {
  id: "lilliefors",
  title: "Lilliefors test",
  citation: "Herrmann & Marzocchi (2021), SRL 92, 909–922, doi:10.1785/0220200337; Lilliefors (1969), JASA 64, 387–389",
  find(distribution, options = {}) {
    const { pPass = 0.1, ditherings = 50, seed = "lilliefors", fewestEvents = 50 } = options;
    if (!(Number.isInteger(ditherings) && ditherings >= 1)) throw new InputError("no ditherings", { field: "ditherings", value: ditherings, expected: "an integer of at least 1" });
    const { b, counts } = bAbove(distribution);
    const candidates: LillieforsRow[] = [];
    for (const bin of candidateBins(distribution, Math.max(2, fewestEvents))) {
      if (Number.isNaN(b[bin])) continue;
      const completenessMagnitude = binMagnitude(distribution, bin);
      const pValue = ditheredLilliefors(distribution, bin, { ditherings, seed });
      candidates.push({ completenessMagnitude, count: counts[bin]!, b: b[bin]!, pValue });
      if (pValue >= pPass) return { estimated: true, completenessMagnitude, diagnostics: { candidates, ditherings, seed } };
    }
    if (candidates.length === 0) return notEstimated("too few events", `${distribution.total} events, where the test takes at least ${fewestEvents} in two bins or more`);
    return notEstimated("no candidate passes", `p is below ${pPass} above each of ${candidates.length} magnitudes`);
  },
};

/** Ditherings after which a p that never came near any limit is taken as it is. */
const ENOUGH_WHEN_HOPELESS = 5;
const HOPELESS = 1e-4;

/**
 * Mean p over ditherings of the events from `bin` on: within a bin the excess over its lower edge is exponential, cut at the width. Five
 * ditherings do when p was below 1e-4 in each.
 */
export function ditheredLilliefors(distribution: FrequencyMagnitude, bin: number, { ditherings, seed }: { readonly ditherings: number; readonly seed: string }): number {
  const { b, counts } = bAbove(distribution);
  const rate = b[bin]! * Math.LN10 * distribution.binWidth;
  const stream = namedStream(seed, "dithering", binMagnitude(distribution, bin));
  const excess = new Float64Array(counts[bin]!);
  let total = 0;
  let largest = 0;
  for (let done = 1; ; done++) {
    dither(stream, distribution.counts.subarray(bin), rate, excess);
    const { pValue } = exponentialLilliefors(excess);
    total += pValue;
    largest = Math.max(largest, pValue);
    if (done >= ditherings || (done >= ENOUGH_WHEN_HOPELESS && largest < HOPELESS)) return total / done;
  }
}

/** Fills `excess`, in bin widths, ascending: bins follow each other, so each is sorted by itself. */
function dither(stream: RandomStream, counts: Float64Array, rate: number, excess: Float64Array): void {
  const inBin = -Math.expm1(-rate);
  let filled = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    const end = filled + counts[bin]!;
    for (let i = filled; i < end; i++) excess[i] = bin - Math.log1p(-stream.nextDouble() * inBin) / rate;
    excess.subarray(filled, end).sort();
    filled = end;
  }
}
