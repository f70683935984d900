import { sum } from "../../numerics/sums.ts";

/**
 * How the spread of an ensemble enters a score: `plain` scores the ensemble itself, as an empirical distribution;
 * `fair` estimates without bias the score of the law that the members were drawn from (Ferro 2014).
 */
export type EnsembleEstimator = "plain" | "fair";

/**
 * CRPS of an ensemble of n members at an observation, `mean|x − y| − s/2`, where s is the mean of |x − x′| over all n²
 * ordered pairs (plain) or over the n(n − 1) pairs of different members (fair). Sorting makes it O(n log n).
 *
 * @throws RangeError for no members, or fewer than two where fair.
 */
export function ensembleCrps(members: ArrayLike<number>, observation: number, estimator: EnsembleEstimator): number {
  const n = members.length;
  if (n < (estimator === "fair" ? 2 : 1)) throw new RangeError(`ensembleCrps: ${n} members are too few for the ${estimator} score`);
  const sorted = Float64Array.from(members).sort();
  const distance = sum(sorted.map((member) => Math.abs(member - observation))) / n;
  // Σ_{i<j} (x_j − x_i) by gaps: the gap above the i-th of the sorted members lies within i(n − i) pairs.
  const gaps = Float64Array.from({ length: n - 1 }, (_, i) => (i + 1) * (n - 1 - i) * (sorted[i + 1] - sorted[i]));
  return distance - sum(gaps) / n / (estimator === "fair" ? n - 1 : n);
}
