import { findRoot } from "../../../numerics/root.ts";
import { sum } from "../../../numerics/sums.ts";
import type { EtasLikelihood } from "../likelihood/log-likelihood.ts";
import type { EtasRate } from "../likelihood/rate.ts";

/**
 * μ of a tile with everything else held: the maximum of log L + ln μ − μ/μ₀, as though one more background event had been seen
 * in the time that μ₀ gives it. The one event keeps μ above 0 where nothing happened, and weighs 1/(n + 1) beside n background events.
 *
 * @param rate its `mu` is μ₀ > 0
 */
export function tileBackgroundRate(likelihood: EtasLikelihood, rate: EtasRate): number {
  const { atTargets } = likelihood.problem.background;
  const { intensities, backgroundIntegral } = likelihood.evaluate(rate);
  const triggered = intensities.map((intensity, target) => Math.max(0, intensity - rate.mu * atTargets[target]!));
  const exposure = (1 + backgroundIntegral) / rate.mu;
  // μ times the score. The sum is of probabilities to be background: μ lies between 1 and 1 + n events in the exposure.
  const excess = (mu: number): number => 1 + sum(atTargets.map((density, target) => (mu * density) / (mu * density + triggered[target]!))) - mu * exposure;
  const low = 1 / exposure;
  const high = (1 + atTargets.length) / exposure;
  return excess(high) >= 0 ? high : findRoot(excess, low, high, 1e-14 * high);
}
