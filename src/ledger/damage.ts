import type Database from "better-sqlite3";
import { statSync } from "node:fs";
import { InputError } from "../seismicity/input-error.ts";

/** Tables each of whose rows has a log entry of a kind. */
const ROWS_OF_ENTRIES: readonly (readonly [table: string, kind: string])[] = [
  ["import", "import"], ["model", "model"], ["forecast", "forecast"], ["settlement", "settlement"], ["result", "result"], ["decision", "decision"],
];

/**
 * Looks at a database that was not closed by whoever wrote to it last: pages and indices by SQLite, then whether tables and log
 * go together, which they do not when a write-ahead log of another time was found beside it.
 *
 * @throws InputError when it is damaged
 */
export function refuseDamaged(database: Database.Database, file: string): void {
  const answer = database.pragma("quick_check(1)", { simple: true }) as string;
  if (answer !== "ok") throw damaged(file, answer);
  const log = database.prepare("SELECT count(*) AS entries, coalesce(max(entry) + 1, 0) AS size FROM log").get() as { entries: number; size: number };
  if (log.entries !== log.size) throw damaged(file, `${log.size - log.entries} log entries are missing`);
  const entriesOf = new Map(database.prepare("SELECT kind, count(*) FROM log GROUP BY kind").raw().all() as [string, number][]);
  for (const [table, kind] of ROWS_OF_ENTRIES) {
    const rows = database.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
    const entries = entriesOf.get(kind) ?? 0;
    if (rows !== entries) throw damaged(file, `table ${table} has ${rows} rows and the log ${entries} entries of them`);
  }
}

/** A file that does not end with a page: SQLite takes the missing bytes for zeros. @throws InputError when it is so */
export function refuseCutOff(database: Database.Database, file: string): void {
  const pageBytes = database.pragma("page_size", { simple: true }) as number;
  const { size } = statSync(file);
  if (size % pageBytes !== 0) throw new InputError("the database is damaged or cut off", { file, field: "bytes", value: size, expected: `whole pages of ${pageBytes} bytes; restore the newest backup` });
}

function damaged(file: string, how: string): InputError {
  return new InputError(`the database is damaged, or its file ledger.sqlite-wal is of another time: ${how}; nothing was written`, { file, expected: "the newest backup of both together" });
}
