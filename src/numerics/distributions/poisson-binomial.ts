/**
 * P(K = 0), …, P(K = largest) for K the number of successes of independent trials with the given probabilities: exact, by
 * adding one trial after another (Chen & Liu 1997). Counts above `largest` are not told apart. Cost: trials × largest.
 *
 * @throws RangeError for a probability outside [0, 1] or a largest count that is not a non-negative integer.
 */
export function poissonBinomialPmf(probabilities: ArrayLike<number>, largest: number): Float64Array {
  if (!(Number.isInteger(largest) && largest >= 0)) throw new RangeError(`poissonBinomialPmf: largest must be a non-negative integer, got ${largest}`);
  const pmf = new Float64Array(largest + 1);
  pmf[0] = 1;
  for (let trial = 0; trial < probabilities.length; trial++) {
    const p = probabilities[trial];
    if (!(p >= 0 && p <= 1)) throw new RangeError(`poissonBinomialPmf: probability ${trial} must lie in [0, 1], got ${p}`);
    for (let k = Math.min(largest, trial + 1); k > 0; k--) pmf[k] += p * (pmf[k - 1] - pmf[k]);
    pmf[0] -= p * pmf[0];
  }
  return pmf;
}
