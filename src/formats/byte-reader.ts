import { closeSync, openSync, readSync } from "node:fs";
import { InputError } from "../seismicity/input-error.ts";
import { createGunzipReader } from "./gunzip-reader.ts";

/** A file's bytes in order, unpacked when it is gzip. Nothing waits for the event loop. */
export interface ByteReader {
  /** Fills `target` from its start; the number of bytes, 0 only at the end. @throws InputError on damaged gzip. */
  read(target: Uint8Array): number;
  close(): void;
}

/**
 * Opens a file for reading from its start; gzip is recognised by its first two bytes, whatever the name.
 *
 * @throws InputError when the file is missing or cannot be read.
 */
export function openByteReader(path: string): ByteReader {
  const file = openFile(path);
  const read = (target: Uint8Array): number => {
    try {
      return readSync(file, target);
    } catch (error) {
      throw unreadable(path, error);
    }
  };
  const head = new Uint8Array(2);
  try {
    let length = 0;
    for (let count = 1; length < 2 && count > 0; length += count) count = read(head.subarray(length));
    const whole = withHead(head.subarray(0, length), read);
    const isGzip = head[0] === 0x1f && head[1] === 0x8b;
    return { read: isGzip ? createGunzipReader(whole) : whole, close: () => closeSync(file) };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(path: string, error: unknown): InputError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT") return new InputError("file does not exist", { file: path });
  return new InputError(`file cannot be read (${code ?? String(error)})`, { file: path, expected: "a readable file" });
}

/** `read` with the bytes that were already taken in front. */
function withHead(head: Uint8Array, read: (target: Uint8Array) => number): (target: Uint8Array) => number {
  let given = 0;
  return (target) => {
    if (given === head.length) return read(target);
    const count = Math.min(target.length, head.length - given);
    target.set(head.subarray(given, given + count));
    given += count;
    return count;
  };
}
