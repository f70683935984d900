import { InputError } from "../seismicity/input-error.ts";

/** What the operating system's word for a failed write or read means. */
const SYSTEM_PROBLEMS: Readonly<Record<string, readonly [problem: string, expected: string]>> = {
  ENOSPC: ["the disk is full", "room on the disk; then the same command again, which goes on where this one stopped"],
  EDQUOT: ["the disk quota is used up", "room on the disk; then the same command again, which goes on where this one stopped"],
  EFBIG: ["the file would be larger than is allowed here", "a higher limit; then the same command again"],
  EROFS: ["it cannot be written: the disk is read-only", "a disk that can be written to"],
  EACCES: ["this user may not read or write it", "a workspace that this user can write to"],
  EPERM: ["this user may not read or write it", "a workspace that this user can write to"],
  EIO: ["the disk reports an error", "a sound disk; `quakegate verify log` says what is damaged"],
  EMFILE: ["too many files are open", "a higher limit of open files"],
  ENFILE: ["too many files are open", "a higher limit of open files"],
};

/** The same of SQLite, by the beginning of its code. */
const DATABASE_PROBLEMS: readonly (readonly [code: string, problem: string, expected: string])[] = [
  ["SQLITE_FULL", "the disk is full; nothing of this step was kept", SYSTEM_PROBLEMS["ENOSPC"]![1]],
  ["SQLITE_READONLY", "it cannot be written: the disk, the folder or the file is read-only", "a workspace that this user can write to"],
  ["SQLITE_CANTOPEN", "it cannot be opened, or its folder cannot be written to", "a workspace that this user can write to"],
  ["SQLITE_BUSY", "another process is writing to it", "the same command again when that process has finished"],
  ["SQLITE_CORRUPT", "it is damaged or cut off", "a sound copy of the newest state; `quakegate verify log` says what is damaged"],
  ["SQLITE_NOTADB", "not a ledger", "the SQLite file that quakegate writes"],
  ["SQLITE_IOERR", "the disk is full or reports an error; nothing of this step was kept", "room on a sound disk; then the same command again"],
];

/** The words for an error of the disk or of the database; any other error as it is. `file` is named when the error names none. */
export function storageFailure(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || error instanceof InputError) return error;
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  const system = syscall === undefined ? undefined : SYSTEM_PROBLEMS[code];
  if (system !== undefined) return new InputError(`${system[0]} (${code})`, { file: path ?? file, expected: system[1] });
  const database = DATABASE_PROBLEMS.find(([begin]) => code.startsWith(begin));
  return database === undefined ? error : new InputError(code.startsWith("SQLITE_IOERR") ? `${database[1]} (${code})` : database[1], { file, expected: database[2] });
}

/** Runs `work`; an error of the disk or of the database comes out in words. */
export function inStorageWords<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storageFailure(error, file);
  }
}

/** Whether an error says that nothing can be written there. */
export function isReadOnly(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && (["EROFS", "EACCES", "EPERM"].includes(code) || code.startsWith("SQLITE_READONLY") || code.startsWith("SQLITE_CANTOPEN"));
}
