import { EMPTY_ROOT, hashLeaf, hashNode, type SubtreeHash } from "../../ledger/transparency/merkle.ts";

/**
 * A log with most of its entries left out: of a tree of `size` leaves the entries asked for, and one hash for each largest
 * subtree without any of them, from left to right. The root can be computed from it, so that one signed checkpoint vouches for
 * all of its entries at once.
 */
export interface PrunedTree {
  readonly size: number;
  readonly entries: ReadonlyMap<number, string>;
  readonly hashes: readonly Uint8Array[];
}

/** @throws RangeError when an entry lies beyond the tree. */
export function pruneTree(subtree: SubtreeHash, size: number, entries: ReadonlyMap<number, string>): PrunedTree {
  const wanted = [...entries.keys()].sort((a, b) => a - b);
  if (wanted.some((index) => !(index >= 0 && index < size))) throw new RangeError(`an entry beyond a tree of ${size}`);
  const hashes: Uint8Array[] = [];
  const visit = (start: number, end: number): void => {
    if (!hasBetween(wanted, start, end)) hashes.push(rangeHash(subtree, start, end));
    else if (end - start > 1) {
      const middle = start + splitPoint(end - start);
      visit(start, middle);
      visit(middle, end);
    }
  };
  if (size > 0) visit(0, size);
  return { size, entries, hashes };
}

/** Root of the whole tree; undefined when there are more or fewer hashes than it needs. */
export function prunedRoot({ size, entries, hashes }: PrunedTree): Uint8Array | undefined {
  const wanted = [...entries.keys()].sort((a, b) => a - b);
  if (wanted.some((index) => !(Number.isInteger(index) && index >= 0 && index < size))) return undefined;
  let used = 0;
  const visit = (start: number, end: number): Uint8Array | undefined => {
    if (!hasBetween(wanted, start, end)) return hashes[used++];
    if (end - start === 1) return hashLeaf(Buffer.from(entries.get(start)!, "utf8"));
    const middle = start + splitPoint(end - start);
    const [left, right] = [visit(start, middle), visit(middle, end)];
    return left === undefined || right === undefined ? undefined : hashNode(left, right);
  };
  const root = size === 0 ? EMPTY_ROOT : visit(0, size);
  return used === hashes.length ? root : undefined;
}

function rangeHash(subtree: SubtreeHash, start: number, end: number): Uint8Array {
  const count = end - start;
  const split = splitPoint(count);
  if (count === 1 || 2 * split === count) return subtree(Math.round(Math.log2(count)), start / count);
  return hashNode(rangeHash(subtree, start, start + split), rangeHash(subtree, start + split, end));
}

/** The largest power of two smaller than `count`; 1 for 1 and 2. */
function splitPoint(count: number): number {
  let split = 1;
  while (2 * split < count) split *= 2;
  return split;
}

/** Whether some of the ascending numbers lies in [start, end). */
function hasBetween(ascending: readonly number[], start: number, end: number): boolean {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle]! < start) low = middle + 1;
    else high = middle;
  }
  return low < ascending.length && ascending[low]! < end;
}
