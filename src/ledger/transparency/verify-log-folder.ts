import { readFileSync } from "node:fs";
import { join } from "node:path";
import { utf8Text } from "../../formats/utf-8.ts";
import { type Checkpoint, openCheckpoint } from "./checkpoint.ts";
import type { LogFolder } from "./log-folder.ts";
import { HASH_BYTES, hashLeaf, sameHash, treeRoot } from "./merkle.ts";
import { collectProblem, type LogProblem } from "./problem.ts";
import type { VerifierKey } from "./signed-note.ts";
import { decodeEntries, entriesPath, parseTilePath, rowsOfTree, subtreesOfTiles, tilesOfRow, tilesOfRows, tilesOfTree, tilePath } from "./tiles.ts";

export interface LogFolderVerification {
  /** The checkpoint, when its signature verified. */
  readonly checkpoint: Checkpoint | undefined;
  /** Every entry as text, in order; empty when one is missing. */
  readonly entries: readonly string[];
  readonly problems: readonly LogProblem[];
}

/**
 * Verifies a published log from its files alone: signatures of `checkpoint` and of every cosigned one by `logKeys` (by default those
 * of its own `log.vkey`, which proves no more than that the folder agrees with itself), every entry against its leaf hash, every
 * tile against the tree over the entries, and the root. A file that the checkpoint promises and that is not there, or one that is no part of a log, is a
 * problem too; one that goes on where the checkpoint ends cannot be verified.
 */
export function verifyLogFolder(log: LogFolder, logKeys?: readonly VerifierKey[]): LogFolderVerification {
  const problems: LogProblem[] = [];
  const ownKeys = collectProblem(problems, "log.vkey", "false", () => log.keys("log.vkey")) ?? [];
  const witnessKeys = collectProblem(problems, "witnesses.vkey", "false", () => log.keys("witnesses.vkey")) ?? [];
  const keys = logKeys ?? ownKeys;
  if (ownKeys.length === 0 && !problems.some(({ object }) => object === "log.vkey")) problems.push({ object: "log.vkey", kind: "missing", message: "the folder does not name the log's key" });
  if (logKeys !== undefined && ownKeys.some((own) => !logKeys.some((key) => key.text === own.text))) problems.push({ object: "log.vkey", kind: "false", message: "it names a key that is none of the given ones" });
  const open = (object: string, note: string): Checkpoint | undefined =>
    collectProblem(problems, object, "false", () => {
      const { checkpoint, unknownSigners } = openCheckpoint(note, keys, witnessKeys);
      if (unknownSigners.length > 0) problems.push({ object, kind: "false", message: `it has signatures by keys that no file names: ${unknownSigners.join(", ")}` });
      return checkpoint;
    });
  const checkpoint = open("checkpoint", log.note);
  if (checkpoint === undefined) return { checkpoint, entries: [], problems };
  const entries = readEntries(log, checkpoint.size, problems);
  if (entries === undefined) return { checkpoint, entries: [], problems };
  const rows = rowsOfTree(Buffer.concat(entries.map(hashLeaf)));
  const subtrees = subtreesOfTiles(tilesOfRows(rows), checkpoint.size);
  const compareRoot = (object: string, { size, root }: Checkpoint): void => {
    if (size > checkpoint.size) problems.push({ object, kind: "false", message: `it is of ${size} entries, the log has only ${checkpoint.size}` });
    else if (!sameHash(treeRoot(subtrees, size), root)) problems.push({ object, kind: "false", message: "its root is not that of the log's entries" });
  };
  compareRoot("checkpoint", checkpoint);
  const cosigned = collectProblem(problems, "cosigned", "false", () => log.cosigned()) ?? new Map<string, string>();
  for (const [name, note] of cosigned) {
    const opened = open(name, note);
    if (opened !== undefined) compareRoot(name, opened);
    if (opened !== undefined && name !== `cosigned/${opened.size}`) problems.push({ object: name, kind: "false", message: `it is a checkpoint of ${opened.size} entries` });
  }
  compareFiles(log, rows, checkpoint.size, problems);
  const texts = entries.map((entry, index) => collectProblem(problems, `log entry ${index}`, "false", () => utf8Text(entry, { file: `entry ${index}` })) ?? "");
  return { checkpoint, entries: texts, problems };
}

/** All entries, or undefined when some could not be read. */
function readEntries(log: LogFolder, size: number, problems: LogProblem[]): Uint8Array[] | undefined {
  const before = problems.length;
  const entries = [...tilesOfRow(0, size)].flatMap(({ index, width }) => {
    return collectProblem(problems, entriesPath(index, width), "false", () => log.entries(index, width)) ?? [];
  });
  return problems.length === before ? entries : undefined;
}

/** Every tile that the tree needs is there, and every file below `tile/` is what its name says. */
function compareFiles(log: LogFolder, rows: readonly Uint8Array[], size: number, problems: LogProblem[]): void {
  const tiles = tilesOfRows(rows);
  for (const address of tilesOfTree(size)) {
    collectProblem(problems, tilePath(address), "false", () => {
      if (!sameHash(log.tiles(address), tiles(address))) problems.push({ object: tilePath(address), kind: "false", message: "its hashes are not those of the entries" });
    });
  }
  for (const path of log.files()) {
    if (OTHER_FILES.test(path)) continue;
    const parsed = parseTilePath(path);
    const wrong = (message: string): void => void problems.push({ object: path, kind: "false", message });
    const ahead = (what: string): void => void problems.push({ object: path, kind: "missing", message: `${what}: a publication was cut off there or is under way; \`quakegate report\` finishes it` });
    if (parsed === undefined) {
      if (isLogFile(path.replace(UNFINISHED, "")) && UNFINISHED.test(path)) ahead("this file was not written to its end");
      else wrong("this file is no part of a log");
      continue;
    }
    const { kind, address } = parsed;
    const expected = tiles(address);
    const bytes = readFileSync(join(log.folder, path));
    const found = kind === "tile" ? bytes : collectProblem(problems, path, "false", () => Buffer.concat(decodeEntries(bytes, address.width).map(hashLeaf)));
    if (found === undefined) continue;
    if (found.byteLength !== address.width * HASH_BYTES || !sameHash(found.subarray(0, expected.byteLength), expected)) wrong(kind === "tile" ? "its hashes are not those of the entries" : "its entries are not those of the log");
    else if (expected.byteLength !== found.byteLength) ahead("it goes beyond the end of the log");
  }
}

function isLogFile(path: string): boolean {
  return OTHER_FILES.test(path) || parseTilePath(path) !== undefined;
}

/** How a file is called until it has its name. */
const UNFINISHED = /\.\d+\.unfinished$/;

const OTHER_FILES = /^(?:checkpoint|log\.vkey|witnesses\.vkey|cosigned\/\d+)$/;
