import { createPrivateKey } from "node:crypto";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from "../../../src/ledger/transparency/checkpoint.ts";
import { hashLeaf, inclusionProof, rootOf, subtreesOf } from "../../../src/ledger/transparency/merkle.ts";
import { cosign, cosignerKey, formatNote, noteSigner, parseNote, parseVerifierKey, verifierKey } from "../../../src/ledger/transparency/signed-note.ts";
import { decodeEntries, encodeEntries, parseTilePath, tilePath } from "../../../src/ledger/transparency/tiles.ts";
import { parseTlogPolicy } from "../../../src/ledger/transparency/tlog-policy.ts";
import { formatTlogProof, parseTlogProof, verifyTlogProof } from "../../../src/ledger/transparency/tlog-proof.ts";
import { VECTORS } from "./vectors.ts";

/** Ed25519 key of a 32-byte seed (PKCS #8, RFC 8410). */
const keyOfSeed = (seed: string) => createPrivateKey({ key: Buffer.from(`302e020100300506032b657004220420${seed}`, "hex"), format: "der", type: "pkcs8" });
const KEY = keyOfSeed(VECTORS.note.seed);
const WITNESS = keyOfSeed("ff".repeat(32));
const signer = noteSigner("example.org/log", KEY);
const LEAVES = ["a", "b", "c"].map((text) => Buffer.from(text));
const NOTE = signCheckpoint({ origin: "example.org/log", size: 3, root: rootOf(LEAVES.map(hashLeaf)) }, signer);
const cosigned = (name: string, key: typeof KEY, time: number, note = NOTE): string => {
  const { text, signatures } = parseNote(note);
  return formatNote({ text, signatures: [...signatures, cosign(name, key, text, time)] });
};

describe("signed notes", () => {
  it("are those of golang.org/x/mod/sumdb/note, byte for byte", () => {
    expect(signer.verifierKey.text).toBe(VECTORS.note.vkey);
    expect(parseVerifierKey(VECTORS.note.vkey)).toEqual(signer.verifierKey);
    const { text } = parseNote(VECTORS.note.note);
    expect(formatCheckpoint(parseCheckpoint(text))).toBe(text);
    expect(signCheckpoint(parseCheckpoint(text), signer)).toBe(VECTORS.note.note);
  });

  it("are read with cosignatures of transparency-dev/formats", () => {
    const { note, logVkey, witnessVkey, timeSeconds } = VECTORS.cosigned;
    const { cosignatures, checkpoint } = openCheckpoint(note, [parseVerifierKey(logVkey)], [parseVerifierKey(witnessVkey)]);
    expect(cosignatures.map((line) => [line.verifierKey.name, line.timeSeconds])).toEqual([["example.org/witness", timeSeconds]]);
    expect(checkpoint).toMatchObject({ origin: "example.org/log", size: VECTORS.large.size });
  });

  it("pass over lines of keys that are not known", () => {
    const key = verifierKey("witness.example.com/w1", 4, Buffer.alloc(32, 7));
    expect(parseVerifierKey(`  ${key.text}\n`)).toEqual(key);
    const opened = openCheckpoint(cosigned("witness.example.com/w1", WITNESS, 1679315147), [signer.verifierKey], []);
    expect(opened.unknownSigners).toEqual(["witness.example.com/w1"]);
  });

  it("fail when any byte is changed", () => {
    const note = cosigned("example.org/witness", WITNESS, 1_700_000_000);
    const bytes = Buffer.from(note);
    const witness = cosignerKey("example.org/witness", WITNESS);
    for (let at = 0; at < bytes.length; at++) {
      for (const change of [1, 0x20, 0x80]) {
        const changed = Buffer.from(bytes);
        changed[at]! ^= change;
        const open = (): number => openCheckpoint(changed.toString("utf8"), [signer.verifierKey], [witness]).cosignatures.length;
        // A changed name or key id makes the line one of an unknown key, which proves nothing.
        expect(attempt(open), `byte ${at}`).not.toBe(1);
      }
    }
  });

  it("refuse what is no checkpoint", () => {
    for (const text of ["", "a\n", "a\n1\n\n", "a\n01\nAAAA\n", "\n1\nAAAA\n", formatCheckpoint({ origin: "a", size: 1, root: rootOf([]) }).replace("\n1\n", "\n-1\n"), `${parseNote(NOTE).text}extension\n`]) expect(() => parseCheckpoint(text)).toThrow(/checkpoint|size|root|base64/);
    for (const note of ["", "text\n", NOTE.replace("— ", "- "), NOTE.slice(0, -1), NOTE.replace("=\n\n", "=\n"), NOTE.replace("\n3\n", "\n3\r\n"), `${NOTE}\n`]) expect(() => openCheckpoint(note, [signer.verifierKey])).toThrow();
    expect(() => openCheckpoint(NOTE, [])).toThrow(/this log did not sign/);
    expect(() => openCheckpoint(NOTE, [verifierKey("example.org/log", 1, Buffer.alloc(32, 1))])).toThrow(/this log did not sign/);
    expect(() => signCheckpoint({ origin: "another", size: 0, root: rootOf([]) }, signer)).toThrow(/under the log's own name/);
    for (const key of ["", "a+b", "a b+00000000+AQ==", signer.verifierKey.text.replace("+", "+0"), signer.verifierKey.text.replace("example", "exbmple")]) expect(() => parseVerifierKey(key)).toThrow();
    // A key of a log is not believed as a witness, nor a witness's as the log's.
    expect(() => openCheckpoint(NOTE, [cosignerKey("example.org/log", KEY)])).toThrow(/this log did not sign/);
  });
});

function attempt(work: () => number): number {
  try {
    return work();
  } catch {
    return -1;
  }
}

describe("tile paths and entry bundles", () => {
  it("are named as golang.org/x/mod names them", () => {
    for (const [key, path] of Object.entries(VECTORS.paths)) {
      const [index, width] = key.split(" ").map(Number) as [number, number];
      expect(tilePath({ level: 3, index, width })).toBe(path);
      expect(parseTilePath(path)).toEqual({ kind: "tile", address: { level: 3, index, width } });
    }
    expect(parseTilePath("tile/entries/x001/x234/067.p/8")).toEqual({ kind: "entries", address: { level: 0, index: 1_234_067, width: 8 } });
    for (const path of ["tile/00/000", "tile/0/0", "tile/0/x000/001", "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/entries/001/002", "tile/0/../000", "checkpoint"]) expect([path, parseTilePath(path)]).toEqual([path, undefined]);
  });

  it("give back their entries, and refuse to be cut or stretched", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 20 }), fc.nat(), (entries, cut) => {
        const bundle = encodeEntries(entries);
        expect(decodeEntries(bundle, entries.length).map((entry) => [...entry])).toEqual(entries.map((entry) => [...entry]));
        expect(() => decodeEntries(bundle.subarray(0, cut % bundle.length), entries.length)).toThrow(/cut off|number of entries/);
        expect(() => decodeEntries(bundle, entries.length + 1)).toThrow(/number of entries/);
      }),
      { seed: 1 },
    );
    expect(() => encodeEntries([new Uint8Array(65_536)])).toThrow(/too long for an entry bundle/);
    expect(encodeEntries([new Uint8Array(65_535)])).toHaveLength(65_537);
  });
});

describe("a .tlog-proof", () => {
  const proof = { index: 1, hashes: inclusionProof(subtreesOf(LEAVES.map(hashLeaf)), 1, 3), note: NOTE, entry: LEAVES[1]! };

  it("is written, read and verified offline", () => {
    const text = formatTlogProof(proof);
    expect(text).toMatch(/^c2sp\.org\/tlog-proof@v1\nextra Yg==\nindex 1\n(\S{44}\n){2}\nexample\.org\/log\n3\n/);
    expect(parseTlogProof(text)).toEqual(proof);
    expect(verifyTlogProof(parseTlogProof(text), [signer.verifierKey]).checkpoint.size).toBe(3);
    const bare = parseTlogProof(formatTlogProof({ ...proof, entry: undefined }));
    expect(() => verifyTlogProof(bare, [signer.verifierKey])).toThrow(/does not carry its entry/);
    expect(verifyTlogProof(bare, [signer.verifierKey], [], LEAVES[1]).checkpoint.size).toBe(3);
    expect(() => verifyTlogProof(bare, [signer.verifierKey], [], LEAVES[0])).toThrow(/not in the log at this place/);
  });

  it("fails when any bit of it is flipped", () => {
    const bytes = Buffer.from(formatTlogProof(proof));
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => verifyTlogProof(parseTlogProof(changed.toString("utf8")), [signer.verifierKey]), `bit ${bit}`).toThrow();
    }
  });
});

describe("a tlog-policy", () => {
  const keys = Array.from({ length: 5 }, (_, index) => verifierKey(`w${index}`, 4, Buffer.alloc(32, index + 1)));
  const log = `log ${signer.verifierKey.text} https://example.org/log\n`;
  const witnesses = keys.map((key, index) => `witness W${index} ${key.text}\n`).join("");

  it("counts witnesses by groups of groups, the example of the specification", () => {
    const policy = parseTlogPolicy(`# two of three, and one of two\n${log}\n${witnesses}group X 2 W0 W1 W2\n\tgroup Y any W3 W4\ngroup both  all X Y\nquorum both\n`);
    expect([policy.logKeys.length, policy.witnessKeys.length, policy.quorum]).toEqual([1, 5, "both"]);
    const quorum = (...which: number[]): boolean => policy.isQuorum(which.map((index) => keys[index]!));
    expect([quorum(0, 1, 3), quorum(0, 2, 4), quorum(0, 3, 4), quorum(0, 1, 2), quorum(), quorum(0, 0, 3)]).toEqual([true, true, false, false, false, false]);
    expect(parseTlogPolicy("quorum none").isQuorum([])).toBe(true);
    expect(parseTlogPolicy(`${witnesses}quorum W2`).isQuorum([keys[2]!])).toBe(true);
  });

  it.each([
    ["no quorum", log],
    ["two quorums", "quorum none\nquorum none"],
    ["an unknown name", `${witnesses}quorum W9`],
    ["a name before its line", `group G any W0\n${witnesses}quorum G`],
    ["a threshold over the number of members", `${witnesses}group G 3 W0 W1\nquorum G`],
    ["a threshold of nothing", `${witnesses}group G 0 W0 W1\nquorum G`],
    ["a member of two groups", `${witnesses}group G any W0 W1\ngroup H any W0 W2\nquorum G`],
    ["one key twice", `${log}${log}quorum none`],
    ["a log's key as a witness", `witness W ${signer.verifierKey.text}\nquorum W`],
    ["a taken name", `${witnesses}witness W0 ${verifierKey("x", 4, Buffer.alloc(32, 9)).text}\nquorum W0`],
    ["an unknown word", "witnesses W0\nquorum none"],
  ])("refuses %s", (_, text) => {
    expect(() => parseTlogPolicy(text)).toThrow();
  });
});
