import { sha256 } from "../digest.ts";
import { philoxStream } from "./philox.ts";
import type { RandomStream } from "./stream.ts";

/**
 * The random stream that belongs to a path of names, for instance `namedStream("etas", windowIndex, "simulation", i)`:
 * simulation i draws the same numbers on one worker or eight, in any order. Key and upper counter of the Philox stream
 * are the first 128 bits of the SHA-256 of the names. A number stands for its decimal text.
 *
 * @throws RangeError without names, or for a number that is not finite.
 */
export function namedStream(...names: readonly (string | number)[]): RandomStream {
  const words = digestWords(names);
  return philoxStream([words.getUint32(0), words.getUint32(4)], [words.getUint32(8), words.getUint32(12)]);
}

function digestWords(names: readonly (string | number)[]): DataView {
  if (names.length === 0) throw new RangeError("namedStream: at least one name is needed");
  const digest = sha256(Buffer.concat(names.map(lengthPrefixed)));
  return new DataView(digest.buffer, digest.byteOffset, digest.byteLength);
}

/** Four big-endian bytes of length, then UTF-8, so that ("ab", "c") and ("a", "bc") differ. */
function lengthPrefixed(name: string | number): Buffer {
  if (typeof name === "number" && !Number.isFinite(name)) throw new RangeError(`namedStream: ${name} is no name`);
  const text = Buffer.from(String(name), "utf8");
  const length = Buffer.alloc(4);
  length.writeUInt32BE(text.length);
  return Buffer.concat([length, text]);
}
