import type Database from "better-sqlite3";
import { InputError } from "../../seismicity/input-error.ts";
import { HASH_BYTES } from "./merkle.ts";
import { foldHashes, TILE_WIDTH, type TileSource } from "./tiles.ts";

/** A full tile as it is stored: its 256 hashes and the root over them. */
export interface TileRow {
  readonly level: number;
  readonly index: number;
  readonly hashes: Uint8Array;
  readonly root: Uint8Array;
}

/**
 * Called after each entry with the new size of the log: stores every tile that this entry fills, so that full tiles always are what
 * the log is. An entry in 256 costs a tile, the others nothing.
 */
export function tileWriter(database: Database.Database): (size: number) => void {
  const insert = database.prepare("INSERT INTO tile (level, tile_index, root, hashes) VALUES (?, ?, ?, ?)");
  const below = hashesBelow(database);
  return (size) => {
    for (let level = 0, count = size; count > 0 && count % TILE_WIDTH === 0; level++, count /= TILE_WIDTH) {
      const index = count / TILE_WIDTH - 1;
      const hashes = below(level, index, TILE_WIDTH);
      insert.run(level, index, foldHashes(hashes), hashes);
    }
  };
}

/** Full tiles from their table; partial ones from the leaf hashes, or from the roots of the full tiles below. @throws InputError for a tile beyond the log. */
export function storedTiles(database: Database.Database): TileSource {
  const find = database.prepare("SELECT hashes FROM tile WHERE level = ? AND tile_index = ?").pluck();
  const below = hashesBelow(database);
  return ({ level, index, width }) => {
    if (width < TILE_WIDTH) return below(level, index, width);
    const hashes = find.get(level, index) as Buffer | undefined;
    if (hashes === undefined) throw new InputError("a tile is missing from the ledger", { field: "tile", value: `level ${level}, index ${index}` });
    return hashes;
  };
}

/** Reads one full tile as it is stored. */
export function tileRowReader(database: Database.Database): (level: number, index: number) => TileRow | undefined {
  const find = database.prepare("SELECT level, tile_index AS 'index', hashes, root FROM tile WHERE level = ? AND tile_index = ?");
  return (level, index) => find.get(level, index) as TileRow | undefined;
}

/** The first `width` hashes of a tile, from the row below it. */
function hashesBelow(database: Database.Database): (level: number, index: number, width: number) => Buffer {
  const leaves = database.prepare("SELECT leaf_hash FROM log WHERE entry >= ? AND entry < ? ORDER BY entry").pluck();
  const roots = database.prepare("SELECT root FROM tile WHERE level = ? AND tile_index >= ? AND tile_index < ? ORDER BY tile_index").pluck();
  return (level, index, width) => {
    const first = index * TILE_WIDTH;
    const hashes = level === 0 ? Buffer.from((leaves.all(first, first + width) as string[]).join(""), "hex") : Buffer.concat(roots.all(level - 1, first, first + width) as Buffer[]);
    if (hashes.byteLength !== width * HASH_BYTES) throw new InputError("hashes of the log are missing or damaged", { field: `level ${level}`, value: `${first} to ${first + width - 1}` });
    return hashes;
  };
}
