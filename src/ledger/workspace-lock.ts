import Database from "better-sqlite3";
import { join } from "node:path";
import { InputError } from "../seismicity/input-error.ts";

/** How long a command waits for another one to finish. */
const PATIENCE_MS = 5000;

/**
 * Takes the workspace for this process. The lock is the operating system's and ends with the process, however that ends: there
 * is nothing to clean up after a kill.
 *
 * @returns how to give it back
 * @throws InputError when another process still has it after five seconds
 */
export function lockWorkspace(workspace: string): () => void {
  const file = join(workspace, "ledger.sqlite-lock");
  const database = new Database(file, { timeout: PATIENCE_MS });
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (!String((error as { code?: unknown }).code).startsWith("SQLITE_BUSY")) throw error;
    throw new InputError("another quakegate is at work in this workspace; nothing was written", { file: workspace, expected: "the same command again when it has finished" });
  }
  return () => database.close();
}
