import { findRoot } from "../../numerics/root.ts";
import { sum } from "../../numerics/sums.ts";
import { notEstimated, type BEstimate, type NotEstimated } from "./estimate.ts";
import type { BinPeriod } from "./unequal-completeness.ts";

export interface WeichertEstimate extends BEstimate {
  /** Events per unit of time in all the bins given, as the line has them. */
  readonly rate: number;
  /** √(1/n + (d ln rate/dβ)² var β) · rate. Weichert gives rate/√n, which takes β as known. */
  readonly rateStandardError: number;
}

/** b of known seismicity lies well within. */
const [LOWEST_BETA, LARGEST_BETA] = [1e-3, 100];

/**
 * b and rate where bins have been complete for unequal times (Weichert 1980): root in β of
 * Σ t m e^{−βm} / Σ t e^{−βm} = mean magnitude, sums over **all** bins up to the largest possible magnitude, empty ones too. SeismoStats
 * 1.0 sums over the occupied bins only, which makes b low (by 0.02 in samples of 745 events).
 *
 * @param bins of equal width
 */
export function weichert(bins: readonly BinPeriod[]): WeichertEstimate | NotEstimated {
  const count = sum(bins.map((bin) => bin.count));
  if (count < 2) return notEstimated("too few events", `${count} events in the complete periods, where b takes at least 2`);
  const lowest = Math.min(...bins.map(({ magnitude }) => magnitude));
  const observed = sum(bins.map((bin) => bin.count * (bin.magnitude - lowest))) / count;
  const moments = (beta: number): { zeroth: number; first: number; second: number } => {
    const weights = bins.map(({ duration, magnitude }) => duration * Math.exp(-beta * (magnitude - lowest)));
    const about = (power: (excess: number) => number): number => sum(weights.map((weight, k) => weight * power(bins[k]!.magnitude - lowest)));
    return { zeroth: sum(weights), first: about((x) => x), second: about((x) => x * x) };
  };
  const misfit = (beta: number): number => {
    const { zeroth, first } = moments(beta);
    return first / zeroth - observed;
  };
  if (!(misfit(LOWEST_BETA) > 0 && misfit(LARGEST_BETA) < 0)) {
    return observed === 0
      ? notEstimated("magnitudes all alike", `all ${count} events lie in the lowest bin, ${lowest}`)
      : notEstimated("no likelihood maximum", `no b above 0 has the mean magnitude ${lowest + observed}`);
  }
  const beta = findRoot(misfit, LOWEST_BETA, LARGEST_BETA, 1e-13);
  const { zeroth, first, second } = moments(beta);
  const betaError = zeroth / Math.sqrt(count * (zeroth * second - first * first));
  const shares = bins.map(({ magnitude }) => Math.exp(-beta * (magnitude - lowest)));
  const rate = (count * sum(shares)) / zeroth;
  const slope = first / zeroth - sum(shares.map((share, k) => share * (bins[k]!.magnitude - lowest))) / sum(shares);
  const rateStandardError = rate * Math.sqrt(1 / count + slope * slope * betaError * betaError);
  return { estimated: true, b: beta / Math.LN10, standardError: betaError / Math.LN10, count, rate, rateStandardError };
}
