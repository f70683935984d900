import type { Catalog } from "../../../seismicity/catalog.ts";
import type { Declustering } from "./declustering.ts";

/** A partition of 0 … count − 1 that only grows coarser. */
export interface DisjointSets {
  /** The member that stands for the set of `member`. */
  rootOf(member: number): number;
  /** Makes one set of two and returns its root. */
  join(a: number, b: number): number;
}

/** Every member alone at first. Lower members become roots, and paths are halved, so that steps stay near constant. */
export function disjointSets(count: number): DisjointSets {
  const above = Int32Array.from({ length: count }, (_, member) => member);
  const rootOf = (member: number): number => {
    let at = member;
    while (above[at] !== at) {
      above[at] = above[above[at]];
      at = above[at];
    }
    return at;
  };
  return {
    rootOf,
    join(a, b) {
      const [rootA, rootB] = [rootOf(a), rootOf(b)];
      const root = Math.min(rootA, rootB);
      above[Math.max(rootA, rootB)] = root;
      return root;
    },
  };
}

/** Each set a cluster, its largest event (ties: earlier) the mainshock. */
export function largestOfEach({ length, magnitudes }: Catalog, rootOf: (event: number) => number): Declustering {
  const mainshocks = new Int32Array(length).fill(-1);
  for (let event = 0; event < length; event++) {
    const root = rootOf(event);
    if (mainshocks[root] === -1 || magnitudes[event] > magnitudes[mainshocks[root]]) mainshocks[root] = event;
  }
  const mainshockOf = Int32Array.from({ length }, (_, event) => mainshocks[rootOf(event)]);
  return { mainshockOf, isMainshock: Uint8Array.from(mainshockOf, (mainshock, event) => (mainshock === event ? 1 : 0)) };
}
