import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { sha256Hex } from "../numerics/digest.ts";
import { InputError } from "../seismicity/input-error.ts";
import { isReadOnly } from "./storage-failure.ts";

/** What lies where: sealed forecasts and models under `forecasts/`, catalog snapshots under `observations/`. */
const FOLDERS = {
  forecast: ["forecasts", "qgf"],
  model: ["forecasts", "json"],
  region: ["forecasts", "csv"],
  snapshot: ["observations", "csv"],
  "snapshot-delta": ["observations", "txt"],
  "revised-scores": ["observations", "json"],
} as const;

export type ArtifactKind = keyof typeof FOLDERS;

/** Immutable files by content: the name of a file is the SHA-256 of its bytes. */
export interface ArtifactStore {
  /** Writes the bytes (atomically, once, on the disk when this returns) and returns digest and path relative to the workspace. @throws InputError when other bytes stand there */
  put(kind: ArtifactKind, bytes: Uint8Array): { readonly digest: string; readonly path: string; readonly byteLength: number };
  /** Reads bytes and checks them against the digest. @throws InputError when the file is gone or was changed. */
  get(path: string, digest: string): Uint8Array;
}

/** Where an artifact lies, relative to the workspace; undefined for a kind that there is not. */
export function artifactPath(kind: string, digest: string): string | undefined {
  if (!Object.hasOwn(FOLDERS, kind)) return undefined;
  const [folder, extension] = FOLDERS[kind as ArtifactKind];
  return `${folder}/sha256/${digest.slice(0, 2)}/${digest.slice(2)}.${extension}`;
}

/** Folders of a workspace in which artifacts lie. */
export const ARTIFACT_FOLDERS: readonly string[] = [...new Set(Object.values(FOLDERS).map(([folder]) => `${folder}/sha256`))];

/** The store of one workspace directory. Left-overs of writers that were killed are removed. */
export function openArtifactStore(workspace: string): ArtifactStore {
  for (const folder of new Set(Object.values(FOLDERS).map(([name]) => name))) removeUnfinished(join(workspace, folder, "sha256"));
  return {
    put(kind, bytes) {
      const digest = sha256Hex(bytes);
      const path = artifactPath(kind, digest)!;
      const file = join(workspace, path);
      if (!existsSync(file)) writeFileAtomically(file, bytes);
      else {
        readWhole(workspace, path, digest);
        // Whoever wrote it may have been stopped before its name was on the disk.
        flushFolder(dirname(file));
      }
      return { digest, path, byteLength: bytes.byteLength };
    },
    get(path, digest) {
      if (!existsSync(join(workspace, path))) throw new InputError("a stored file is missing", { file: path, expected: `bytes with SHA-256 ${digest}` });
      return readWhole(workspace, path, digest);
    },
  };
}

function readWhole(workspace: string, path: string, digest: string): Uint8Array {
  const bytes = readFileSync(join(workspace, path));
  const found = sha256Hex(bytes);
  if (found !== digest) throw new InputError("a stored file was changed after it was sealed", { file: path, field: "SHA-256", value: found, expected: digest });
  return bytes;
}

/**
 * Writes to a temporary name, flushes, renames, and flushes the folder: a reader sees the whole file or none, and what is written
 * afterwards (a transaction that names the file) is never on the disk without it. When it fails, nothing stays behind.
 */
export function writeFileAtomically(file: string, bytes: Uint8Array | string): void {
  makeFolder(dirname(file));
  const temporary = `${file}.${process.pid}${UNFINISHED}`;
  try {
    writeFlushed(temporary, typeof bytes === "string" ? Buffer.from(bytes, "utf8") : bytes);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  flushFolder(dirname(file));
}

function writeFlushed(file: string, bytes: Uint8Array): void {
  const descriptor = openSync(file, "w");
  try {
    for (let written = 0; written < bytes.byteLength; ) written += writeSync(descriptor, bytes, written);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Makes a folder and those above it, each on the disk when this returns. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { recursive: true });
  flushFolder(dirname(folder));
}

/** Brings the names in a folder to the disk: a renamed file is there after a power cut only when its folder was flushed. */
export function flushFolder(folder: string): void {
  // Windows opens no folders, and journals names itself.
  if (process.platform === "win32") return;
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

const UNFINISHED = ".unfinished";

/** Deletes temporary files and folders that killed writers left below `folder`; those of a process that is still at work stay, and so do all where nothing can be written. */
export function removeUnfinished(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const writer = name.endsWith(UNFINISHED) ? /\.(\d+)$/.exec(name.slice(0, -UNFINISHED.length))?.[1] : undefined;
    if (name.endsWith(UNFINISHED) && !(writer !== undefined && isAtWork(Number(writer)))) removeWherePossible(join(folder, name));
  }
}

/** Deletes what killed writers of this one file left beside it. */
export function removeUnfinishedOf(file: string): void {
  for (const name of readdirSync(dirname(file))) {
    const writer = name.startsWith(`${basename(file)}.`) && name.endsWith(UNFINISHED) ? Number(name.slice(basename(file).length + 1, -UNFINISHED.length)) : Number.NaN;
    if (Number.isInteger(writer) && !isAtWork(writer)) removeWherePossible(join(dirname(file), name));
  }
}

function removeWherePossible(file: string): void {
  try {
    // A folder when it was to get its name as a whole.
    rmSync(file, { force: true, recursive: true });
  } catch (error) {
    if (!isReadOnly(error)) throw error;
  }
}

function isAtWork(id: number): boolean {
  if (id === process.pid) return false;
  try {
    return process.kill(id, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
