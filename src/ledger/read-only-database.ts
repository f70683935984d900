import Database from "better-sqlite3";
import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Opens a database for reading only. SQLite writes beside a database of this kind even to read it; where that is not allowed, a
 * copy of it, with what its write-ahead log holds, is read from memory.
 */
export function openForReading(file: string): Database.Database {
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { readonly: true, fileMustExist: true });
    database.pragma("schema_version");
    return database;
  } catch (error) {
    database?.close();
    const code = String((error as { code?: unknown }).code);
    if (!existsSync(file) || !(code.startsWith("SQLITE_READONLY") || code.startsWith("SQLITE_CANTOPEN"))) throw error;
    return new Database(wholeContent(file), { readonly: true });
  }
}

/** The database with its write-ahead log in it. */
function wholeContent(file: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "quakegate-read-"));
  try {
    const copy = join(folder, "copy.sqlite");
    for (const suffix of ["", "-wal"]) if (existsSync(file + suffix)) copyFileSync(file + suffix, copy + suffix);
    const database = new Database(copy);
    try {
      database.pragma("journal_mode = DELETE");
      return database.serialize();
    } finally {
      database.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
