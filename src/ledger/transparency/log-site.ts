import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { removeUnfinished, writeFileAtomically } from "../artifact-store.ts";
import type { Ledger } from "../ledger.ts";
import { parseCheckpoint } from "./checkpoint.ts";
import { createCheckpoint } from "./create-checkpoint.ts";
import { type NoteSigner, parseNote } from "./signed-note.ts";
import { encodeEntries, entriesPath, parseTilePath, TILE_WIDTH, tilePath, tilesOfRow, tilesOfTree } from "./tiles.ts";

export interface LogSiteFile {
  /** Below the log's folder. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/**
 * The files of a published log for one signed checkpoint (C2SP tlog-tiles): tiles, entry bundles, `log.vkey`, `witnesses.vkey`,
 * `cosigned/<size>` (each checkpoint that a witness cosigned) and, last, `checkpoint`. A tile or bundle never changes, so those that
 * `isPublished` are left out and cost nothing.
 */
export function* logSiteFiles(ledger: Ledger, checkpointNote: string, isPublished: (path: string) => boolean = () => false): Generator<LogSiteFile> {
  const { size } = parseCheckpoint(parseNote(checkpointNote).text);
  const tiles = ledger.tiles();
  for (const { index, width } of tilesOfRow(0, size)) {
    const path = entriesPath(index, width);
    if (isPublished(path)) continue;
    const first = index * TILE_WIDTH;
    yield { path, bytes: encodeEntries(ledger.logRange(first, first + width).map(({ body }) => Buffer.from(body, "utf8"))) };
  }
  for (const address of tilesOfTree(size)) {
    const path = tilePath(address);
    if (!isPublished(path)) yield { path, bytes: tiles(address) };
  }
  const cosigned = cosignedNotes(ledger);
  for (const [treeSize, note] of cosigned) yield { path: `cosigned/${treeSize}`, bytes: Buffer.from(note, "utf8") };
  const lines = (keys: readonly string[]): Uint8Array => Buffer.from(keys.map((key) => `${key}\n`).join(""), "utf8");
  yield { path: "log.vkey", bytes: lines([...new Set(ledger.checkpoints().map(({ verifierKey }) => verifierKey))]) };
  const witnesses = new Set(ledger.cosignatures().map(({ verifierKey }) => verifierKey));
  if (witnesses.size > 0) yield { path: "witnesses.vkey", bytes: lines([...witnesses]) };
  yield { path: "checkpoint", bytes: Buffer.from(cosigned.get(size) ?? checkpointNote, "utf8") };
}

/**
 * Signs a checkpoint and brings the published log up to it: tiles first, the checkpoint last, so that a reader never finds one
 * without its tiles. Partial tiles go once the full one stands. When another process has signed a longer log meanwhile, its
 * checkpoint is left to it: a published log never goes back. Returns the note signed, with the cosignatures that are known.
 */
export function publishLog(ledger: Ledger, signer: NoteSigner, folder: string): string {
  const signed = createCheckpoint(ledger, signer);
  removeUnfinished(folder);
  let note = signed;
  for (const { path, bytes } of logSiteFiles(ledger, signed, (published) => existsSync(join(folder, published)))) {
    if (path === "checkpoint") {
      note = Buffer.from(bytes).toString("utf8");
      ledger.transaction(() => {
        if (ledger.checkpoints().at(-1)!.note === signed) writeFileAtomically(join(folder, path), bytes);
      });
    } else {
      writeFileAtomically(join(folder, path), bytes);
      if (parseTilePath(path)?.address.width === TILE_WIDTH) rmSync(join(folder, `${path}.p`), { recursive: true, force: true });
    }
  }
  return note;
}

/** Checkpoints that witnesses cosigned, by size: the log's note with their lines under it. */
export function cosignedNotes(ledger: Ledger): Map<number, string> {
  const notes = new Map(ledger.checkpoints().map(({ treeSize, note }) => [treeSize, note]));
  const cosigned = new Map<number, string>();
  for (const { treeSize, line } of ledger.cosignatures()) {
    const note = cosigned.get(treeSize) ?? notes.get(treeSize);
    if (note !== undefined) cosigned.set(treeSize, note + line);
  }
  return cosigned;
}
