/** A discrete law over bins 0 … length − 1, drawn by inversion. */
export interface CumulativeTable {
  readonly length: number;
  /** Sum of the weights, added left to right. */
  readonly total: number;
  /** The bin of u in [0, 1): the number of normalised cumulative weights ≤ u. A bin of weight zero is never drawn. */
  sample(u: number): number;
  /** `sample` of the first `count` of `uniforms` to the start of `bins`. */
  sampleMany(uniforms: Float64Array, count: number, bins: Int32Array): void;
  /**
   * The same law from the first `count` of `words`, 32 random bits an event, where `nextUint32` gives 21 more to the few
   * whose word holds an edge between bins: the bin of a uniform of 53 bits, for half the random numbers.
   */
  sampleWords(words: Uint32Array, count: number, nextUint32: () => number, bins: Int32Array): void;
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

  // A loop of its own, so that the look-ups of several events wait for memory together.
  function sampleMany(uniforms: Float64Array, count: number, bins: Int32Array): void {
    for (let i = 0; i < count; i++) bins[i] = sample(uniforms[i]);
  }

  const slotShift = 32 - Math.log2(slots);

  function sampleWords(words: Uint32Array, count: number, nextUint32: () => number, bins: Int32Array): void {
    for (let i = 0; i < count; i++) {
      const slot = slotShift === 32 ? 0 : words[i] >>> slotShift;
      let low = guide[slot];
      if (low !== guide[slot + 1]) {
        let u = words[i] / 0x100000000;
        while (cumulative[low] <= u) low++;
        if (cumulative[low] < u + 1 / 0x100000000) {
          u += (nextUint32() >>> 11) / 9007199254740992;
          while (cumulative[low] <= u) low++;
        }
      }
      bins[i] = low;
    }
  }

  return { length, total, sample, sampleMany, sampleWords };
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

/**
 * guide[j] = number of entries ≤ j/slots. The slot count is a power of two, so that u · slots is exact. Small tables get
 * many slots a bin, as long as the guide stays in the processor's cache: a slot that holds one bin needs no search.
 */
function guideTable(cumulative: Float64Array): Int32Array {
  const bits = Math.ceil(Math.log2(cumulative.length));
  const slots = 1 << Math.min(30, Math.max(bits, Math.min(bits + 5, 15)));
  const guide = new Int32Array(slots + 1);
  let bin = 0;
  for (let j = 0; j <= slots; j++) {
    while (bin < cumulative.length && cumulative[bin] <= j / slots) bin++;
    guide[j] = bin;
  }
  return guide;
}
