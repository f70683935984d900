import { namedStream } from "../../numerics/random/named-stream.ts";
import { sampleBinomial } from "../../numerics/random/sample-binomial.ts";
import type { RandomStream } from "../../numerics/random/stream.ts";
import { InputError } from "../input-error.ts";
import { bAbove } from "./b-above.ts";
import { candidateBins, type CompletenessMethod } from "./completeness-method.ts";
import { binMagnitude, binOf, type FrequencyMagnitude } from "./distribution.ts";
import { notEstimated } from "./estimate.ts";

export interface KolmogorovSmirnovOptions {
  /** Smallest p that passes; default 0.1. */
  readonly pPass?: number;
  /** Gutenberg–Richter samples drawn for each p; default 1000. */
  readonly draws?: number;
  /** Names the random stream; default "kolmogorov-smirnov". */
  readonly seed?: string;
  /**
   * How b enters the samples: `re-estimated` in each, as it was in the data (Clauset et al. 2009), or `held` at its estimate
   * (Mizrahi et al. 2021; SeismoStats), which makes p too large and the completeness magnitude too low. Default `re-estimated`.
   */
  readonly b?: "re-estimated" | "held";
  /** Candidates have at least this many events above; default 50. */
  readonly fewestEvents?: number;
  /** Magnitudes of bins to try, ascending; default every bin. */
  readonly candidates?: readonly number[];
}

export interface KolmogorovSmirnovRow {
  readonly completenessMagnitude: number;
  readonly count: number;
  readonly b: number;
  /** Largest distance between the empirical distribution function and the fitted one, at the upper edges of the bins. */
  readonly distance: number;
  /** Share of the samples with a distance at least as large. */
  readonly pValue: number;
}

export interface KolmogorovSmirnovDiagnostics {
  /** From the lowest to the one that passed. */
  readonly candidates: readonly KolmogorovSmirnovRow[];
  readonly draws: number;
  readonly seed: string;
}

/**
 * The lowest magnitude above which the sample is not distinguished from Gutenberg–Richter in bins by the distance of
 * Kolmogorov and Smirnov, p from samples of the same size (Clauset, Shalizi & Newman 2009; Mizrahi, Nandan & Wiemer 2021).
 */
export const kolmogorovSmirnov: CompletenessMethod<KolmogorovSmirnovOptions, KolmogorovSmirnovDiagnostics> = {
  id: "kolmogorov-smirnov",
  title: "Kolmogorov–Smirnov distance",
  citation: "Clauset, Shalizi & Newman (2009), SIAM Review 51, 661–703, doi:10.1137/070710111; Mizrahi, Nandan & Wiemer (2021), SRL 92, 2333–2342, doi:10.1785/0220200231",
  find(distribution, options = {}) {
    const { pPass = 0.1, draws = 1000, seed = "kolmogorov-smirnov" } = options;
    const candidates: KolmogorovSmirnovRow[] = [];
    for (const row of kolmogorovSmirnovRows(distribution, options)) {
      candidates.push(row);
      if (row.pValue >= pPass) return { estimated: true, completenessMagnitude: row.completenessMagnitude, diagnostics: { candidates, draws, seed } };
    }
    if (candidates.length === 0) return notEstimated("too few events", `${distribution.total} events, where the test takes at least ${options.fewestEvents ?? 50} in two bins or more`);
    return notEstimated("no candidate passes", `p is below ${pPass} above each of ${candidates.length} magnitudes`);
  },
};

/** The test for each candidate in turn; samples are drawn only for those that are asked for. */
export function* kolmogorovSmirnovRows(distribution: FrequencyMagnitude, options: KolmogorovSmirnovOptions = {}): Generator<KolmogorovSmirnovRow> {
  const { draws = 1000, seed = "kolmogorov-smirnov", b: treatment = "re-estimated", fewestEvents = 50 } = options;
  if (!(Number.isInteger(draws) && draws >= 1)) throw new InputError("no samples to draw", { field: "draws", value: draws, expected: "an integer of at least 1" });
  const { b, counts } = bAbove(distribution);
  const bins = candidateBins(distribution, fewestEvents).filter((bin) => !Number.isNaN(b[bin]));
  const chosen = options.candidates === undefined ? bins : options.candidates.map((magnitude) => binOf(distribution, magnitude)).filter((bin) => bins.includes(bin));
  for (const bin of chosen) {
    const completenessMagnitude = binMagnitude(distribution, bin);
    const tail = distribution.counts.subarray(bin);
    const distance = distanceToGeometric(tail);
    const held = treatment === "held" ? tailMean(tail) : undefined;
    const stream = namedStream(seed, "Gutenberg-Richter samples", completenessMagnitude);
    let atLeast = 0;
    for (let draw = 0; draw < draws; draw++) {
      const sample = sampleGeometricCounts(stream, counts[bin]!, tailMean(tail));
      if (distanceToGeometric(sample, held) >= distance - 1e-12) atLeast++;
    }
    yield { completenessMagnitude, count: counts[bin]!, b: b[bin]!, distance, pValue: atLeast / draws };
  }
}

/**
 * max over bins of |F(k) − (1 − q^{k+1})|: in bins Gutenberg–Richter magnitudes follow the geometric law, with
 * q = 10^{−bΔ} = mean/(1 + mean) for the b of Tinti & Mulargia.
 *
 * @param mean of the law in bins above the lowest; default the sample's own
 */
export function distanceToGeometric(counts: Float64Array, mean = tailMean(counts)): number {
  const q = mean / (1 + mean);
  const total = counts.reduce((a, b) => a + b, 0);
  let seen = 0;
  let above = 1;
  let largest = 0;
  for (const count of counts) {
    seen += count;
    above *= q;
    largest = Math.max(largest, Math.abs(seen / total - (1 - above)));
  }
  return largest;
}

/** Mean in bins above the lowest. */
function tailMean(counts: Float64Array): number {
  let total = 0;
  let steps = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    total += counts[bin]!;
    steps += bin * counts[bin]!;
  }
  return steps / total;
}

/** Counts of n geometric variates: of those that reach a bin a binomial share stays in it. */
function sampleGeometricCounts(stream: RandomStream, n: number, mean: number): Float64Array {
  const counts: number[] = [];
  const stays = 1 / (1 + mean);
  for (let left = n; left > 0; ) {
    const here = sampleBinomial(stream, left, stays);
    counts.push(here);
    left -= here;
  }
  return Float64Array.from(counts);
}
