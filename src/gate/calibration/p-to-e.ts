/**
 * ln of the calibrated e-value of a p-value, κ p^{κ−1} with 0 < κ < 1: expectation 1 for a uniform p, at most 1 for a
 * conservative one (Vovk & Wang 2021). For a Monte-Carlo test use (1 + #{simulated ≤ observed})/(1 + simulations), which is
 * conservative at any number of simulations and never 0.
 *
 * @throws RangeError unless 0 < p ≤ 1 and 0 < κ < 1.
 */
export function logPowerCalibrator(p: number, kappa = 0.5): number {
  requirePValue(p);
  if (!(kappa > 0 && kappa < 1)) throw new RangeError(`kappa must lie in (0, 1), got ${kappa}`);
  return Math.log(kappa) + (kappa - 1) * Math.log(p);
}

function requirePValue(p: number): void {
  if (!(p > 0 && p <= 1)) throw new RangeError(`p-value must lie in (0, 1], got ${p}`);
}
