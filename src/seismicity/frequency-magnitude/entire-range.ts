import { normalCdf, normalLogPdf } from "../../numerics/distributions/normal.ts";
import { bAbove } from "./b-above.ts";
import { candidateBins, type CompletenessMethod } from "./completeness-method.ts";
import { binCentre, binMagnitude, fullestBin, type FrequencyMagnitude } from "./distribution.ts";
import { notEstimated } from "./estimate.ts";

export interface EntireRangeOptions {
  /**
   * The lowest candidate whose log-likelihood lies within this of the largest is chosen; default ½, one standard error of a
   * likelihood. Above the roll-off the likelihood is flat, and the plain maximum (0, as published) wanders upward by chance.
   */
  readonly logLikelihoodDrop?: number;
  /** Candidates reach from the lowest bin to this far above the fullest, magnitude units; default 1. A wide detection function would else take curvature at large magnitudes for a roll-off. */
  readonly searchAbove?: number;
  /** Candidates have at least this many events above; default 50. */
  readonly fewestEvents?: number;
}

export interface EntireRangeRow {
  readonly completenessMagnitude: number;
  readonly count: number;
  readonly b: number;
  /** Of the counts in all bins, without the terms that no candidate changes. */
  readonly logLikelihood: number;
  /** Magnitude detected with probability ½; NaN with fewer than two bins below the candidate, or where detection does not rise over them. */
  readonly detectionMean: number;
  /** Width of the detection function; NaN where the mean is. */
  readonly detectionDeviation: number;
}

export interface EntireRangeDiagnostics {
  readonly candidates: readonly EntireRangeRow[];
  readonly detectionMean: number;
  readonly detectionDeviation: number;
}

/**
 * Entire-magnitude-range method of Woessner & Wiemer (2005): expected counts follow Gutenberg–Richter from mc up, a and b
 * fitted there, and below mc the same line times a cumulative normal detection probability; of all mc the one under which the
 * counts of the whole range are likeliest (Poisson counts a bin), or the lowest of those about as likely.
 */
export const entireRange: CompletenessMethod<EntireRangeOptions, EntireRangeDiagnostics> = {
  id: "entire-range",
  title: "Entire magnitude range",
  citation: "Woessner & Wiemer (2005), BSSA 95, 684–698, doi:10.1785/0120040007; Ogata & Katsura (1993), GJI 113, 727–738",
  find(distribution, { logLikelihoodDrop = 0.5, searchAbove = 1, fewestEvents = 50 } = {}) {
    const candidates = entireRangeRows(distribution, searchAbove, fewestEvents);
    if (candidates.length === 0) return notEstimated("too few events", `${distribution.total} events, where the fit takes at least ${fewestEvents} in two bins or more`);
    const largest = candidates.reduce((value, { logLikelihood }) => Math.max(value, logLikelihood), -Infinity);
    const { completenessMagnitude, detectionMean, detectionDeviation } = candidates.find(({ logLikelihood }) => logLikelihood >= largest - logLikelihoodDrop)!;
    return { estimated: true, completenessMagnitude, diagnostics: { candidates, detectionMean, detectionDeviation } };
  },
};

export function entireRangeRows(distribution: FrequencyMagnitude, searchAbove: number, fewestEvents: number): EntireRangeRow[] {
  const { b, counts: above } = bAbove(distribution);
  const last = fullestBin(distribution) + Math.floor(searchAbove / distribution.binWidth + 1e-9);
  return candidateBins(distribution, fewestEvents).filter((bin) => bin <= last && !Number.isNaN(b[bin])).map((bin) => {
    const decay = b[bin]! * Math.LN10 * distribution.binWidth;
    // In bins the law is geometric: a share 1 − e^{−bΔ ln 10} of the events above an edge lies in the bin at it.
    const atCandidate = above[bin]! * -Math.expm1(-decay);
    const line = distribution.counts.map((_, k) => atCandidate * Math.exp(-decay * (k - bin)));
    // The open tail of the line beyond the last bin counts as well, so that the total above mc is the observed one.
    let logLikelihood = -above[bin]!;
    for (let k = bin; k < line.length; k++) logLikelihood += distribution.counts[k]! * Math.log(line[k]!);
    const detection = fitDetection(distribution.counts.subarray(0, bin), line.subarray(0, bin));
    return {
      completenessMagnitude: binMagnitude(distribution, bin),
      count: above[bin]!,
      b: b[bin]!,
      logLikelihood: logLikelihood + detection.logLikelihood,
      detectionMean: binCentre(distribution, 0) + detection.mean * distribution.binWidth,
      detectionDeviation: detection.deviation * distribution.binWidth,
    };
  });
}

interface Detection {
  readonly logLikelihood: number;
  /** In bins from the first. */
  readonly mean: number;
  readonly deviation: number;
}

/** Likeliest Φ(α + γk), γ ≥ 0, as the detected share of `line` for Poisson `counts`, by Fisher scoring with halved steps. */
function fitDetection(counts: Float64Array, line: Float64Array): Detection {
  const bins = counts.length;
  if (bins === 0) return { logLikelihood: 0, mean: NaN, deviation: NaN };
  if (bins === 1) {
    const expected = Math.min(counts[0]!, line[0]!);
    return { logLikelihood: counts[0]! * Math.log(expected) - expected, mean: NaN, deviation: NaN };
  }
  const logLikelihood = (alpha: number, gamma: number): number => {
    let value = 0;
    for (let k = 0; k < bins; k++) {
      const expected = line[k]! * normalCdf(alpha + gamma * k);
      value += (counts[k]! === 0 ? 0 : counts[k]! * Math.log(expected)) - expected;
    }
    return value;
  };
  let gamma = 4 / bins;
  let alpha = -gamma * (bins / 2);
  let best = logLikelihood(alpha, gamma);
  for (let iteration = 0; iteration < 60; iteration++) {
    const [stepAlpha, stepGamma] = scoringStep(counts, line, alpha, gamma);
    let share = Math.min(1, 4 / (Math.abs(stepAlpha) + bins * Math.abs(stepGamma)));
    let next = best;
    let [nextAlpha, nextGamma] = [alpha, gamma];
    for (; share > 1e-6; share /= 2) {
      nextAlpha = alpha + share * stepAlpha;
      nextGamma = Math.max(1e-3, gamma + share * stepGamma);
      next = logLikelihood(nextAlpha, nextGamma);
      if (next >= best) break;
    }
    const gain = next - best;
    if (!(gain > 0)) break;
    [alpha, gamma, best] = [nextAlpha, nextGamma, next];
    if (gain < 1e-10 * (1 + Math.abs(best))) break;
  }
  // Detection that does not rise within the bins has no mean to speak of.
  const rises = gamma * bins >= 1;
  return { logLikelihood: best, mean: rises ? -alpha / gamma : NaN, deviation: rises ? 1 / gamma : NaN };
}

/** Inverse of the Fisher information Σ λφ²/Φ · x xᵀ times the score Σ (n/Φ − λ) φ x, x = (1, k). */
function scoringStep(counts: Float64Array, line: Float64Array, alpha: number, gamma: number): [number, number] {
  let [score0, score1, info00, info01, info11] = [0, 0, 0, 0, 0];
  for (let k = 0; k < counts.length; k++) {
    const eta = alpha + gamma * k;
    const cdf = Math.max(normalCdf(eta), 1e-300);
    const density = Math.exp(normalLogPdf(eta));
    const slope = (counts[k]! / cdf - line[k]!) * density;
    const weight = (line[k]! * density * density) / cdf;
    score0 += slope;
    score1 += slope * k;
    info00 += weight;
    info01 += weight * k;
    info11 += weight * k * k;
  }
  const determinant = info00 * info11 - info01 * info01;
  if (!(determinant > 1e-12 * info00 * info11)) return [0.1 * Math.sign(score0), 0];
  return [(info11 * score0 - info01 * score1) / determinant, (info00 * score1 - info01 * score0) / determinant];
}
