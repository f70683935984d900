/** A law over bins: weights of single events, and what an event in each adds to the score, which rises with the rate. */
export interface BinLaw {
  readonly rates: Float64Array;
  readonly weightOf: (rate: number) => number;
  readonly valueOf: (rate: number) => number;
}

/** P(value ≤ limit) for one event; values equal but for rounding count. */
export function oneEventShare({ rates, weightOf, valueOf }: BinLaw, limit: number): number {
  const margin = withTies(limit);
  let below = 0;
  let total = 0;
  for (const rate of rates) {
    if (rate === 0) continue;
    const weight = weightOf(rate);
    total += weight;
    if (valueOf(rate) <= margin) below += weight;
  }
  return below / total;
}

/**
 * P(sum of values ≤ limit) for two events, exact: bins in order of rate, with one pointer moving up and one down. Two
 * events in one bin add `shared` to the sum of their values; where that is −Infinity they cannot be in one bin at all.
 */
export function twoEventShare({ rates, weightOf, valueOf }: BinLaw, shared: number, limit: number): number {
  const margin = withTies(limit);
  const sorted = rates.filter((rate) => rate > 0).sort();
  const weights = sorted.map(weightOf);
  const values = sorted.map(valueOf);
  const apart = shared === -Infinity;
  let total = 0;
  let squares = 0;
  for (const weight of weights) {
    total += weight;
    squares += weight * weight;
  }
  let below = 0;
  let partners = 0;
  for (let first = sorted.length - 1, end = 0; first >= 0; first--) {
    // As the first event's value falls, more second events stay within the limit.
    for (; end < sorted.length && values[first] + values[end] <= margin; end++) partners += weights[end];
    const alone = 2 * values[first] <= margin ? weights[first] : 0;
    const together = !apart && 2 * values[first] + shared <= margin ? weights[first] : 0;
    below += weights[first] * (partners - alone + together);
  }
  return below / (total * total - (apart ? squares : 0));
}

function withTies(limit: number): number {
  return limit + 1e-9 * Math.abs(limit);
}
