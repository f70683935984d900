/** Tails beyond a probability of e^-45 are left out. */
const LOG_TAIL = 45;

/**
 * E|X − X′|, Gini's mean difference, of two independent counts with `mean` ≥ 0 and `variance` ≥ mean: Poisson where they
 * are equal, negative binomial (size mean²/(variance − mean)) otherwise. To about 1e-13 relative.
 *
 * X − X′ has the characteristic function φ(t) = |E e^{itX}|². The Fejér kernel (1 − cos dt)/(1 − cos t) averages to
 * |d| over N equally spaced t whenever |d| ≤ N, so that the mean of (1 − φ)/(1 − cos t) over enough points is E|X − X′|
 * without a Bessel or hypergeometric function, and every term is positive. Cost: √variance evaluations, or
 * variance/mean for clustered counts.
 *
 * @throws RangeError unless 0 ≤ mean ≤ variance < Infinity, and mean > 0 where variance > 0.
 */
export function countMeanDifference(mean: number, variance: number): number {
  if (!(mean >= 0 && variance >= mean && variance < Infinity && (mean > 0 || variance === 0))) {
    throw new RangeError(`countMeanDifference: expected 0 ≤ mean ≤ variance < Infinity, got mean ${mean}, variance ${variance}`);
  }
  if (mean === 0) return 0;
  const points = 2 * Math.ceil(reach(mean, variance) / 2);
  const half = points / 2;
  // t and −t contribute alike; t = 0 has the limit E(X − X′)².
  let total = 2 * variance + kernelTerm(2, mean, variance);
  for (let j = 1; j < half; j++) {
    const sine = Math.sin((Math.PI * j) / points);
    total += 2 * kernelTerm(2 * sine * sine, mean, variance);
  }
  return total / points;
}

/** (1 − φ(t))/(1 − cos t) as a function of c = 1 − cos t. */
function kernelTerm(c: number, mean: number, variance: number): number {
  return -Math.expm1(logCharacteristic(c, mean, variance)) / c;
}

/** log φ(t): −2·mean·c for Poisson; −r log(1 + 2qc/p²) for the negative binomial, where q/p² = variance(variance − mean)/mean². */
function logCharacteristic(c: number, mean: number, variance: number): number {
  const excess = variance - mean;
  if (!(excess > 0)) return -2 * mean * c;
  return -(mean / excess) * mean * Math.log1p(2 * c * (variance / mean) * (excess / mean));
}

/** A number that |X − X′| exceeds with probability below e^-45: Chernoff's bound, the best of a grid of exponents. */
function reach(mean: number, variance: number): number {
  const excess = variance - mean;
  if (!(excess > 0)) return LOG_TAIL / 3 + Math.sqrt((LOG_TAIL * LOG_TAIL) / 9 + 4 * LOG_TAIL * mean);
  const size = (mean / excess) * mean;
  const largest = Math.min(20, Math.log1p(mean / excess));
  let best = Infinity;
  for (let share = 0.98; share > 1e-4; share *= 0.8) {
    const s = share * largest;
    // E e^{s(X − X′)} = (1 − 4 (q/p²) sinh²(s/2))^{-r}
    const sine = Math.sinh(s / 2);
    const inside = 4 * (variance / mean) * (excess / mean) * sine * sine;
    if (inside < 1) best = Math.min(best, (LOG_TAIL - size * Math.log1p(-inside)) / s);
  }
  return best;
}
