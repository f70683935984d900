import { mean } from "./sums.ts";

/** Weights of autocovariances: 1 at all lags kept, or falling linearly, which keeps the sum from turning negative. */
export type LagWindow = "rectangular" | "bartlett";

/**
 * Long-run variance of a stationary series, n times the variance of its mean: γ₀ + 2 Σ_{j=1}^{lag} w_j γ_j with
 * autocovariances γ_j = Σ_t (x_t − x̄)(x_{t+j} − x̄)/n. With w_j = 1 − j/(lag + 1) it is Newey & West's (1987) and never
 * negative; with w_j = 1 it is exact for series that are uncorrelated beyond `lag`, and may be negative.
 *
 * @param lag largest lag, 0 ≤ lag < n.
 * @throws RangeError for no values or another lag.
 */
export function longRunVariance(values: ArrayLike<number>, lag: number, window: LagWindow): number {
  const n = values.length;
  if (!(Number.isInteger(lag) && lag >= 0 && lag < n)) throw new RangeError(`longRunVariance: lag must be an integer in [0, ${n}), got ${lag}`);
  const centre = mean(values);
  let total = 0;
  for (let j = 0; j <= lag; j++) {
    let products = 0;
    for (let t = 0; t + j < n; t++) products += (values[t] - centre) * (values[t + j] - centre);
    const weight = window === "bartlett" ? 1 - j / (lag + 1) : 1;
    total += ((j === 0 ? 1 : 2) * weight * products) / n;
  }
  return total;
}
