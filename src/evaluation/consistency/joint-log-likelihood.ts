/**
 * Joint Poisson log-likelihood of events in bins with expected counts `rates` times `rateFactor`:
 * `Σ ω ln(λ·factor) − Σ ln ω! − expectedCount` over occupied bins only. An event at rate zero gives −Infinity.
 * Cost follows the number of events, not of bins.
 *
 * @param bins bin of each event, in any order.
 * @param expectedCount what stands for the sum of the rates over all bins, occupied or not.
 */
export function jointLogLikelihood(rates: Float64Array, bins: Int32Array, rateFactor: number, expectedCount: number): number {
  const counts = new Map<number, number>();
  let score = 0;
  for (let event = 0; event < bins.length; event++) {
    const count = (counts.get(bins[event]) ?? 0) + 1;
    counts.set(bins[event], count);
    // ln ω! grows by ln ω with the ω-th event of a bin.
    score += Math.log(rates[bins[event]] * rateFactor) - Math.log(count);
  }
  return score - expectedCount;
}
