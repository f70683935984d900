import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { InputError } from "../seismicity/input-error.ts";
import { utf8Text } from "./utf-8.ts";

export interface TextFile {
  /** Decoded text without byte order mark. */
  readonly text: string;
  /** The file as it is on disk, still compressed if it was. */
  readonly bytes: Uint8Array;
  /** Lower-case hexadecimal SHA-256 of `bytes`, as `sha256sum` prints it. */
  readonly sha256: string;
}

/** No JavaScript string is longer, so that a small gzip file cannot ask for more memory than a text could use. */
const LONGEST_TEXT = 2 ** 29 - 24;

/**
 * Reads a UTF-8 text file; gzip is recognised by its first two bytes, whatever the name.
 *
 * @throws InputError when the file is missing, cannot be read, is damaged gzip, or is not UTF-8.
 */
export function readTextFile(path: string): TextFile {
  const bytes = readBytes(path);
  if (bytes.length > LONGEST_TEXT) throw new InputError("file is too long for a text", { file: path, field: "bytes", value: bytes.length, expected: `at most ${LONGEST_TEXT}` });
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { text: utf8Text(isGzip(bytes) ? gunzip(bytes, path) : bytes, { file: path, expected: "UTF-8, with or without gzip" }, { problem: "file is not UTF-8 text", byteOrderMark: "dropped" }), bytes, sha256 };
}

function readBytes(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "ENOENT") throw new InputError("file does not exist", { file: path });
    throw new InputError(`file cannot be read (${code ?? String(error)})`, { file: path, expected: "a readable file" });
  }
}

function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function gunzip(bytes: Uint8Array, path: string): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: LONGEST_TEXT });
  } catch (error) {
    throw new InputError(`gzip data is damaged, cut off or too long (${(error as Error).message})`, { file: path, expected: "a whole gzip file" });
  }
}
