import { InputError } from "../../seismicity/input-error.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { type OpenedCheckpoint, openCheckpoint } from "./checkpoint.ts";
import { HASH_BYTES, hashLeaf, verifyInclusion } from "./merkle.ts";
import type { VerifierKey } from "./signed-note.ts";

/** An offline proof that an entry stands in a log (C2SP tlog-proof). */
export interface TlogProof {
  readonly index: number;
  /** Inclusion proof, from the leaf's sibling upwards. */
  readonly hashes: readonly Uint8Array[];
  /** The signed checkpoint. */
  readonly note: string;
  /** The entry itself, kept in the `extra` line so that the file can be checked alone. */
  readonly entry: Uint8Array | undefined;
}

export function formatTlogProof({ index, hashes, note, entry }: TlogProof): string {
  const extra = entry === undefined ? [] : [`extra ${encodeBase64(entry)}`];
  return `${[HEADER, ...extra, `index ${index}`, ...hashes.map(encodeBase64)].join("\n")}\n\n${note}`;
}

/** Reads a `.tlog-proof` file, strictly; nothing is verified. @throws InputError when it is malformed. */
export function parseTlogProof(text: string): TlogProof {
  const end = text.indexOf("\n\n");
  const lines = end < 0 ? [] : text.slice(0, end).split("\n");
  if (lines[0] !== HEADER) throw new InputError("not a proof", { value: text.split("\n")[0], expected: HEADER });
  const extra = lines[1]?.startsWith("extra ") ? lines[1].slice("extra ".length) : undefined;
  const [indexLine, ...hashLines] = lines.slice(extra === undefined ? 1 : 2);
  const index = /^index (0|[1-9]\d*)$/.exec(indexLine ?? "")?.[1];
  if (index === undefined || !Number.isSafeInteger(Number(index))) throw new InputError("not the index of an entry", { value: indexLine ?? null, expected: "index and a number" });
  if (hashLines.length > 63) throw new InputError("too many hashes in a proof", { value: hashLines.length, expected: "at most 63" });
  const hashes = hashLines.map((line) => decodeBase64(line, "hash"));
  const wrong = hashes.findIndex((hash) => hash.byteLength !== HASH_BYTES);
  if (wrong >= 0) throw new InputError("not a hash", { value: hashLines[wrong], expected: "32 bytes of base64" });
  return { index: Number(index), hashes, note: text.slice(end + 2), entry: extra === undefined ? undefined : decodeBase64(extra, "extra") };
}

/**
 * Verifies a proof: the checkpoint's signatures, then that `entry` (by default the one that the proof carries) is leaf `index` of it.
 *
 * @throws InputError when the checkpoint does not verify, no entry is known, or the entry is not in the log.
 */
export function verifyTlogProof(proof: TlogProof, logKeys: readonly VerifierKey[], witnessKeys: readonly VerifierKey[] = [], entry: Uint8Array | undefined = proof.entry): OpenedCheckpoint {
  if (entry === undefined) throw new InputError("the proof does not carry its entry", { expected: "the entry's bytes" });
  const opened = openCheckpoint(proof.note, logKeys, witnessKeys);
  const { size, root } = opened.checkpoint;
  if (!verifyInclusion(hashLeaf(entry), proof.index, size, proof.hashes, root)) throw new InputError("the entry is not in the log at this place", { field: "index", value: proof.index });
  return opened;
}

const HEADER = "c2sp.org/tlog-proof@v1";
