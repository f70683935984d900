import { negativeBinomialCdf, negativeBinomialQuantile, negativeBinomialUpperTail } from "../../numerics/distributions/negative-binomial.ts";
import { poissonCdf, poissonQuantile, poissonUpperTail } from "../../numerics/distributions/poisson.ts";
import { findRoot } from "../../numerics/root.ts";
import { totalExpectedCount } from "../../seismicity/forecast.ts";
import { type DetectableDeparture, levelAndPower, type PowerInput } from "./detectable-departure.ts";

/** Rate factors are looked for between 1/SEARCHED and SEARCHED. */
const SEARCHED = 1e4;

/** Detectable rate factors of the Poisson N-test. */
export function numberTestPower(input: Pick<PowerInput, "forecast" | "level" | "power">): DetectableDeparture[] {
  return numberDetectability(poissonCounts(totalExpectedCount(input.forecast)), input);
}

/** A number of events when the true rate is `factor` times the forecast's. */
export interface ScaledCounts {
  lowerTail(k: number, factor: number): number;
  upperTail(k: number, factor: number): number;
  /** Of the forecast itself. */
  quantile(p: number): number;
}

/** @throws RangeError unless mean is finite and non-negative. */
export function poissonCounts(mean: number): ScaledCounts {
  return {
    lowerTail: (k, factor) => poissonCdf(k, factor * mean),
    upperTail: (k, factor) => poissonUpperTail(k, factor * mean),
    quantile: (p) => poissonQuantile(p, mean),
  };
}

/**
 * Clustered counts: a factor changes the mean and keeps the size r = mean²/(variance − mean), the clustering.
 *
 * @throws RangeError unless 0 < mean < variance.
 */
export function negativeBinomialCounts(mean: number, variance: number): ScaledCounts {
  const varianceOf = (factor: number): number => factor * mean + factor * factor * (variance - mean);
  return {
    lowerTail: (k, factor) => negativeBinomialCdf(k, factor * mean, varianceOf(factor)),
    upperTail: (k, factor) => negativeBinomialUpperTail(k, factor * mean, varianceOf(factor)),
    quantile: (p) => negativeBinomialQuantile(p, mean, variance),
  };
}

/** Probability that the two-sided N-test at `level` rejects when the true rate is `factor` times the forecast's; exact. */
export function numberTestRejection(counts: ScaledCounts, factor: number, level: number): number {
  const { fewest, most } = acceptedCounts(counts, level);
  return (fewest > 0 ? counts.lowerTail(fewest - 1, factor) : 0) + counts.upperTail(most + 1, factor);
}

/**
 * The least factors above and below 1 that the two-sided N-test (a tail at most level/2) finds with the given power.
 * Below a few expected events no count is too small, and the test is blind to a forecast that is too high.
 */
export function numberDetectability(counts: ScaledCounts, options: { readonly level?: number; readonly power?: number }): DetectableDeparture[] {
  const { level, power } = levelAndPower(options);
  const shortfall = (logFactor: number): number => numberTestRejection(counts, Math.exp(logFactor), level) - power;
  return (["above", "below"] as const).map((direction) => {
    const end = (direction === "above" ? 1 : -1) * Math.log(SEARCHED);
    const value = shortfall(end) < 0 ? null : Math.exp(findRoot(shortfall, 0, end, 1e-12));
    return { test: "N", kind: "rate-factor", direction, value, searchedTo: Math.exp(end), level, power, accuracy: { kind: "exact" } };
  });
}

/** The range of counts that the test does not reject. */
function acceptedCounts(counts: ScaledCounts, level: number): { fewest: number; most: number } {
  const fewest = counts.quantile(level / 2);
  return { fewest: counts.lowerTail(fewest, 1) <= level / 2 ? fewest + 1 : fewest, most: counts.quantile(1 - level / 2) };
}
