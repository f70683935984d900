import { Command } from "commander";
import { join } from "node:path";
import { atWork } from "../experiment/at-work.ts";
import { openSession, type Session } from "../experiment/run.ts";
import { storageFailure } from "../ledger/storage-failure.ts";

/** Options that every command on a workspace has. */
export interface WorkspaceOptions {
  workspace: string;
  json?: true;
}

/** What a command says: `json` with --json, else `text`, a line each. */
export interface Answer {
  readonly json: unknown;
  readonly text: readonly string[];
}

/** A command with --workspace and --json. */
export function workspaceCommand(name: string, description: string): Command {
  return new Command(name).description(description).option("--workspace <dir>", "workspace", ".").option("--json", "machine-readable").exitOverride();
}

/** Opens the workspace, does the work, prints its answer and closes the ledger, whatever happens. */
export function inSession(options: WorkspaceOptions, work: (session: Session) => Answer | Promise<Answer>): Promise<void> {
  return during(openSession(options.workspace, Date.now()), options, work);
}

/** The same for work on what a ledger has recorded: without one there is nothing to work on, and none is made. */
export function inRecordedSession(options: WorkspaceOptions, work: (session: Session) => Answer | Promise<Answer>): Promise<void> {
  return during(openSession(options.workspace, Date.now(), { create: false }), options, work);
}

async function during(session: Session, options: WorkspaceOptions, work: (session: Session) => Answer | Promise<Answer>): Promise<void> {
  try {
    print(options, await work(session));
  } catch (error) {
    throw storageFailure(error, join(options.workspace, "ledger.sqlite"));
  } finally {
    session.ledger.close();
  }
}

/** The same for the work of a stage, which one process at a time does. */
export function inStageSession(options: WorkspaceOptions, work: (session: Session) => Answer | Promise<Answer>): Promise<void> {
  return inSession(options, (session) => atWork(session, () => work(session)));
}

export function print(options: { readonly json?: true }, { json, text }: Answer): void {
  process.stdout.write(options.json ? `${JSON.stringify(json)}\n` : `${text.join("\n")}\n`);
}
