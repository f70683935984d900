import { existsSync } from "node:fs";
import { join } from "node:path";
import { InputError, locateErrors } from "../../seismicity/input-error.ts";
import { parseCheckpoint } from "./checkpoint.ts";
import { exactText } from "./exact-text.ts";
import { sameHash, treeRoot } from "./merkle.ts";
import { parseNote } from "./signed-note.ts";
import { subtreesOfTiles, type TileSource } from "./tiles.ts";

/** Where a workspace publishes its log: C2SP tlog-tiles files inside the site. */
export const PUBLISHED_LOG = join("reports", "log");

/**
 * Compares the ledger with the checkpoint that its own site shows. Whoever has read the site holds this log to that checkpoint; to
 * append to a shorter or another log would fork it.
 *
 * @throws InputError when the published checkpoint is of a longer log, or of one with other entries, or cannot be read.
 */
export function refuseOlderThanPublished(workspace: string, tiles: TileSource, size: number): void {
  const file = join(workspace, PUBLISHED_LOG, "checkpoint");
  if (!existsSync(file)) return;
  const published = locateErrors({ file }, () => parseCheckpoint(parseNote(exactText(file)).text));
  if (published.size > size) {
    throw new InputError("the ledger is older than what was published: the database was restored from a backup, or entries were lost; nothing was written", {
      file: join(workspace, "ledger.sqlite"), field: "log entries", value: size, expected: `at least the ${published.size} of ${file}; restore a newer ledger`,
    });
  }
  const root = treeRoot(subtreesOfTiles(tiles, size), published.size);
  if (!sameHash(root, published.root)) {
    throw new InputError("the ledger is not the log that was published: entries differ; nothing was written", {
      file: join(workspace, "ledger.sqlite"), field: `root of the first ${published.size} entries`, value: Buffer.from(root).toString("base64"), expected: `${Buffer.from(published.root).toString("base64")} of ${file}`,
    });
  }
}
