import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { InputError, locateErrors } from "../../seismicity/input-error.ts";
import { exactText } from "./exact-text.ts";
import { parseVerifierKey, type VerifierKey } from "./signed-note.ts";
import { decodeEntries, entriesPath, TILE_BYTES, TILE_WIDTH, tilePath, type TileSource } from "./tiles.ts";
import { HASH_BYTES } from "./merkle.ts";

/** A published log on disk. Nothing that it returns has been verified. */
export interface LogFolder {
  readonly folder: string;
  /** The signed note in `checkpoint`. */
  readonly note: string;
  readonly tiles: TileSource;
  /** The `width` first entries of bundle `index`. */
  entries(index: number, width: number): Uint8Array[];
  /** Keys that the folder itself names: `log.vkey` and `witnesses.vkey`. A verifier who has keys from elsewhere uses those. */
  keys(file: "log.vkey" | "witnesses.vkey"): VerifierKey[];
  /** Notes of `cosigned/`, by file name. */
  cosigned(): Map<string, string>;
  /** Every file below the folder, with `/` between names, sorted. */
  files(): string[];
}

/** Opens the `log/` folder of a published site. @throws InputError when it has no checkpoint. */
export function readLogFolder(folder: string): LogFolder {
  const path = join(folder, "checkpoint");
  if (!existsSync(path)) throw new InputError("no published log here", { file: folder, expected: "the log/ folder of a published site, with a file checkpoint" });
  const files = (): string[] =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
      .sort();
  return {
    folder,
    note: exactText(path),
    tiles(address) {
      const bytes = readPartialOrFull(folder, tilePath(address), tilePath({ ...address, width: TILE_WIDTH }));
      const expected = bytes.isFull ? TILE_BYTES : address.width * HASH_BYTES;
      if (bytes.content.byteLength !== expected) throw new InputError("a tile of the wrong length", { file: bytes.file, field: "bytes", value: bytes.content.byteLength, expected: String(expected) });
      return bytes.content.subarray(0, address.width * HASH_BYTES);
    },
    entries(index, width) {
      const bytes = readPartialOrFull(folder, entriesPath(index, width), entriesPath(index, TILE_WIDTH));
      return locateErrors({ file: bytes.file }, () => decodeEntries(bytes.content, bytes.isFull ? TILE_WIDTH : width)).slice(0, width);
    },
    keys(name) {
      const file = join(folder, name);
      if (!existsSync(file)) return [];
      const text = exactText(file);
      return locateErrors({ file }, () => {
        if (!/^(?:\S+\n)+$/.test(text)) throw new InputError("not a list of verifier keys", { expected: "one a line" });
        return text.trimEnd().split("\n").map(parseVerifierKey);
      });
    },
    cosigned: () => new Map(files().filter((name) => name.startsWith("cosigned/")).map((name) => [name, exactText(join(folder, name))])),
    files,
  };
}

/** A partial tile may have been replaced by the full one. */
function readPartialOrFull(folder: string, path: string, fullPath: string): { readonly file: string; readonly content: Uint8Array; readonly isFull: boolean } {
  const found = [path, fullPath].find((name) => existsSync(join(folder, name)));
  if (found === undefined) throw new InputError("a file of the log is missing", { file: join(folder, path) });
  const file = join(folder, found);
  return { file, content: readFileSync(file), isFull: found === fullPath };
}
