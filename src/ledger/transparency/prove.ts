import { utf8Text } from "../../formats/utf-8.ts";
import { InputError } from "../../seismicity/input-error.ts";
import type { Ledger } from "../ledger.ts";
import { parseCheckpoint } from "./checkpoint.ts";
import type { LogFolder } from "./log-folder.ts";
import { cosignedNotes } from "./log-site.ts";
import { inclusionProof } from "./merkle.ts";
import { parseNote } from "./signed-note.ts";
import { subtreesOfTiles, TILE_WIDTH, type TileSource, tilesOfRow } from "./tiles.ts";
import { formatTlogProof } from "./tlog-proof.ts";

/** A log with signed checkpoints, in a ledger or published. */
export interface ProvableLog {
  /** Its checkpoints, best first: those that witnesses cosigned, newest first, then the newest one. */
  readonly notes: readonly string[];
  readonly tiles: TileSource;
  entry(index: number): Uint8Array;
  /** Entries about a window, with their numbers. */
  about(subject: string): Iterable<{ readonly entry: number; readonly body: string }>;
}

/** A workspace's ledger under its newest checkpoint and the cosigned ones. */
export function provableLedger(ledger: Ledger, note: string): ProvableLog {
  return { notes: [...newestFirst([...cosignedNotes(ledger).values()]), note], tiles: ledger.tiles(), entry: (index) => Buffer.from(ledger.logRange(index, index + 1)[0]!.body, "utf8"), about: (subject) => ledger.log(subject) };
}

/** A published log under its checkpoint and the cosigned ones. */
export function provableFolder(log: LogFolder): ProvableLog {
  const size = sizeOf(log.note);
  const width = (tile: number): number => Math.min(TILE_WIDTH, size - tile * TILE_WIDTH);
  return {
    notes: [...newestFirst([...log.cosigned().values()]), log.note],
    tiles: log.tiles,
    entry(index) {
      const tile = Math.floor(index / TILE_WIDTH);
      return log.entries(tile, width(tile))[index % TILE_WIDTH]!;
    },
    *about(subject) {
      for (const tile of tilesOfRow(0, size)) {
        for (const [place, bytes] of log.entries(tile.index, tile.width).entries()) {
          const body = utf8Text(bytes, { file: log.folder });
          if ((JSON.parse(body) as { subject?: unknown }).subject === subject) yield { entry: tile.index * TILE_WIDTH + place, body };
        }
      }
    },
  };
}

/**
 * The `.tlog-proof` file of one entry, which carries the entry itself, under the newest cosigned checkpoint that covers it, or else
 * under the newest. @throws InputError for an entry beyond every checkpoint.
 */
export function proveEntry(log: ProvableLog, index: number): string {
  const note = log.notes.find((candidate) => index < sizeOf(candidate));
  if (note === undefined) throw new InputError("no such entry under a checkpoint", { field: "entry", value: index, expected: `less than ${sizeOf(log.notes.at(-1)!)}` });
  const size = sizeOf(note);
  return formatTlogProof({ index, hashes: inclusionProof(subtreesOfTiles(log.tiles, size), index, size), note, entry: log.entry(index) });
}

/** Number of the entry that sealed a model's forecast of a window. @throws InputError when there is none, or more than one. */
export function forecastEntry(log: ProvableLog, windowId: string, forecaster: string): number {
  const found = [...log.about(windowId)].filter(({ body }) => {
    const { kind, content } = JSON.parse(body) as { kind: string; content: { forecaster?: unknown } };
    return kind === "forecast" && content.forecaster === forecaster;
  });
  if (found.length === 1) return found[0]!.entry;
  const value = `${windowId} ${forecaster}`;
  if (found.length === 0) throw new InputError("no forecast of this window by this model in the log", { field: "--forecast", value, expected: "a window such as 7d-0000 and the id of a model" });
  throw new InputError("several forecasts of this window by this model in the log", { field: "--forecast", value, expected: `--entry with one of ${found.map(({ entry }) => entry).join(", ")}` });
}

function sizeOf(note: string): number {
  return parseCheckpoint(parseNote(note).text).size;
}

function newestFirst(notes: readonly string[]): string[] {
  return [...notes].sort((a, b) => sizeOf(b) - sizeOf(a));
}
