import Database from "better-sqlite3";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../seismicity/input-error.ts";
import { ARTIFACT_FOLDERS } from "./artifact-store.ts";
import { ledgerHeadFile } from "./ledger-head.ts";
import { openForReading } from "./read-only-database.ts";
import { LEDGER_SCHEMA, LEDGER_SCHEMA_VERSION } from "./schema.ts";
import { isReadOnly } from "./storage-failure.ts";
import { PUBLISHED_LOG } from "./transparency/published-checkpoint.ts";

/** Opens and prepares the database; one that cannot be written to is opened for reading. */
export function openDatabase(file: string, trace: string | undefined): Database.Database {
  let database: Database.Database | undefined;
  try {
    database = new Database(file);
    prepareDatabase(database, file, trace);
    return database;
  } catch (error) {
    database?.close();
    if (!isReadOnly(error) || !existsSync(file)) throw error;
    const readOnly = openForReading(file);
    requireVersion(readOnly, file);
    return readOnly;
  }
}

/** A file that only a ledger leaves in a workspace. */
export function traceOfLedger(workspace: string): string | undefined {
  const files = [ledgerHeadFile(workspace), join(workspace, PUBLISHED_LOG, "checkpoint"), join(workspace, "ledger.sqlite-wal")].filter((file) => existsSync(file));
  return files[0] ?? ARTIFACT_FOLDERS.map((folder) => join(workspace, folder)).find((folder) => existsSync(folder) && readdirSync(folder).length > 0);
}

export function ledgerLost(file: string, trace: string): InputError {
  return new InputError("the ledger is gone, and other files of this workspace are still here; nothing was written", { file, expected: `the newest backup of it, because of ${trace}; a new experiment starts in an empty workspace` });
}

function prepareDatabase(database: Database.Database, file: string, trace: string | undefined): void {
  database.pragma("busy_timeout = 5000");
  if (schemaVersion(database) === 0) {
    if (trace !== undefined && !trace.endsWith("-wal")) throw ledgerLost(file, trace);
    database.transaction(() => {
      // Another process may have made the tables while this one waited for the lock.
      if (schemaVersion(database) === 0) database.exec(LEDGER_SCHEMA);
    }).immediate();
  }
  requireVersion(database, file);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.pragma("foreign_keys = ON");
}

function requireVersion(database: Database.Database, file: string): void {
  const version = schemaVersion(database);
  if (version !== LEDGER_SCHEMA_VERSION) {
    throw new InputError("the ledger was written by another version of quakegate", { file, field: "schema version", value: version, expected: String(LEDGER_SCHEMA_VERSION) });
  }
}

function schemaVersion(database: Database.Database): number {
  return database.pragma("user_version", { simple: true }) as number;
}

