import { InputError } from "../../seismicity/input-error.ts";
import { HASH_BYTES, hashNode, type SubtreeHash } from "./merkle.ts";

/** Hashes in a full tile (height 8). */
export const TILE_WIDTH = 256;
/** Bytes of a full tile. */
export const TILE_BYTES = TILE_WIDTH * HASH_BYTES;
/** Largest log entry: its length stands in 16 bits of an entry bundle. */
export const MAX_ENTRY_BYTES = 65_535;

/** Tile `index` of `level` (C2SP tlog-tiles): hash i of it covers the leaves [(256·index+i)·256^level, (256·index+i+1)·256^level). */
export interface TileAddress {
  readonly level: number;
  readonly index: number;
  /** 256, or less at the right edge. */
  readonly width: number;
}

/** Where the hashes of a tree are read: `width` hashes (32 bytes each) of a tile. */
export type TileSource = (tile: TileAddress) => Uint8Array;

/** Subtree hashes of a tree of `size` leaves, read from its tiles; the tiles last used are kept. */
export function subtreesOfTiles(tiles: TileSource, size: number): SubtreeHash {
  const kept = new Map<string, Uint8Array>();
  const read = (address: TileAddress): Uint8Array => {
    const key = `${address.level}/${address.index}`;
    const found = kept.get(key) ?? tiles(address);
    kept.delete(key);
    kept.set(key, found);
    if (kept.size > 64) kept.delete(kept.keys().next().value!);
    return found;
  };
  return (height, index) => {
    const level = Math.floor(height / 8);
    const count = 2 ** (height % 8);
    const first = index * count;
    const tileIndex = Math.floor(first / TILE_WIDTH);
    const width = Math.min(TILE_WIDTH, Math.floor(size / TILE_WIDTH ** level) - tileIndex * TILE_WIDTH);
    return foldHashes(read({ level, index: tileIndex, width }), first % TILE_WIDTH, count);
  };
}

/** Root over `count` (a power of two) hashes of a tile from place `first` on; by default over a full tile. */
export function foldHashes(hashes: Uint8Array, first = 0, count = TILE_WIDTH): Uint8Array {
  if (count === 1) return hashes.subarray(first * HASH_BYTES, (first + 1) * HASH_BYTES);
  return hashNode(foldHashes(hashes, first, count / 2), foldHashes(hashes, first + count / 2, count / 2));
}

/** All rows of a tree: row 0 is its leaf hashes one after another, each further row the roots of the full tiles of the row below. */
export function rowsOfTree(leafHashes: Uint8Array): readonly Uint8Array[] {
  const rows = [leafHashes];
  for (let tiles = Math.floor(leafHashes.byteLength / TILE_BYTES); tiles > 0; tiles = Math.floor(rows.at(-1)!.byteLength / TILE_BYTES)) {
    const below = rows.at(-1)!;
    rows.push(Buffer.concat(Array.from({ length: tiles }, (_, index) => foldHashes(below.subarray(index * TILE_BYTES, (index + 1) * TILE_BYTES)))));
  }
  return rows;
}

/** Tiles cut out of {@link rowsOfTree}. */
export function tilesOfRows(rows: readonly Uint8Array[]): TileSource {
  return ({ level, index, width }) => (rows[level] ?? new Uint8Array()).subarray(index * TILE_BYTES, index * TILE_BYTES + width * HASH_BYTES);
}

/** Every tile of a tree of `size` leaves, level by level. */
export function* tilesOfTree(size: number): Generator<TileAddress> {
  for (let level = 0, count = size; count > 0; level++, count = Math.floor(count / TILE_WIDTH)) yield* tilesOfRow(level, count);
}

/** The tiles of one level that hold `count` hashes; for level 0 also the entry bundles. */
export function* tilesOfRow(level: number, count: number): Generator<TileAddress> {
  for (let index = 0; index * TILE_WIDTH < count; index++) yield { level, index, width: Math.min(TILE_WIDTH, count - index * TILE_WIDTH) };
}

/** `tile/<L>/<N>[.p/<W>]`. */
export function tilePath({ level, index, width }: TileAddress): string {
  return `tile/${level}/${numberPath(index)}${partialSuffix(width)}`;
}

/** `tile/entries/<N>[.p/<W>]`. */
export function entriesPath(index: number, width: number): string {
  return `tile/entries/${numberPath(index)}${partialSuffix(width)}`;
}

/** What a path below the log's folder names, or undefined when it is neither a tile nor an entry bundle. */
export function parseTilePath(path: string): { readonly kind: "tile" | "entries"; readonly address: TileAddress } | undefined {
  const match = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path);
  if (match === null) return undefined;
  const [, row, digits, width] = match;
  const index = Number(digits!.replaceAll(/[x/]/g, ""));
  const address = { level: row === "entries" ? 0 : Number(row), index, width: width === undefined ? TILE_WIDTH : Number(width) };
  const canonical = row === "entries" ? entriesPath(index, address.width) : tilePath(address);
  return canonical === path ? { kind: row === "entries" ? "entries" : "tile", address } : undefined;
}

/** An entry bundle: every entry with its length before it, 16 bits big-endian. @throws InputError for an entry over 65,535 bytes. */
export function encodeEntries(entries: readonly Uint8Array[]): Uint8Array {
  const parts = entries.flatMap((entry) => {
    if (entry.byteLength > MAX_ENTRY_BYTES) throw new InputError("a log entry is too long for an entry bundle", { field: "bytes", value: entry.byteLength, expected: `at most ${MAX_ENTRY_BYTES}` });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(entry.byteLength);
    return [length, entry];
  });
  return Buffer.concat(parts);
}

/** The `width` entries of a bundle. @throws InputError when there are more or fewer, or the last one is cut off. */
export function decodeEntries(bundle: Uint8Array, width: number): Uint8Array[] {
  const view = new DataView(bundle.buffer, bundle.byteOffset, bundle.byteLength);
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bundle.byteLength; ) {
    const end = at + 2 > bundle.byteLength ? Infinity : at + 2 + view.getUint16(at);
    if (end > bundle.byteLength) throw new InputError("an entry bundle is cut off", { field: "entry", value: entries.length });
    entries.push(bundle.subarray(at + 2, end));
    at = end;
  }
  if (entries.length !== width) throw new InputError("an entry bundle has another number of entries than its name says", { value: entries.length, expected: String(width) });
  return entries;
}

function numberPath(index: number): string {
  const digits = String(index);
  const groups = digits.padStart(3 * Math.ceil(digits.length / 3), "0").match(/\d{3}/g)!;
  return groups.map((group, place) => (place < groups.length - 1 ? `x${group}` : group)).join("/");
}

function partialSuffix(width: number): string {
  return width === TILE_WIDTH ? "" : `.p/${width}`;
}
