/**
 * ln of the closed e-values of a family: E*_i = least mean of E over any subset that contains i (Vovk & Wang 2021). Those with
 * E*_i ≥ 1/α may all be called wrong at once, with probability at most α that any of them is true, whatever their
 * dependence; for e-processes at whichever look. Never worse than asking K/α of each.
 */
export function closedLogEValues(logEValues: readonly number[]): number[] {
  const order = logEValues.map((_, k) => k).sort((a, b) => logEValues[a] - logEValues[b]);
  const closed = new Array<number>(logEValues.length);
  // Sums of the smallest e-values, each in units of the largest in it.
  const sums: number[] = [];
  for (const [rank, k] of order.entries()) {
    const own = logEValues[k];
    closed[k] = own;
    if (Number.isFinite(own)) {
      // A mean falls as long as what is added lies below it: the smallest others first, itself, the largest of them, always inside.
      for (let size = 1; size <= rank; size++) closed[k] = Math.min(closed[k], own + Math.log1p(sums[size - 1] * Math.exp(logEValues[order[size - 1]] - own)) - Math.log(size + 1));
    }
    const last = rank === 0 ? own : logEValues[order[rank - 1]];
    // Equal infinities have no difference.
    sums.push(1 + (sums[rank - 1] ?? 0) * (last === own ? 1 : Math.exp(last - own)));
  }
  return closed;
}
