/** Places as epicentres in space, kilometres from the Earth's centre, and depths in km (all 0 for epicentral distances). */
export interface Places {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  readonly depth: Float64Array;
}

/** A balanced k-d tree: node k has the children 2k + 1 and 2k + 2, and all leaves stand on one level. */
export interface PlaceTree {
  /** Levels below the root. */
  readonly levels: number;
  /** Number of the first leaf; the nodes from it on are leaves. */
  readonly firstLeaf: number;
  /** Indices of places, leaf by leaf. */
  readonly order: Int32Array;
  /** Where the places of a leaf start in `order`; one entry more than nodes. Inner nodes have entries without meaning. */
  readonly starts: Int32Array;
  /** Least and largest x, y, z and depth of each node: eight numbers a node, reversed infinities for an empty leaf. */
  readonly ranges: Float64Array;
}

const LEAF_SIZE = 8;

/** Splits places at the median of their widest extent until some eight are left in a leaf. */
export function placeTree(places: Places): PlaceTree {
  const coordinates = [places.x, places.y, places.z, places.depth];
  const order = Int32Array.from(places.x.keys());
  const levels = Math.max(0, Math.ceil(Math.log2(Math.max(1, order.length / LEAF_SIZE))));
  const firstLeaf = (1 << levels) - 1;
  const nodeCount = 2 * firstLeaf + 1;
  const ranges = new Float64Array(8 * nodeCount);
  const starts = new Int32Array(nodeCount + 1);
  const ends = new Int32Array(nodeCount);
  ends[0] = starts[nodeCount] = order.length;
  for (let node = 0; node < nodeCount; node++) {
    const [from, to] = [starts[node], ends[node]];
    let widest = 0;
    let width = -1;
    coordinates.forEach((values, dimension) => {
      let [low, high] = [Infinity, -Infinity];
      for (let k = from; k < to; k++) {
        const value = values[order[k]];
        if (value < low) low = value;
        if (value > high) high = value;
      }
      ranges[8 * node + 2 * dimension] = low;
      ranges[8 * node + 2 * dimension + 1] = high;
      if (high - low > width) {
        width = high - low;
        widest = dimension;
      }
    });
    if (node >= firstLeaf) continue;
    const middle = (from + to) >>> 1;
    selectMiddle(order, coordinates[widest]!, from, to, middle);
    starts[2 * node + 1] = from;
    ends[2 * node + 1] = starts[2 * node + 2] = middle;
    ends[2 * node + 2] = to;
  }
  return { levels, firstLeaf, order, starts, ranges };
}

/** Partial sort (Hoare's quickselect): what stands before `middle` is no larger than what stands from it on. */
function selectMiddle(order: Int32Array, keys: Float64Array, from: number, to: number, middle: number): void {
  let low = from;
  let high = to - 1;
  while (high > low) {
    const pivot = keys[order[(low + high) >>> 1]];
    let i = low;
    let j = high;
    while (i <= j) {
      while (keys[order[i]] < pivot) i++;
      while (keys[order[j]] > pivot) j--;
      if (i <= j) {
        const swapped = order[i];
        order[i] = order[j];
        order[j] = swapped;
        i++;
        j--;
      }
    }
    if (middle <= j) high = j;
    else if (middle >= i) low = i;
    else return;
  }
}
