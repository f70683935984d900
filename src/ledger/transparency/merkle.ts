import { createHash } from "node:crypto";

/** Bytes of one SHA-256 hash. */
export const HASH_BYTES = 32;

/** Hash of the perfect subtree over the leaves [index·2^level, (index+1)·2^level); level 0 is a leaf hash. */
export type SubtreeHash = (level: number, index: number) => Uint8Array;

/** RFC 6962 §2.1 hash of a leaf: SHA-256(0x00 ‖ entry). */
export function hashLeaf(entry: Uint8Array): Uint8Array {
  return createHash("sha256").update(LEAF_PREFIX).update(entry).digest();
}

/** RFC 6962 §2.1 hash of an inner node: SHA-256(0x01 ‖ left ‖ right). */
export function hashNode(left: Uint8Array, right: Uint8Array): Uint8Array {
  const message = Buffer.allocUnsafe(1 + 2 * HASH_BYTES);
  message[0] = 1;
  message.set(left, 1);
  message.set(right, 1 + HASH_BYTES);
  return createHash("sha256").update(message).digest();
}

/** Root of the tree without leaves: SHA-256 of nothing. */
export const EMPTY_ROOT: Uint8Array = createHash("sha256").digest();

/** RFC 6962 §2.1 Merkle tree hash over leaf hashes in order. */
export function rootOf(leafHashes: readonly Uint8Array[]): Uint8Array {
  return treeRoot(subtreesOf(leafHashes), leafHashes.length);
}

/** Subtree hashes over leaf hashes held in memory, each computed once. */
export function subtreesOf(leafHashes: readonly Uint8Array[]): SubtreeHash {
  const levels: (readonly Uint8Array[])[] = [leafHashes];
  return (level, index) => {
    while (levels.length <= level) {
      const below = levels.at(-1)!;
      levels.push(Array.from({ length: Math.floor(below.length / 2) }, (_, pair) => hashNode(below[2 * pair]!, below[2 * pair + 1]!)));
    }
    return levels[level]![index]!;
  };
}

/** Root of the tree over the first `size` leaves. */
export function treeRoot(subtree: SubtreeHash, size: number): Uint8Array {
  return size === 0 ? EMPTY_ROOT : rangeHash(subtree, 0, size);
}

/** RFC 6962 §2.1.1 audit path of leaf `index` in the tree over the first `size` leaves, from the leaf's sibling upwards. @throws RangeError unless 0 <= index < size. */
export function inclusionProof(subtree: SubtreeHash, index: number, size: number): Uint8Array[] {
  if (!(Number.isSafeInteger(size) && Number.isSafeInteger(index) && 0 <= index && index < size)) throw new RangeError(`no leaf ${index} in a tree of ${size}`);
  const path: Uint8Array[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      path.push(rangeHash(subtree, middle, end));
      end = middle;
    } else {
      path.push(rangeHash(subtree, start, middle));
      start = middle;
    }
  }
  return path.reverse();
}

/** RFC 6962 §2.1.2 proof that the tree over the first `oldSize` leaves is a prefix of the one over `newSize`. Empty for equal sizes. @throws RangeError unless 0 < oldSize <= newSize. */
export function consistencyProof(subtree: SubtreeHash, oldSize: number, newSize: number): Uint8Array[] {
  if (!(Number.isSafeInteger(oldSize) && Number.isSafeInteger(newSize) && 0 < oldSize && oldSize <= newSize)) throw new RangeError(`no consistency proof from ${oldSize} to ${newSize}`);
  const path: Uint8Array[] = [];
  let [start, end] = [0, newSize];
  while (oldSize < end) {
    const middle = start + splitPoint(end - start);
    if (oldSize <= middle) {
      path.push(rangeHash(subtree, middle, end));
      end = middle;
    } else {
      path.push(rangeHash(subtree, start, middle));
      start = middle;
    }
  }
  // The old tree itself needs no hash of its own: the verifier has its root.
  if (start > 0) path.push(rangeHash(subtree, start, end));
  return path.reverse();
}

/** Whether `proof` leads from a leaf hash at `index` to the root of a tree of `size` leaves (RFC 9162 §2.1.3.2). */
export function verifyInclusion(leafHash: Uint8Array, index: number, size: number, proof: readonly Uint8Array[], root: Uint8Array): boolean {
  if (!(Number.isSafeInteger(size) && Number.isSafeInteger(index) && 0 <= index && index < size)) return false;
  let [node, last, hash] = [index, size - 1, leafHash];
  for (const sibling of proof) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      hash = hashNode(sibling, hash);
      while (node % 2 === 0 && node !== 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    } else {
      hash = hashNode(hash, sibling);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && sameHash(hash, root);
}

/**
 * Whether `proof` shows that a tree of `oldSize` leaves is a prefix of one of `newSize` (RFC 9162 §2.1.4.2). The empty tree is a
 * prefix of every tree and equal sizes need equal roots, both with an empty proof.
 */
export function verifyConsistency(oldSize: number, oldRoot: Uint8Array, newSize: number, newRoot: Uint8Array, proof: readonly Uint8Array[]): boolean {
  if (!(Number.isSafeInteger(oldSize) && Number.isSafeInteger(newSize) && 0 <= oldSize && oldSize <= newSize)) return false;
  if (oldSize === newSize) return proof.length === 0 && sameHash(oldRoot, newRoot);
  if (oldSize === 0) return proof.length === 0 && sameHash(oldRoot, EMPTY_ROOT);
  const path = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : proof;
  if (path.length === 0) return false;
  let [node, last] = [oldSize - 1, newSize - 1];
  while (node % 2 === 1) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  let [oldHash, newHash] = [path[0]!, path[0]!];
  for (const hash of path.slice(1)) {
    if (last === 0) return false;
    if (node % 2 === 1 || node === last) {
      oldHash = hashNode(hash, oldHash);
      newHash = hashNode(hash, newHash);
      while (node % 2 === 0 && node !== 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
    } else {
      newHash = hashNode(newHash, hash);
    }
    [node, last] = [Math.floor(node / 2), Math.floor(last / 2)];
  }
  return last === 0 && sameHash(oldHash, oldRoot) && sameHash(newHash, newRoot);
}

export function sameHash(a: Uint8Array, b: Uint8Array): boolean {
  return a.byteLength === b.byteLength && Buffer.compare(a, b) === 0;
}

const LEAF_PREFIX = Uint8Array.of(0);

/** Hash of the leaves [start, end) where `start` is a multiple of the largest power of two below the count. */
function rangeHash(subtree: SubtreeHash, start: number, end: number): Uint8Array {
  const count = end - start;
  if (isPowerOfTwo(count)) return subtree(Math.round(Math.log2(count)), start / count);
  const middle = start + splitPoint(count);
  return hashNode(rangeHash(subtree, start, middle), rangeHash(subtree, middle, end));
}

/** The largest power of two smaller than `count` >= 2. */
function splitPoint(count: number): number {
  let split = 1;
  while (2 * split < count) split *= 2;
  return split;
}

function isPowerOfTwo(count: number): boolean {
  return count === 1 || 2 * splitPoint(count) === count;
}
