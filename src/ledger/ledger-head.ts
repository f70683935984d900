import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../seismicity/input-error.ts";
import { writeFileAtomically } from "./artifact-store.ts";

/** How far the log of a workspace has come, kept beside the database, not in it. */
export interface LedgerHead {
  readonly entries: number;
  /** Leaf hash of the last of them, in hexadecimal. */
  readonly lastLeafHash: string;
}

/** Where a workspace keeps it. */
export function ledgerHeadFile(workspace: string): string {
  return join(workspace, "ledger.sqlite-head");
}

/**
 * The head that was written after the last transaction, or undefined when there is none. It is never ahead of the database,
 * unless the database went back.
 *
 * @throws InputError when the file is damaged
 */
export function readLedgerHead(workspace: string): LedgerHead | undefined {
  const file = ledgerHeadFile(workspace);
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, "utf8");
  const [, entries, lastLeafHash] = /^(\d{1,15}) ([0-9a-f]{64})\n$/.exec(text) ?? [];
  if (entries === undefined || lastLeafHash === undefined) throw new InputError("not the head of a ledger", { file, value: text, expected: "a number of log entries and a leaf hash; delete it only when you know that the database is the newest" });
  return { entries: Number(entries), lastLeafHash };
}

export function writeLedgerHead(workspace: string, { entries, lastLeafHash }: LedgerHead): void {
  writeFileAtomically(ledgerHeadFile(workspace), `${entries} ${lastLeafHash}\n`);
}

/**
 * What speaks against a database whose head was written: it has fewer entries, or others. That is so when it was restored from an
 * older backup, or its write-ahead log was lost, or was replaced by an old one.
 *
 * @param leafHashAt leaf hash of an entry of the database
 * @returns undefined when nothing does
 */
export function wentBack(head: LedgerHead | undefined, size: number, leafHashAt: (entry: number) => string | undefined): string | undefined {
  if (head === undefined) return undefined;
  if (head.entries > size) return `it has ${size} log entries and had ${head.entries}: it was restored from an older backup, or its file ledger.sqlite-wal was lost`;
  if (leafHashAt(head.entries - 1) === head.lastLeafHash) return undefined;
  return `its log entry ${head.entries - 1} is not the one that it had: it is the ledger of another time or place, or its file ledger.sqlite-wal is`;
}
