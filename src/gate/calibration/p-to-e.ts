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

/** ln of (1 − p + p ln p)/(p (ln p)²), the mean over κ of κ p^{κ−1}; ½ at p = 1. @throws RangeError unless 0 < p ≤ 1. */
export function logMixedCalibrator(p: number): number {
  requirePValue(p);
  return logMixtureCalibrator(-Math.log(p));
}

/**
 * ln of (e^u − 1 − u)/u², u ≥ 0: the mixed calibrator at p = e^{−u}, and the adjuster (M − 1 − ln M)/(ln M)² of a running
 * maximum M = e^u.
 */
export function logMixtureCalibrator(u: number): number {
  if (!(u >= 0)) throw new RangeError(`calibrator: −ln p must not be negative, got ${u}`);
  if (u > 2) return u === Infinity ? Infinity : u - 2 * Math.log(u) + Math.log1p(-(1 + u) * Math.exp(-u));
  // Σ u^k/(k+2)!, all terms positive.
  let sum = 0.5;
  let term = 0.5;
  for (let k = 1; term > 1e-17 * sum; k++) {
    term *= u / (k + 2);
    sum += term;
  }
  return Math.log(sum);
}

function requirePValue(p: number): void {
  if (!(p > 0 && p <= 1)) throw new RangeError(`p-value must lie in (0, 1], got ${p}`);
}
