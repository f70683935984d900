import type Database from "better-sqlite3";
import { openForReading } from "../../ledger/read-only-database.ts";
import { refuseCutOff } from "../../ledger/damage.ts";
import { messageOf } from "./message.ts";
import { type Findings, guarded } from "./verification.ts";

export type Row = Readonly<Record<string, string | number | Buffer | null>>;

/** The tables of a ledger by name, as they are stored. */
export type Tables = ReadonlyMap<string, readonly Row[]>;

/**
 * Reads every row of a ledger's database, without the code that wrote it, and asks SQLite whether the file is sound.
 *
 * @returns undefined when it cannot be read
 */
export function readTables(file: string, findings: Findings): Tables | undefined {
  let database: Database.Database | undefined;
  try {
    database = openForReading(file);
    guarded("ledger.sqlite", findings, () => refuseCutOff(database!, file));
    const answers = database.pragma("integrity_check") as { integrity_check: string }[];
    for (const { integrity_check: answer } of answers) if (answer !== "ok") findings.problem("ledger.sqlite", `SQLite finds it damaged: ${answer}`);
    for (const { table, rowid, parent } of database.pragma("foreign_key_check") as { table: string; rowid: number | null; parent: string }[]) {
      findings.problem(`ledger.sqlite, table ${table}`, `${rowid === null ? "a row" : `row ${rowid}`} names a row of ${parent} that is not there`);
    }
    const names = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").pluck().all() as string[];
    return new Map(names.map((name) => [name, database!.prepare(`SELECT * FROM "${name}"`).all() as Row[]]));
  } catch (error) {
    findings.problem("ledger.sqlite", `it cannot be read: ${messageOf(error)}`);
    return undefined;
  } finally {
    database?.close();
  }
}
