/** Bins that hold at least one event, ascending, with how many. */
export interface OccupiedBins {
  readonly bins: Float64Array;
  readonly counts: Uint32Array;
}

/** Counts events by bin; memory follows the bins that were hit, not those there are. */
export interface BinCounter {
  /** @param bin integer in [0, 2^53). */
  add(bin: number): void;
  occupied(): OccupiedBins;
}

const FREE = -1;

/** An open-addressing hash table (linear probing, at most half full) in two typed arrays. */
export function createBinCounter(): BinCounter {
  let keys = new Float64Array(1024).fill(FREE);
  let counts = new Uint32Array(keys.length);
  let used = 0;

  function slotOf(bin: number): number {
    const mask = keys.length - 1;
    const mixed = Math.imul((bin ^ (bin / 4294967296)) | 0, 0x9e3779b1);
    let slot = (mixed ^ (mixed >>> 15)) & mask;
    while (keys[slot] !== FREE && keys[slot] !== bin) slot = (slot + 1) & mask;
    return slot;
  }

  function grow(): void {
    const [oldKeys, oldCounts] = [keys, counts];
    keys = new Float64Array(2 * oldKeys.length).fill(FREE);
    counts = new Uint32Array(keys.length);
    for (let old = 0; old < oldKeys.length; old++) {
      if (oldKeys[old] === FREE) continue;
      const slot = slotOf(oldKeys[old]);
      keys[slot] = oldKeys[old];
      counts[slot] = oldCounts[old];
    }
  }

  return {
    add(bin) {
      const slot = slotOf(bin);
      if (counts[slot]++ > 0) return;
      keys[slot] = bin;
      if (2 * ++used > keys.length) grow();
    },
    occupied() {
      const bins = keys.filter((key) => key !== FREE).sort();
      return { bins, counts: Uint32Array.from(bins, (bin) => counts[slotOf(bin)]) };
    },
  };
}
