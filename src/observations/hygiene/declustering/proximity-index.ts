import { type Places, placeTree } from "./place-tree.ts";

export interface ProximityScale {
  readonly fractalDimension: number;
  readonly sphereRadiusKm: number;
  readonly minimumDistanceKm: number;
  readonly minimumYears: number;
  /** Whether an event added at the very place that is asked about can be the parent. */
  readonly samePlaceCounts: boolean;
}

/** Filled by {@link ProximityIndex.nearest}. */
export interface NearestParent {
  /** Place of the parent; −1 where no event is earlier. */
  place: number;
  /** Natural logarithm of the smallest proximity; Infinity without a parent. */
  logProximity: number;
}

/** Events are added and looked for in ascending time. */
export interface ProximityIndex {
  /** Removes all events; the places stay. */
  clear(): void;
  /** An event at a place (one a place); `logWeight` is the natural logarithm of its factor 10^{−b m} as a parent. */
  add(place: number, years: number, logWeight: number): void;
  /** The parent, among events added, of an event that is later than all of them; the lowest place where two are equally near. */
  nearest(years: number, x: number, y: number, z: number, depth: number, into: NearestParent): void;
}

/** Rounding of bound against value, in the logarithm. */
const SLACK = 1e-12;
/** Numbers held of each node: ranges of x, y, z and depth as the tree has them, then latest time and least log weight of the events added. */
const STRIDE = 10;
const LATEST = 8;
const LEAST = 9;

/**
 * Index for the nearest-neighbour proximity of Zaliapin & Ben-Zion: the event i added that makes
 * ln (t − t_i) + d_f ln r_i + ln w_i least, r_i the root of great-circle distance and
 * difference in depth, squared and added, both t − t_i and r_i floored. A balanced k-d tree
 * over the places, searched by branch and bound: a node's bound takes its latest event, its nearest corner (the chord,
 * never longer than the arc) and its least weight. As events come in time order, the latest is known exactly.
 */
export function buildProximityIndex(places: Places, scale: ProximityScale): ProximityIndex {
  const count = places.x.length;
  const { levels, firstLeaf, starts, order, ranges } = placeTree(places);
  const nodeCount = starts.length - 1;
  const nodes = new Float64Array(nodeCount * STRIDE);
  for (let node = 0; node < nodeCount; node++) nodes.set(ranges.subarray(8 * node, 8 * node + 8), STRIDE * node);
  const pick = (values: Float64Array): Float64Array => Float64Array.from(order, (place) => values[place]);
  const [px, py, pz, pd] = [pick(places.x), pick(places.y), pick(places.z), pick(places.depth)];
  const slots = new Int32Array(count);
  const leaves = new Int32Array(count);
  for (let leaf = firstLeaf; leaf < nodeCount; leaf++) {
    for (let slot = starts[leaf]; slot < starts[leaf + 1]; slot++) {
      slots[order[slot]] = slot;
      leaves[order[slot]] = leaf;
    }
  }
  const times = new Float64Array(count);
  const weights = new Float64Array(count);

  const clear = (): void => {
    times.fill(Infinity);
    for (let at = 0; at < nodes.length; at += STRIDE) {
      nodes[at + LATEST] = -Infinity;
      nodes[at + LEAST] = Infinity;
    }
  };

  const add = (place: number, years: number, logWeight: number): void => {
    times[slots[place]] = years;
    weights[slots[place]] = logWeight;
    for (let node = leaves[place]; ; node = (node - 1) >> 1) {
      const at = node * STRIDE;
      nodes[at + LATEST] = years;
      if (logWeight < nodes[at + LEAST]) nodes[at + LEAST] = logWeight;
      if (node === 0) return;
    }
  };

  const { fractalDimension, sphereRadiusKm, minimumYears, samePlaceCounts } = scale;
  const halfDimension = fractalDimension / 2;
  const minimumSquare = scale.minimumDistanceKm * scale.minimumDistanceKm;
  const diameterSquare = 4 * sphereRadiusKm * sphereRadiusKm;
  const stackNodes = new Int32Array(levels + 2);
  const stackBounds = new Float64Array(levels + 2);

  const boundOf = (node: number, years: number, x: number, y: number, z: number, depth: number): number => {
    const at = node * STRIDE;
    const latest = nodes[at + LATEST];
    if (latest === -Infinity) return Infinity;
    const dx = x < nodes[at] ? nodes[at] - x : x > nodes[at + 1] ? x - nodes[at + 1] : 0;
    const dy = y < nodes[at + 2] ? nodes[at + 2] - y : y > nodes[at + 3] ? y - nodes[at + 3] : 0;
    const dz = z < nodes[at + 4] ? nodes[at + 4] - z : z > nodes[at + 5] ? z - nodes[at + 5] : 0;
    const dd = depth < nodes[at + 6] ? nodes[at + 6] - depth : depth > nodes[at + 7] ? depth - nodes[at + 7] : 0;
    const square = dx * dx + dy * dy + dz * dz + dd * dd;
    const gap = years - latest;
    return Math.log(gap > minimumYears ? gap : minimumYears) + halfDimension * Math.log(square > minimumSquare ? square : minimumSquare) + nodes[at + LEAST];
  };

  const nearest = (years: number, x: number, y: number, z: number, depth: number, into: NearestParent): void => {
    let best = Infinity;
    let parent = -1;
    let top = 0;
    stackNodes[0] = 0;
    stackBounds[0] = boundOf(0, years, x, y, z, depth);
    while (top >= 0) {
      const node = stackNodes[top];
      const bound = stackBounds[top];
      top--;
      if (bound === Infinity || bound > best + SLACK) continue;
      if (node >= firstLeaf) {
        const end = starts[node + 1];
        for (let slot = starts[node]; slot < end; slot++) {
          const gap = years - times[slot];
          if (gap === -Infinity) continue;
          const dx = x - px[slot];
          const dy = y - py[slot];
          const dz = z - pz[slot];
          const dd = depth - pd[slot];
          const chordSquare = dx * dx + dy * dy + dz * dz;
          const square = chordSquare + dd * dd;
          if (square === 0 && !samePlaceCounts) continue;
          const weightedTime = Math.log(gap > minimumYears ? gap : minimumYears) + weights[slot];
          if (weightedTime + halfDimension * Math.log(square > minimumSquare ? square : minimumSquare) > best) continue;
          const arcSquare = square + chordSquare * arcExcess(chordSquare / diameterSquare);
          const value = weightedTime + halfDimension * Math.log(arcSquare > minimumSquare ? arcSquare : minimumSquare);
          if (value < best || (value === best && order[slot] < parent)) {
            best = value;
            parent = order[slot];
          }
        }
        continue;
      }
      const left = 2 * node + 1;
      const leftBound = boundOf(left, years, x, y, z, depth);
      const rightBound = boundOf(left + 1, years, x, y, z, depth);
      const leftFirst = leftBound <= rightBound;
      const farBound = leftFirst ? rightBound : leftBound;
      if (farBound <= best + SLACK) {
        stackNodes[++top] = leftFirst ? left + 1 : left;
        stackBounds[top] = farBound;
      }
      stackNodes[++top] = leftFirst ? left : left + 1;
      stackBounds[top] = leftFirst ? leftBound : rightBound;
    }
    into.place = parent;
    into.logProximity = best;
  };
  clear();
  return { clear, add, nearest };
}

/** (arc / chord)² − 1 from the square of half the chord over the radius, in [0, 1]. */
function arcExcess(squareOfSine: number): number {
  if (squareOfSine < 1e-9) return squareOfSine / 3;
  const sine = Math.sqrt(Math.min(1, squareOfSine));
  const ratio = Math.asin(sine) / sine;
  return ratio * ratio - 1;
}
