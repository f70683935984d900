import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { sha256Hex } from "../numerics/digest.ts";
import { InputError } from "../seismicity/input-error.ts";

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
  /** Writes the bytes (atomically, once) and returns digest and path relative to the workspace. */
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
      return { digest, path, byteLength: bytes.byteLength };
    },
    get(path, digest) {
      const file = join(workspace, path);
      if (!existsSync(file)) throw new InputError("a stored file is missing", { file: path, expected: `bytes with SHA-256 ${digest}` });
      const bytes = readFileSync(file);
      const found = sha256Hex(bytes);
      if (found !== digest) throw new InputError("a stored file was changed after it was sealed", { file: path, field: "SHA-256", value: found, expected: digest });
      return bytes;
    },
  };
}

/** Writes to a temporary name, flushes, and renames: a reader sees the whole file or none. */
export function writeFileAtomically(file: string, bytes: Uint8Array | string): void {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}${UNFINISHED}`;
  const descriptor = openSync(temporary, "w");
  try {
    const buffer = typeof bytes === "string" ? Buffer.from(bytes, "utf8") : bytes;
    for (let written = 0; written < buffer.byteLength; ) written += writeSync(descriptor, buffer, written);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, file);
}

const UNFINISHED = ".unfinished";

/** Deletes temporary files that killed writers left below `folder`; those of a process that is still at work stay. */
export function removeUnfinished(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const writer = name.endsWith(UNFINISHED) ? /\.(\d+)$/.exec(name.slice(0, -UNFINISHED.length))?.[1] : undefined;
    if (name.endsWith(UNFINISHED) && !(writer !== undefined && isAtWork(Number(writer)))) rmSync(join(folder, name), { force: true });
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
