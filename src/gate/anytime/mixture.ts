import { logSumExp } from "../../numerics/sums.ts";

/** ln Σ w_k e^{logWealth_k}, the log e-value of bets run side by side; weights are positive and sum to 1, equal when absent. */
export function logMixture(logWealths: ArrayLike<number>, weights?: readonly number[]): number {
  if (weights === undefined) return logSumExp(logWealths) - Math.log(logWealths.length);
  return logSumExp(Float64Array.from(logWealths, (logWealth, k) => Math.log(weights[k]) + logWealth));
}
