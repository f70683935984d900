/**
 * Akaike's criterion corrected for small samples: 2k − 2 ln L + 2k(k + 1)/(n − k − 1) (Hurvich & Tsai 1989). k need not
 * be whole. Without free parameters there is nothing to correct; with n <= k + 1 events the criterion is Infinity.
 */
export function correctedAkaike(logLikelihood: number, parameterCount: number, eventCount: number): number {
  if (parameterCount === 0) return -2 * logLikelihood;
  const free = eventCount - parameterCount - 1;
  return free > 0 ? 2 * parameterCount - 2 * logLikelihood + (2 * parameterCount * (parameterCount + 1)) / free : Infinity;
}

/**
 * Akaike weights e^{−Δ/2} / Σ e^{−Δ/2}, Δ being the distance to the smallest criterion; they sum to 1. A criterion of
 * Infinity weighs nothing.
 *
 * @throws RangeError unless at least one criterion is finite
 */
export function akaikeWeights(criteria: readonly number[]): number[] {
  const smallest = Math.min(...criteria);
  if (!Number.isFinite(smallest)) throw new RangeError(`akaikeWeights: expected a finite criterion, got ${criteria.join(", ")}`);
  const shares = criteria.map((criterion) => Math.exp((smallest - criterion) / 2));
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}
