import { normalCdf, normalLogPdf, normalUpperTail } from "../../numerics/distributions/normal.ts";
import { nelderMead } from "../../numerics/optimize/nelder-mead.ts";
import { scaledErfc } from "../../numerics/special-functions/error-function.ts";
import { bAbove } from "./b-above.ts";
import type { CompletenessMethod } from "./completeness-method.ts";
import { binCentre, binMagnitude, binOf, cumulativeCounts, fullestBin, type FrequencyMagnitude } from "./distribution.ts";
import { notEstimated, type NotEstimated } from "./estimate.ts";

export interface DetectionFunctionOptions {
  /** The completeness magnitude is the mean of the detection function plus this many of its deviations; default 2, 97.7 % detected. */
  readonly deviations?: number;
  /** `bin`: probability of each bin; `point`: density at its centre, as Ogata & Katsura for magnitudes that are not rounded. Default `bin`. */
  readonly likelihood?: "bin" | "point";
  /** Fewest events in all; default 50. */
  readonly fewestEvents?: number;
}

/** Density ∝ e^{−βm} Φ((m − μ)/σ). */
export interface DetectionFunction {
  readonly beta: number;
  /** β / ln 10. */
  readonly b: number;
  /** μ: magnitude detected with probability ½. */
  readonly mean: number;
  /** σ, magnitude units. */
  readonly deviation: number;
  /** −log likelihood of all events; for `bin` of probabilities, for `point` of densities. */
  readonly negativeLogLikelihood: number;
}

/**
 * Mean plus two deviations of a cumulative normal detection function that thins a Gutenberg–Richter law over the whole
 * range (Ogata & Katsura 1993). Not the magnitude of a bin. No estimate where the sample shows no roll-off.
 */
export const detectionFunction: CompletenessMethod<DetectionFunctionOptions, DetectionFunction> = {
  id: "detection-function",
  title: "Normal detection function",
  citation: "Ogata & Katsura (1993), GJI 113, 727–738, doi:10.1111/j.1365-246X.1993.tb04663.x",
  find(distribution, { deviations = 2, likelihood = "bin", fewestEvents = 50 } = {}) {
    if (distribution.total < fewestEvents) return notEstimated("too few events", `${distribution.total} events, where the fit takes at least ${fewestEvents}`);
    const fitted = fitDetectionFunction(distribution, likelihood);
    if ("estimated" in fitted) return fitted;
    const completenessMagnitude = fitted.mean + deviations * fitted.deviation;
    const above = cumulativeCounts(distribution)[Math.max(0, binOf(distribution, completenessMagnitude))] ?? 0;
    if (above < 2) return notEstimated("no likelihood maximum", `the detection function would rise up to ${completenessMagnitude.toFixed(2)}, beyond the magnitudes: one normal function does not describe them`);
    return { estimated: true, completenessMagnitude, diagnostics: fitted };
  },
};

/** Maximum likelihood by downhill simplex over (log β, μ, log σ), started at the fullest bin. */
export function fitDetectionFunction(distribution: FrequencyMagnitude, likelihood: "bin" | "point"): DetectionFunction | NotEstimated {
  const { counts, binWidth } = distribution;
  const fullest = fullestBin(distribution);
  const above = bAbove(distribution);
  const startBeta = above.b[Math.min(fullest + 1, counts.length - 1)]! * Math.LN10;
  if (!(startBeta > 0)) return notEstimated("magnitudes all alike", `${distribution.total} events with no two bins above the fullest`);
  if (fullest === 0) return notEstimated("complete over its whole range", `the lowest bin, ${binMagnitude(distribution, 0)}, is the fullest: no roll-off to fit`);
  const lowest = binCentre(distribution, 0);
  const range = counts.length * binWidth;
  const cost = ([logBeta, mean, logDeviation]: readonly number[]): number => {
    const law = { beta: Math.exp(logBeta!), mean: mean!, deviation: Math.exp(logDeviation!) };
    // A detection function that rises over more than the whole range, or above it, describes no roll-off.
    if (law.deviation > range || law.mean > lowest + range || law.mean < lowest - 3 * range) return Infinity;
    return likelihood === "bin" ? binCost(counts, lowest, binWidth, law) : pointCost(counts, lowest, binWidth, law);
  };
  const start = [Math.log(startBeta), binCentre(distribution, fullest), Math.log(Math.max(binWidth, (fullest * binWidth) / 3))];
  const first = nelderMead(cost, start, { step: [0.1, binWidth, 0.3], xTolerance: 1e-3, valueTolerance: 1e-4 });
  // A second, fine simplex from the first answer: the first may have collapsed short of the minimum.
  const { x, value, converged } = nelderMead(cost, first.x, { step: [0.02, binWidth / 5, 0.05], xTolerance: 1e-8, valueTolerance: 1e-10 });
  const [beta, mean, deviation] = [Math.exp(x[0]!), x[1]!, Math.exp(x[2]!)];
  if (deviation < 0.05 * binWidth || mean + 2 * deviation < lowest - binWidth / 2) {
    return notEstimated("complete over its whole range", `detection falls within less than a bin at ${mean.toFixed(2)}: the sample ends there rather than rolls off`);
  }
  if (!converged) return notEstimated("no likelihood maximum", "the fit of the detection function did not settle");
  return { beta, b: beta / Math.LN10, mean, deviation, negativeLogLikelihood: value };
}

interface Law {
  readonly beta: number;
  readonly mean: number;
  readonly deviation: number;
}

function pointCost(counts: Float64Array, lowest: number, binWidth: number, law: Law): number {
  let cost = 0;
  for (let bin = 0; bin < counts.length; bin++) if (counts[bin]! > 0) cost -= counts[bin]! * logDensity(lowest + bin * binWidth, law);
  return cost;
}

function binCost(counts: Float64Array, lowest: number, binWidth: number, law: Law): number {
  let cost = 0;
  let above = exceeding(lowest - binWidth / 2, law);
  for (let bin = 0; bin < counts.length; bin++) {
    const centre = lowest + bin * binWidth;
    const next = exceeding(centre + binWidth / 2, law);
    // Far below the mean both are near 1 and their difference is rounding.
    const logProbability = above - next > 1e-9 || above < 0.5 ? Math.log(above - next) : Math.log(binWidth) + logDensity(centre, law);
    if (counts[bin]! > 0) cost -= counts[bin]! * logProbability;
    above = next;
  }
  return cost;
}

/** ln of β e^{−β(m − μ) − β²σ²/2} Φ((m − μ)/σ). */
function logDensity(magnitude: number, law: Law): number {
  return Math.log(law.beta) + logDetected(magnitude, law);
}

/**
 * P(M > m) = 1 − Φ(z + βσ) + e^{−β(m − μ) − β²σ²/2} Φ(z), z = (m − μ)/σ: the law is that of a normal plus an exponential
 * variate.
 */
function exceeding(magnitude: number, law: Law): number {
  const z = (magnitude - law.mean) / law.deviation;
  return normalUpperTail(z + law.beta * law.deviation) + Math.exp(logDetected(magnitude, law));
}

/** −β(m − μ) − β²σ²/2 + ln Φ(z). Far below the mean the first is huge and Φ tiny; there it is ln φ(z + βσ) + ln(Φ(z)/φ(z)). */
function logDetected(magnitude: number, { beta, mean, deviation }: Law): number {
  const z = (magnitude - mean) / deviation;
  const widened = beta * deviation;
  if (z < -2) return normalLogPdf(z + widened) + Math.log(Math.sqrt(Math.PI / 2) * scaledErfc(-z * Math.SQRT1_2));
  return -beta * (magnitude - mean) - 0.5 * widened * widened + Math.log(normalCdf(z));
}
