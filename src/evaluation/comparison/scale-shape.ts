import { sum } from "../../numerics/sums.ts";
import { type ComparisonTerms, logRateRatios } from "./window-terms.ts";

/** An information gain in nats per earthquake, split by its source; `scale + shape = total`. */
export interface ScaleShape {
  /** From expecting a better total number. */
  readonly scale: number;
  /** From putting the events in better places and magnitudes. */
  readonly shape: number;
  readonly total: number;
}

/**
 * Splits the information gain of A over B: with s = λ/N̂,
 * `I = [ln(N̂A/N̂B) − (N̂A − N̂B)/N] + (1/N) Σ ln(sA/sB)`. Over several windows each is normalised by its own totals:
 * `scale = Σ_w [n_w ln(N̂A_w/N̂B_w) − (N̂A_w − N̂B_w)] / N`. A window without events adds its difference of totals to the
 * scale part. Without any event the total is ∓Infinity or NaN, as the gain is, and the shape part NaN.
 */
export function scaleShape(windows: readonly ComparisonTerms[]): ScaleShape {
  const events = windows.reduce((count, terms) => count + terms.logRateA.length, 0);
  const scale = sum(windows.map(scaleTerm)) / events;
  const shape = sum(windows.map(shapeTerm)) / events;
  return { scale, shape, total: events > 0 ? scale + shape : scale };
}

/** The scale part of one window's difference of joint log-likelihoods, in nats; the difference of ln P(N) of Poisson totals. */
export function scaleTerm({ logRateA, expectedA, expectedB }: ComparisonTerms): number {
  return logTotalRatio(logRateA.length, expectedA, expectedB) - (expectedA - expectedB);
}

/** The rest of it. */
export function shapeTerm(terms: ComparisonTerms): number {
  return sum(logRateRatios(terms)) - logTotalRatio(terms.logRateA.length, terms.expectedA, terms.expectedB);
}

function logTotalRatio(events: number, expectedA: number, expectedB: number): number {
  return events === 0 ? 0 : events * Math.log(expectedA / expectedB);
}
