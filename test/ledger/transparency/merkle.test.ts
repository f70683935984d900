import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { consistencyProof, EMPTY_ROOT, hashLeaf, inclusionProof, rootOf, type SubtreeHash, subtreesOf, treeRoot, verifyConsistency, verifyInclusion } from "../../../src/ledger/transparency/merkle.ts";
import { rowsOfTree, subtreesOfTiles, tilePath, tilesOfRows, tilesOfTree } from "../../../src/ledger/transparency/tiles.ts";
import { VECTORS } from "./vectors.ts";

const leaf = (index: number): Uint8Array => hashLeaf(Buffer.from(`leaf ${index}`));
const LEAVES = Array.from({ length: 300 }, (_, index) => leaf(index));
const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
const ofSize = (size: number): SubtreeHash => subtreesOf(LEAVES.slice(0, size));

describe("the tree of another implementation (golang.org/x/mod/sumdb/tlog)", () => {
  it.each(VECTORS.sizes)("has our root and our proofs at size $size", ({ size, root, inclusion, consistency }) => {
    const subtrees = ofSize(size);
    const digest = (proofs: readonly Uint8Array[][]): string => createHash("sha256").update(Buffer.concat(proofs.flat())).digest("hex");
    expect(base64(rootOf(LEAVES.slice(0, size)))).toBe(root);
    expect(digest(Array.from({ length: size }, (_, index) => inclusionProof(subtrees, index, size)))).toBe(inclusion);
    expect(digest(Array.from({ length: size }, (_, index) => consistencyProof(subtrees, index + 1, size)))).toBe(consistency);
  });

  it("has our proofs and tiles for 70,000 leaves, read from tiles", () => {
    const { size, root, inclusion, consistency, tiles } = VECTORS.large;
    const source = tilesOfRows(rowsOfTree(Buffer.concat(Array.from({ length: size }, (_, index) => leaf(index)))));
    const subtrees = subtreesOfTiles(source, size);
    const top = treeRoot(subtrees, size);
    expect(base64(top)).toBe(root);
    for (const { from, hashes } of inclusion) {
      expect(inclusionProof(subtrees, from, size).map(base64)).toEqual(hashes);
      expect(verifyInclusion(leaf(from), from, size, hashes.map((hash) => Buffer.from(hash, "base64")), top)).toBe(true);
    }
    for (const { from, hashes } of consistency) {
      expect(consistencyProof(subtrees, from, size).map(base64)).toEqual(hashes);
      expect(verifyConsistency(from, treeRoot(subtrees, from), size, top, hashes.map((hash) => Buffer.from(hash, "base64")))).toBe(true);
    }
    const ours = new Map([...tilesOfTree(size)].map((address) => [tilePath(address), createHash("sha256").update(source(address)).digest("hex")]));
    for (const [path, digest] of Object.entries(tiles)) expect([path, ours.get(path)]).toEqual([path, digest]);
    expect(ours.size).toBe(273 + 1 + 1 + 1 + 1);
  });

  it("has the empty root of RFC 6962", () => {
    expect(rootOf([])).toEqual(EMPTY_ROOT);
    expect(Buffer.from(EMPTY_ROOT).toString("hex")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });
});

/** Changes one bit of one of the hashes. */
function flipped(hashes: readonly Uint8Array[], which: number, bit: number): Uint8Array[] {
  return hashes.map((hash, place) => {
    const copy = Uint8Array.from(hash);
    if (place === which % hashes.length) copy[Math.floor((bit % 256) / 8)]! ^= 1 << (bit % 8);
    return copy;
  });
}

describe("every proof of every tree of up to 130 leaves", () => {
  it("of inclusion verifies, and only for its leaf, place, size and root", () => {
    for (let size = 1; size <= 130; size++) {
      const subtrees = ofSize(size);
      const root = treeRoot(subtrees, size);
      for (let index = 0; index < size; index++) {
        const proof = inclusionProof(subtrees, index, size);
        if (!verifyInclusion(LEAVES[index]!, index, size, proof, root)) throw new Error(`${index} of ${size}`);
        if (size > 1 && verifyInclusion(LEAVES[index]!, (index + 1) % size, size, proof, root)) throw new Error(`place ${index} of ${size}`);
        if (verifyInclusion(LEAVES[index]!, index, size, [...proof, root], root) || (proof.length > 0 && verifyInclusion(LEAVES[index]!, index, size, proof.slice(1), root))) throw new Error(`length ${index} of ${size}`);
      }
    }
  });

  it("of consistency verifies, and not between other trees", () => {
    const other = subtreesOf([hashLeaf(Buffer.from("another first leaf")), ...LEAVES.slice(1, 130)]);
    for (let size = 1; size <= 130; size++) {
      const subtrees = ofSize(size);
      const root = treeRoot(subtrees, size);
      for (let old = 0; old <= size; old++) {
        const proof = old === 0 ? [] : consistencyProof(subtrees, old, size);
        if (!verifyConsistency(old, treeRoot(subtrees, old), size, root, proof)) throw new Error(`${old} to ${size}`);
        if (old > 0 && verifyConsistency(old, treeRoot(other, old), size, root, proof)) throw new Error(`forged ${old} to ${size}`);
        if (verifyConsistency(old, treeRoot(subtrees, old), size, root, [...proof, root])) throw new Error(`length ${old} to ${size}`);
      }
    }
  });

  it("fails when any bit of it, of the leaf or of a root is flipped", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 130 }), fc.nat(), fc.nat(), fc.nat(255), (size, place, which, bit) => {
        const subtrees = ofSize(size);
        const root = treeRoot(subtrees, size);
        const index = place % size;
        const inclusion = [LEAVES[index]!, root, ...inclusionProof(subtrees, index, size)];
        const [leafHash, wrongRoot, ...proof] = flipped(inclusion, which, bit) as [Uint8Array, Uint8Array, ...Uint8Array[]];
        expect(verifyInclusion(leafHash, index, size, proof, wrongRoot)).toBe(false);
        const old = 1 + index;
        const consistency = [treeRoot(subtrees, old), root, ...consistencyProof(subtrees, old, size)];
        const [oldRoot, newRoot, ...path] = flipped(consistency, which, bit) as [Uint8Array, Uint8Array, ...Uint8Array[]];
        expect(verifyConsistency(old, oldRoot, size, newRoot, path)).toBe(false);
      }),
      { numRuns: 500, seed: 6962 },
    );
  });

  it("is not made, and never verifies, outside the tree", () => {
    const subtrees = ofSize(5);
    const root = treeRoot(subtrees, 5);
    expect(() => inclusionProof(subtrees, 5, 5)).toThrow(/no leaf 5 in a tree of 5/);
    expect(() => consistencyProof(subtrees, 0, 5)).toThrow(/from 0 to 5/);
    expect(() => consistencyProof(subtrees, 6, 5)).toThrow(/from 6 to 5/);
    for (const index of [-1, 5, 0.5, Number.NaN]) expect(verifyInclusion(LEAVES[0]!, index, 5, inclusionProof(subtrees, 0, 5), root)).toBe(false);
    expect(verifyConsistency(6, root, 5, root, [])).toBe(false);
    expect(verifyConsistency(0, root, 5, root, [])).toBe(false);
  });
});

it("tiles of any tree give the hashes that its leaves give", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), (size) => {
      const source = tilesOfRows(rowsOfTree(Buffer.concat(LEAVES.slice(0, size))));
      expect(base64(treeRoot(subtreesOfTiles(source, size), size))).toBe(base64(rootOf(LEAVES.slice(0, size))));
      for (const address of tilesOfTree(size)) expect(source(address)).toHaveLength(32 * address.width);
    }),
    { numRuns: 60, seed: 1 },
  );
});
