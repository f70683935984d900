import { leafHash } from "../leaf-hash.ts";
import type { Ledger } from "../ledger.ts";
import { openCheckpoint } from "./checkpoint.ts";
import { sameHash, treeRoot } from "./merkle.ts";
import { collectProblem, type LogProblem } from "./problem.ts";
import { parseNote, parseVerifierKey, verifyCosignature } from "./signed-note.ts";
import { foldHashes, subtreesOfTiles, TILE_WIDTH } from "./tiles.ts";

/**
 * Hashes every entry of a ledger again, compares it and all tiles above it with what is stored, then every remembered checkpoint
 * (signature and root) and cosignature with the tree. Problems are returned, not thrown.
 */
export function verifyStoredLog(ledger: Ledger): { readonly entries: number; readonly problems: readonly LogProblem[] } {
  return ledger.snapshot(() => {
    const problems = verifyStoredTree(ledger, 0);
    const size = ledger.logSize();
    const expectedTiles = fullTilesByLevel(size).reduce((total, tiles) => total + tiles, 0);
    if (problems.length === 0 && ledger.tileRowCount() !== expectedTiles) problems.push({ object: "table tile", kind: "false", message: `it has ${ledger.tileRowCount()} rows; a log of ${size} entries has ${expectedTiles} full tiles` });
    const texts = verifyCheckpoints(ledger, size, problems);
    for (const { treeSize, verifierKey, timeSeconds, line } of ledger.cosignatures()) {
      const object = `cosignature of the checkpoint of ${treeSize} entries at ${timeSeconds}`;
      collectProblem(problems, object, "false", () => {
        const text = texts.get(treeSize);
        const { signatures } = parseNote(`${text ?? ""}\n${line}`);
        const times = signatures.map((signature) => verifyCosignature(text ?? "", signature, parseVerifierKey(verifierKey)));
        if (!(times.length === 1 && times[0] === timeSeconds)) problems.push({ object, kind: "false", message: "it does not verify" });
      });
    }
    return { entries: size, problems };
  });
}

/** Compares the entries from `from` on, and every tile that covers one of them, with their hashes. Cost follows the entries compared. */
export function verifyStoredTree(ledger: Ledger, from: number): LogProblem[] {
  const problems: LogProblem[] = [];
  const size = ledger.logSize();
  const wrong = (object: string, message: string): void => void problems.push({ object, kind: "false", message });
  const compareTile = (level: number, index: number, hashes: Uint8Array): void => {
    const row = ledger.tileRow(level, index);
    const object = `tile ${index} of level ${level}`;
    if (row === undefined) wrong(object, "it is missing");
    else if (!sameHash(row.hashes, hashes)) wrong(object, "its hashes are not those of the log");
    else if (!sameHash(row.root, foldHashes(hashes))) wrong(object, "its root is not that of its hashes");
  };
  for (let first = Math.floor(from / TILE_WIDTH) * TILE_WIDTH; first < size; first += TILE_WIDTH) {
    const entries = ledger.logRange(first, Math.min(size, first + TILE_WIDTH));
    const hashes = entries.map(({ body }) => leafHash(body));
    entries.forEach(({ entry, leafHash: stored, kind, subject, at, body }, place) => {
      if (entry !== first + place) wrong(`log entry ${first + place}`, "it is missing");
      if (stored !== hashes[place]) wrong(`log entry ${entry}`, "its leaf hash is not that of its body");
      else if (!describes(body, kind, subject, at)) wrong(`log entry ${entry}`, "its columns are not those of its body");
    });
    if (entries.length === TILE_WIDTH) compareTile(0, first / TILE_WIDTH, Buffer.from(hashes.join(""), "hex"));
  }
  fullTilesByLevel(size).forEach((tiles, level) => {
    if (level === 0) return;
    for (let index = Math.floor(from / TILE_WIDTH ** (level + 1)); index < tiles; index++) {
      const roots = Array.from({ length: TILE_WIDTH }, (_, place) => ledger.tileRow(level - 1, index * TILE_WIDTH + place)?.root ?? new Uint8Array());
      compareTile(level, index, Buffer.concat(roots));
    }
  });
  return problems;
}

function describes(body: string, kind: string, subject: string, at: number): boolean {
  try {
    const entry = JSON.parse(body) as { kind: unknown; subject: unknown; at: unknown };
    return entry.kind === kind && entry.subject === subject && entry.at === at;
  } catch {
    return false;
  }
}

/** Full tiles of each level. */
function fullTilesByLevel(size: number): number[] {
  const tiles: number[] = [];
  for (let count = Math.floor(size / TILE_WIDTH); count > 0; count = Math.floor(count / TILE_WIDTH)) tiles.push(count);
  return tiles;
}

/** Verifies the remembered checkpoints; returns their texts by size. */
function verifyCheckpoints(ledger: Ledger, size: number, problems: LogProblem[]): Map<number, string> {
  const texts = new Map<number, string>();
  for (const { treeSize, verifierKey, note } of ledger.checkpoints()) {
    const object = `checkpoint of ${treeSize} entries`;
    const wrong = (message: string): void => void problems.push({ object, kind: "false", message });
    collectProblem(problems, object, "false", () => {
      const { checkpoint, unknownSigners } = openCheckpoint(note, [parseVerifierKey(verifierKey)]);
      texts.set(treeSize, parseNote(note).text);
      if (unknownSigners.length > 0) wrong("it has signatures of other keys");
      if (checkpoint.size !== treeSize) wrong(`it says ${checkpoint.size} entries`);
      else if (treeSize > size) wrong(`the log has only ${size} entries: entries were lost`);
      else if (!sameHash(treeRoot(subtreesOfTiles(ledger.tiles(), size), treeSize), checkpoint.root)) wrong("its root is not that of the log");
    });
  }
  return texts;
}
