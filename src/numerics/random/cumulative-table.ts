/** A discrete law over bins 0 … length − 1, drawn by inversion. */
export interface CumulativeTable {
  readonly length: number;
  /** Sum of the weights, added left to right. */
  readonly total: number;
  /** The bin of u in [0, 1): the number of normalised cumulative weights ≤ u. A bin of weight zero is never drawn. */
  sample(u: number): number;
}

/**
 * Inversion with a guide table (Chen & Asau 1974): constant expected time a lookup, and exactly the bin that
 * `searchsorted(cumsum(weights) / total, u, side="right")` gives.
 *
 * @throws RangeError when a weight is negative or not finite, or all are zero.
 */
export function createCumulativeTable(weights: ArrayLike<number>): CumulativeTable {
  const cumulative = cumulativeSum(weights);
  const length = cumulative.length;
  const total = length === 0 ? 0 : cumulative[length - 1];
  if (!(total > 0 && total < Infinity)) {
    throw new RangeError(`createCumulativeTable: the total of ${length} weights must be positive and finite, got ${total}`);
  }
  for (let i = 0; i < length; i++) cumulative[i] /= total;
  const guide = guideTable(cumulative);
  const slots = guide.length - 1;

  function sample(u: number): number {
    const slot = Math.floor(u * slots);
    let low = guide[slot];
    let high = guide[slot + 1];
    while (high - low > 8) {
      const middle = (low + high) >>> 1;
      if (cumulative[middle] <= u) low = middle + 1;
      else high = middle;
    }
    while (cumulative[low] <= u) low++;
    return low;
  }

  return { length, total, sample };
}

function cumulativeSum(weights: ArrayLike<number>): Float64Array {
  const cumulative = new Float64Array(weights.length);
  let sum = 0;
  for (let i = 0; i < weights.length; i++) {
    if (!(weights[i] >= 0)) throw new RangeError(`createCumulativeTable: weight ${i} must be non-negative, got ${weights[i]}`);
    sum += weights[i];
    cumulative[i] = sum;
  }
  return cumulative;
}

/** guide[j] = number of entries ≤ j/slots. The slot count is a power of two, so that u · slots is exact. */
function guideTable(cumulative: Float64Array): Int32Array {
  const slots = 1 << Math.min(30, Math.ceil(Math.log2(cumulative.length)));
  const guide = new Int32Array(slots + 1);
  let bin = 0;
  for (let j = 0; j <= slots; j++) {
    while (bin < cumulative.length && cumulative[bin] <= j / slots) bin++;
    guide[j] = bin;
  }
  return guide;
}
