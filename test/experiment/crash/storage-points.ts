import Database from "better-sqlite3";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

/** A place in a run at which something is about to change on the disk, or has changed by half. */
export interface StoragePoint {
  /** What is about to happen, such as `rename forecasts/sha256/ab/….qgf`; the same in every run of the same workspace. */
  readonly label: string;
  /** Whether a file is about to be opened, written, flushed or renamed, which a full disk would refuse. */
  readonly takesRoom: boolean;
}

type AnyFunction = (...values: any[]) => unknown;

/**
 * Calls `onPoint` before every change that this process makes below `workspace` (each file opened, written, flushed, renamed, linked or
 * deleted, each folder made), in the middle of every write, and around and within every transaction of SQLite. What `onPoint`
 * throws is thrown by the call.
 *
 * @returns how to end it
 */
export function watchStorage(workspace: string, onPoint: (point: StoragePoint) => void): () => void {
  const paths = new Map<number, string>();
  let entries = -1;
  let renamed = "";
  let isWithin = false;
  const labelOf = (path: string): string => path.slice(workspace.length + 1).replace(/\.\d+\.unfinished/, ".unfinished") + (/ledger\.sqlite-head/.test(path) ? ` of ${entries} entries` : "");
  const point = (label: string, takesRoom = false): void => {
    if (isWithin) return;
    isWithin = true;
    try {
      onPoint({ label, takesRoom });
    } finally {
      isWithin = false;
    }
  };
  const isOurs = (path: unknown): path is string => typeof path === "string" && path.startsWith(workspace) && !isWithin;

  const original = { openSync: fs.openSync, writeSync: fs.writeSync, fsyncSync: fs.fsyncSync, closeSync: fs.closeSync, renameSync: fs.renameSync, rmSync: fs.rmSync, mkdirSync: fs.mkdirSync, linkSync: fs.linkSync };
  const replacements: Record<string, AnyFunction> = {
    openSync(path: unknown, flags: unknown, ...rest: unknown[]) {
      const isFolder = flags === "r";
      if (isOurs(path) && !isFolder) point(`open ${labelOf(path)}`, true);
      const descriptor = (original.openSync as AnyFunction)(path, flags, ...rest) as number;
      if (isOurs(path)) paths.set(descriptor, isFolder ? `folder of ${renamed}` : labelOf(path));
      return descriptor;
    },
    writeSync(descriptor: number, bytes: unknown, offset?: number, ...rest: unknown[]) {
      const path = paths.get(descriptor);
      if (path === undefined || isWithin) return (original.writeSync as AnyFunction)(descriptor, bytes, offset, ...rest);
      point(`write ${path}`, true);
      if (!(bytes instanceof Uint8Array) || bytes.length - (offset ?? 0) < 2) return (original.writeSync as AnyFunction)(descriptor, bytes, offset, ...rest);
      const half = Math.floor((bytes.length - (offset ?? 0)) / 2);
      const written = original.writeSync(descriptor, bytes, offset ?? 0, half);
      if ((offset ?? 0) === 0) point(`write the rest of ${path}`, true);
      return written;
    },
    fsyncSync(descriptor: number) {
      const path = paths.get(descriptor);
      if (path !== undefined) point(`flush ${path}`, true);
      return original.fsyncSync(descriptor);
    },
    closeSync(descriptor: number) {
      paths.delete(descriptor);
      return original.closeSync(descriptor);
    },
    renameSync(from: unknown, to: unknown) {
      if (isOurs(to)) {
        point(`rename ${labelOf(to)}`, true);
        renamed = labelOf(to);
      }
      return (original.renameSync as AnyFunction)(from, to);
    },
    rmSync(path: unknown, options: unknown) {
      if (isOurs(path)) point(`remove ${labelOf(path)}`);
      return (original.rmSync as AnyFunction)(path, options);
    },
    mkdirSync(path: unknown, options: unknown) {
      if (isOurs(path)) {
        point(`make folder ${labelOf(path)}`, true);
        renamed = labelOf(path);
      }
      return (original.mkdirSync as AnyFunction)(path, options);
    },
    linkSync(from: unknown, to: unknown) {
      if (isOurs(to)) point(`link ${labelOf(to)}`, true);
      return (original.linkSync as AnyFunction)(from, to);
    },
  };
  Object.assign(fs, replacements);
  syncBuiltinESMExports();

  const prototype = Database.prototype as unknown as { transaction: AnyFunction };
  const transaction = prototype.transaction;
  prototype.transaction = function (this: Database.Database, body: AnyFunction) {
    if (!this.name.startsWith(workspace)) return transaction.call(this, body);
    const say = (what: string): void => {
      try {
        entries = this.prepare("SELECT count(*) FROM log").pluck().get() as number;
      } catch {
        entries = -1;
      }
      point(`${what} with ${entries} log entries`);
    };
    const inner = transaction.call(this, (...values: unknown[]) => {
      say("begun");
      const result = body(...values);
      say("about to commit");
      return result;
    }) as Record<"immediate" | "deferred", AnyFunction>;
    const around = (run: AnyFunction): AnyFunction => (...values) => {
      say("about to begin");
      const result = run(...values);
      say("committed");
      return result;
    };
    return Object.assign(around(inner as unknown as AnyFunction), { immediate: around(inner.immediate), deferred: inner.deferred });
  };

  return () => {
    Object.assign(fs, original);
    syncBuiltinESMExports();
    prototype.transaction = transaction;
  };
}
