/** One level of an isotonic fit: the points `first … last` (inclusive, by place) share a mean. */
export interface IsotonicBlock {
  readonly first: number;
  readonly last: number;
  readonly weight: number;
  /** Sum of weighted values; the fitted value is `sum / weight`. */
  readonly sum: number;
}

/**
 * The non-decreasing step function nearest to points in order, by pooling adjacent violators (Ayer et al. 1955): with
 * counts of events as sums and numbers of trials as weights it is also the likeliest one, and the best under every proper
 * score of a probability. Blocks are compared by cross-multiplication, exact for whole numbers below 2^26.
 *
 * @param sums weighted value of each point.
 * @param weights positive.
 */
export function isotonicBlocks(sums: ArrayLike<number>, weights: ArrayLike<number>): IsotonicBlock[] {
  const blocks: IsotonicBlock[] = [];
  for (let place = 0; place < sums.length; place++) {
    let block: IsotonicBlock = { first: place, last: place, weight: weights[place], sum: sums[place] };
    for (let below = blocks[blocks.length - 1]; below !== undefined && below.sum * block.weight >= block.sum * below.weight; below = blocks[blocks.length - 1]) {
      blocks.pop();
      block = { first: below.first, last: place, weight: below.weight + block.weight, sum: below.sum + block.sum };
    }
    blocks.push(block);
  }
  return blocks;
}
