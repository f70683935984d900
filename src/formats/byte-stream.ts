import { Gunzip } from "fflate";
import { closeSync, openSync, readSync } from "node:fs";
import { InputError } from "../seismicity/input-error.ts";

const CHUNK_BYTES = 1 << 20;

/**
 * The bytes of a file in chunks, gzip (one member or several) unpacked, in memory that does not grow with the file. Each
 * chunk is valid until the next is asked for. Reading is synchronous, so that streamed forecasts are plain iterables; Node's own
 * zlib streams are not, hence fflate.
 *
 * @throws InputError when the file is missing, cannot be read, or is damaged or cut-off gzip
 */
export function* readBytes(path: string): Generator<Uint8Array> {
  const descriptor = open(path);
  try {
    const chunk = new Uint8Array(CHUNK_BYTES);
    const first = read(descriptor, chunk, path);
    const gzip = first > 1 && chunk[0] === 0x1f && chunk[1] === 0x8b;
    if (gzip) yield* unpack(descriptor, chunk, first, path);
    else for (let length = first; length > 0; length = read(descriptor, chunk, path)) yield chunk.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

function* unpack(descriptor: number, chunk: Uint8Array, first: number, path: string): Generator<Uint8Array> {
  const unpacked: Uint8Array[] = [];
  let tail = new Uint8Array(0);
  let size = 0;
  const stream = new Gunzip((bytes) => {
    unpacked.push(bytes);
    size = (size + bytes.length) >>> 0;
  });
  stream.onmember = () => (size = 0);
  const push = (bytes: Uint8Array, final: boolean): void => {
    try {
      stream.push(bytes, final);
    } catch (error) {
      throw new InputError(`gzip data is damaged or cut off (${(error as Error).message})`, { file: path, expected: "a whole gzip file" });
    }
  };
  for (let length = first; length > 0; length = read(descriptor, chunk, path)) {
    tail = lastBytes(tail, chunk.subarray(0, length), 4);
    // A copy: fflate keeps what it could not use yet.
    push(chunk.slice(0, length), false);
    for (const bytes of unpacked.splice(0)) yield bytes;
  }
  push(new Uint8Array(0), true);
  for (const bytes of unpacked.splice(0)) yield bytes;
  // The last four bytes of gzip are the unpacked size of its last member, modulo 2^32.
  const stated = tail.length === 4 ? new DataView(tail.buffer, tail.byteOffset).getUint32(0, true) : -1;
  if (stated !== size) throw new InputError("gzip data is damaged or cut off", { file: path, field: "unpacked size", value: size, expected: String(stated) });
}

function lastBytes(before: Uint8Array, bytes: Uint8Array, count: number): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(before.length + Math.min(bytes.length, count));
  joined.set(before);
  joined.set(bytes.subarray(Math.max(0, bytes.length - count)), before.length);
  return joined.slice(Math.max(0, joined.length - count));
}

function open(path: string): number {
  try {
    return openSync(path, "r");
  } catch (error) {
    throw unreadable(path, error);
  }
}

function read(descriptor: number, into: Uint8Array, path: string): number {
  try {
    return readSync(descriptor, into, 0, into.length, null);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unreadable(file: string, error: unknown): InputError {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" ? new InputError("file does not exist", { file }) : new InputError(`file cannot be read (${code ?? String(error)})`, { file, expected: "a readable file" });
}
