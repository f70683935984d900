import { describe, expect, it } from "vitest";
import { encodedForSigning, isSealedBy, seal, statementIn } from "../../../src/experiment/evidence-bundle/dsse.ts";
import { prunedRoot, pruneTree } from "../../../src/experiment/evidence-bundle/pruned-tree.ts";
import { generateTeamKey } from "../../../src/ledger/keys/ed25519.ts";
import { hashLeaf, rootOf, subtreesOf } from "../../../src/ledger/transparency/merkle.ts";
import { namedStream } from "../../../src/numerics/random/named-stream.ts";

describe("a pruned tree", () => {
  const bodies = Array.from({ length: 33 }, (_, index) => `entry ${index}`);
  const hashes = bodies.map((body) => hashLeaf(Buffer.from(body)));
  const subtrees = subtreesOf(hashes);
  const stream = namedStream("pruned");

  it("has the root of the whole, whatever entries it keeps", () => {
    for (let size = 0; size <= bodies.length; size++) {
      for (let trial = 0; trial < 12; trial++) {
        const kept = new Map(bodies.slice(0, size).flatMap((body, index) => (stream.nextDouble() < trial / 11 ? [[index, body] as const] : [])));
        const tree = pruneTree(subtrees, size, kept);
        expect(Buffer.from(prunedRoot(tree)!).equals(rootOf(hashes.slice(0, size)))).toBe(true);
        expect(tree.hashes.length).toBeLessThanOrEqual(size - kept.size);
      }
    }
  });

  it("has another root when an entry is changed, moved or left out, and none when hashes are missing or left over", () => {
    const tree = pruneTree(subtrees, 33, new Map([3, 4, 5, 30].map((index) => [index, bodies[index]!])));
    const root = Buffer.from(prunedRoot(tree)!);
    const differs = (entries: [number, string][]): boolean => !root.equals(prunedRoot({ ...tree, entries: new Map(entries) }) ?? Buffer.alloc(0));
    const entries = [...tree.entries];
    expect(differs(entries)).toBe(false);
    expect(differs(entries.map(([index, body]) => [index, index === 4 ? `${body}!` : body]))).toBe(true);
    expect(differs(entries.map(([index, body]) => [index === 30 ? 31 : index, body]))).toBe(true);
    expect(differs(entries.slice(1))).toBe(true);
    expect(prunedRoot({ ...tree, hashes: tree.hashes.slice(1) })).toBeUndefined();
    expect(prunedRoot({ ...tree, hashes: [...tree.hashes, tree.hashes[0]!] })).toBeUndefined();
    expect(prunedRoot({ ...tree, size: 30 })).toBeUndefined();
    expect(() => pruneTree(subtrees, 10, new Map([[10, "x"]]))).toThrow(RangeError);
  });
});

describe("a DSSE envelope", () => {
  it("signs the pre-authentication encoding of the specification", () => {
    expect(encodedForSigning("http://example.com/HelloWorld", "hello world")).toBe("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    expect(encodedForSigning("t", "ü")).toBe("DSSEv1 1 t 2 ü");
  });

  it("is by its key over its statement and nothing else", () => {
    const [own, other] = [generateTeamKey(), generateTeamKey()];
    const { statement, envelope } = statementIn(JSON.parse(JSON.stringify(seal('{"a":1}', own.privatePem))));
    expect(statement).toBe('{"a":1}');
    expect(isSealedBy(envelope, statement, own.publicKey)).toBe(true);
    expect(isSealedBy(envelope, '{"a":2}', own.publicKey)).toBe(false);
    expect(isSealedBy(envelope, statement, other.publicKey)).toBe(false);
    expect(() => statementIn({ ...envelope, payloadType: "text/plain" })).toThrow(/not a signed record/);
    expect(() => statementIn(null)).toThrow(/not a signed record/);
  });
});
