import { logSumExp } from "../../numerics/sums.ts";

/**
 * ln of the closed e-values of a family: E*_i = least mean of E over any subset that contains i (Vovk & Wang 2021). Those with
 * E*_i ≥ 1/α may all be called wrong at once, with probability at most α that any of them is true, whatever their
 * dependence; for e-processes at whichever look. Never worse than asking K/α of each.
 */
export function closedLogEValues(logEValues: readonly number[]): number[] {
  const order = logEValues.map((_, k) => k).sort((a, b) => logEValues[a] - logEValues[b]);
  const closed = new Array<number>(logEValues.length);
  for (const [rank, k] of order.entries()) {
    // A mean falls as long as what is added lies below it: the smallest others first, itself always inside.
    let least = logEValues[k];
    for (let size = 1; size <= rank; size++) {
      const inside = [logEValues[k], ...order.slice(0, size).map((other) => logEValues[other])];
      least = Math.min(least, logSumExp(inside) - Math.log(size + 1));
    }
    closed[k] = least;
  }
  return closed;
}
