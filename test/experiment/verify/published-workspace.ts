import { cpSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { runAll, type Session } from "../../../src/experiment/run.ts";
import { type Overrides, smallExperiment, temporaryFolder, writeWorkspace } from "../../support/workspace.ts";
import { inSessionAt } from "../../support/session.ts";

export const NOW = Date.UTC(2026, 0, 1);

/** A workspace of four windows and two models, run to its published site, with one decision unless `gate` says otherwise. */
export async function publishedWorkspace(gate: Overrides = {}): Promise<string> {
  const workspace = writeWorkspace(smallExperiment({
    tests: ["N", "S", "T"],
    gate: { policy: "seed-classic", id: "small", lookAfterWindows: 4, minimumEvents: 2, consistencyTests: ["N", "S"], evidenceClasses: ["pseudo-prospective"], ...gate },
  }));
  await inWorkspace(workspace, (session) => runAll(session, () => NOW, () => undefined, 1));
  settleFiles(workspace);
  return workspace;
}

export const inWorkspace = <T>(workspace: string, work: (session: Session) => T | Promise<T>): Promise<T> => inSessionAt(workspace, NOW, work);

export function copyOf(workspace: string): string {
  const copy = temporaryFolder();
  cpSync(workspace, copy, { recursive: true });
  return copy;
}

/** Changes the database as someone with the file and a SQL shell would: triggers and constraints out of the way first. */
export function withSql(workspace: string, change: (database: Database.Database) => void): void {
  const database = new Database(join(workspace, "ledger.sqlite"));
  try {
    database.pragma("foreign_keys = OFF");
    database.pragma("ignore_check_constraints = ON");
    for (const name of database.prepare("SELECT name FROM sqlite_schema WHERE type = 'trigger'").pluck().all() as string[]) database.exec(`DROP TRIGGER "${name}"`);
    change(database);
    database.pragma("wal_checkpoint(TRUNCATE)");
  } finally {
    database.close();
  }
}

/** Everything into the one database file, so that it can be copied and put back. */
function settleFiles(workspace: string): void {
  const database = new Database(join(workspace, "ledger.sqlite"));
  database.pragma("wal_checkpoint(TRUNCATE)");
  database.close();
}
