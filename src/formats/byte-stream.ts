import { Gunzip } from "fflate";
import { closeSync, openSync, readSync } from "node:fs";
import { crc32 } from "node:zlib";
import { InputError } from "../seismicity/input-error.ts";

const CHUNK_BYTES = 1 << 18;
const TRAILER_BYTES = 8;
/** Enough of the bytes before a chunk to hold a gzip member's trailer and the header of the next. */
const KEPT_BYTES = 4096;

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
  let checksum = 0;
  let size = 0;
  /** The compressed bytes up to and with the current chunk, the last of which are kept. */
  let recent = new Uint8Array(0);
  let total = 0;

  const stream = new Gunzip((bytes) => {
    unpacked.push(bytes);
    checksum = crc32(bytes, checksum);
    size = (size + bytes.length) >>> 0;
  });
  /** Compares what fflate does not: the checksum and size that end a member. */
  const checkTrailer = (memberEnd: number): void => {
    const end = recent.length - (total - memberEnd);
    if (end < TRAILER_BYTES) throw new Error("trailer is out of reach");
    const trailer = new DataView(recent.buffer, recent.byteOffset + end - TRAILER_BYTES, TRAILER_BYTES);
    if (trailer.getUint32(0, true) !== checksum || trailer.getUint32(4, true) !== size) throw new Error("checksum differs");
    checksum = size = 0;
  };
  stream.onmember = checkTrailer;
  const guarded = (step: () => void): void => {
    try {
      step();
    } catch (error) {
      throw new InputError(`gzip data is damaged or cut off (${(error as Error).message})`, { file: path, expected: "a whole gzip file" });
    }
  };
  for (let length = first; length > 0; length = read(descriptor, chunk, path)) {
    recent = joined(recent.subarray(Math.max(0, recent.length - KEPT_BYTES)), chunk.subarray(0, length));
    total += length;
    // fflate keeps what it could not use yet; `recent` is a new array each time.
    guarded(() => stream.push(recent.subarray(recent.length - length), false));
    yield* unpacked.splice(0);
  }
  guarded(() => {
    stream.push(new Uint8Array(0), true);
    checkTrailer(total);
  });
  yield* unpacked.splice(0);
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
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
