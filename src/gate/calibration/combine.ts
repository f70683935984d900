import { logSumExp } from "../../numerics/sums.ts";

/** Over windows one after the other, each valid given the past: e-values multiply. ln in, ln out. */
export function logProduct(logEValues: readonly number[]): number {
  return logEValues.reduce((total, logE) => total + logE, 0);
}

/** Over tests of the same windows, however they depend on one another: the weighted mean is an e-value. Weights equal when absent. */
export function logMean(logEValues: readonly number[], weights: readonly number[] = logEValues.map(() => 1)): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (logEValues.length === 0 || weights.length !== logEValues.length || weights.some((weight) => !(weight >= 0)) || !(total > 0)) {
    throw new RangeError(`mean of e-values: ${logEValues.length} non-negative weights expected, got ${weights.join(", ")}`);
  }
  return logSumExp(logEValues.flatMap((logE, k) => (weights[k] > 0 ? [Math.log(weights[k] / total) + logE] : [])));
}

/** Where every one must hold: the smallest is an e-value against "at least one does not". There is no such rule for the largest. */
export function logMinimum(logEValues: readonly number[]): number {
  return logEValues.reduce((least, logE) => Math.min(least, logE), Infinity);
}

/** min(1, 1/E), a p-value, and at the running maximum of an e-process one that may be looked at at any time. */
export function pValueOf(logE: number): number {
  return Math.min(1, Math.exp(-logE));
}
