import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync, writeSync } from "node:fs";
import { InputError } from "../seismicity/input-error.ts";

/** A file being written under a temporary name beside its place. */
export interface OutputFile {
  readonly temporary: string;
  /** Writes on at the end, or over what stands at byte `at`. */
  write(part: string | Uint8Array, at?: number): void;
}

/**
 * Writes a file in parts. It gets its name when `write` has come to its end: a reader sees the whole file or none, and when anything
 * is thrown nothing stays behind.
 *
 * @throws InputError when the file is there and `force` is not set, or it cannot be written
 */
export async function writeOutput<T>(path: string, force: boolean, write: (file: OutputFile) => T | Promise<T>): Promise<T> {
  refuseExisting(path, force);
  const temporary = `${path}.${process.pid}.unfinished`;
  const descriptor = open(temporary, path);
  let isOpen = true;
  const close = (): void => {
    if (isOpen) closeSync(descriptor);
    isOpen = false;
  };
  try {
    const result = await write({ temporary, write: (part, at) => writeAll(descriptor, typeof part === "string" ? Buffer.from(part, "utf8") : part, at ?? null) });
    fsyncSync(descriptor);
    close();
    refuseExisting(path, force);
    renameSync(temporary, path);
    return result;
  } finally {
    close();
    rmSync(temporary, { force: true });
  }
}

function refuseExisting(path: string, force: boolean): void {
  if (existsSync(path) && statSync(path).isDirectory()) throw new InputError("a folder, not a file", { file: path, expected: "the name of a file" });
  if (!force && existsSync(path)) throw new InputError("the file exists already and is not overwritten", { file: path, expected: "another name, or --force" });
}

function open(temporary: string, path: string): number {
  try {
    return openSync(temporary, "w");
  } catch (error) {
    throw new InputError(`file cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)})`, { file: path, expected: "a name in a folder that exists and can be written to" });
  }
}

function writeAll(descriptor: number, bytes: Uint8Array, at: number | null): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written, bytes.length - written, at === null ? null : at + written);
}
