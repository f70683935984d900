import Database from "better-sqlite3";
import { cpSync, existsSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { atWork } from "../../../src/experiment/at-work.ts";
import { issueDue, openSession, runAll, type Session } from "../../../src/experiment/run.ts";
import { importConfigured } from "../../../src/experiment/run.ts";
import { exitCodeOf, type Verification } from "../../../src/experiment/verify/verification.ts";
import { verifyWorkspace } from "../../../src/experiment/verify/verify-workspace.ts";
import { openLedger } from "../../../src/ledger/ledger.ts";
import { storageFailure } from "../../../src/ledger/storage-failure.ts";
import { InputError } from "../../../src/seismicity/input-error.ts";
import { temporaryFolder } from "../../support/workspace.ts";
import { expectVerified, finalState, NOW, run, smallWorkspace } from "./small-run.ts";
import { inSessionAt } from "../../support/session.ts";

/** A workspace after its issue (with its database as a backup has it), and after the whole run. */
let [issued, finished] = ["", ""];
let expected: Record<string, string>;
beforeAll(async () => {
  issued = smallWorkspace();
  await inSession(issued, (session) => atWork(session, async () => {
    importConfigured(session);
    await issueDue(session, () => NOW, () => undefined);
  }));
  finished = copyOf(issued);
  await run(finished);
  expected = finalState(finished);
});

const inSession = <T>(workspace: string, work: (session: Session) => T | Promise<T>): Promise<T> => inSessionAt(workspace, NOW, work);

function copyOf(workspace: string): string {
  const copy = temporaryFolder();
  cpSync(workspace, copy, { recursive: true });
  return copy;
}

/** Everything of a workspace but for the files that a refused run may touch: the lock, and SQLite's own. */
function bytesOf(workspace: string): string {
  const database = new Database(join(workspace, "ledger.sqlite"), { readonly: true });
  try {
    return JSON.stringify((database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all() as string[]).map((name) => database.prepare(`SELECT * FROM ${name}`).all()));
  } finally {
    database.close();
  }
}

/** The words in which a run is refused. @throws when it is not, or in words of no user */
async function refusal(workspace: string): Promise<string> {
  try {
    await run(workspace);
  } catch (error) {
    const failure = storageFailure(error, join(workspace, "ledger.sqlite"));
    if (failure instanceof InputError) return failure.message;
    throw failure;
  }
  throw new Error("the run was not refused");
}

const problems = ({ problems: found, lacking }: Verification): string => [...found, ...lacking].map(({ object, problem }) => `${object}: ${problem}`).join("\n");

describe("a database restored from an older backup", () => {
  it("is refused before anything is written, when newer pages were published", async () => {
    const workspace = copyOf(finished);
    cpSync(join(issued, "ledger.sqlite"), join(workspace, "ledger.sqlite"));
    for (const withHead of [true, false]) {
      if (!withHead) rmSync(join(workspace, "ledger.sqlite-head"));
      const [rows, index] = [bytesOf(workspace), readFileSync(join(workspace, "reports/index.html"), "utf8")];
      expect(await refusal(workspace)).toMatch(/the ledger is older than what was published: the database was restored from a backup/);
      expect([bytesOf(workspace), readFileSync(join(workspace, "reports/index.html"), "utf8")]).toEqual([rows, index]);
      expect(exitCodeOf(verifyWorkspace(workspace))).toBe(1);
      expect(problems(verifyWorkspace(workspace))).toMatch(/ledger\.sqlite: it has \d+ log entries and \d+ were published: the database was restored from an older backup/);
    }
  });

  it("is refused too when nothing was published: forecasts are not made again", async () => {
    const workspace = copyOf(issued);
    rmSync(join(workspace, "ledger.sqlite"));
    const early = smallWorkspace();
    await inSession(early, (session) => void importConfigured(session));
    cpSync(join(early, "ledger.sqlite"), join(workspace, "ledger.sqlite"));
    expect(await refusal(workspace)).toMatch(/has 1 log entries and had \d+/);
    const ledger = openLedger(workspace, { create: false });
    expect(() => ledger.transaction((writer) => writer.note("heartbeat", "2020-W01", 0, {}))).toThrow(/nothing was written/);
    expect(ledger.forecasts()).toEqual([]);
    ledger.close();
    expect(problems(verifyWorkspace(workspace))).toMatch(/ledger\.sqlite: it has 1 log entries and had \d+: it was restored from an older backup/);
  });
});

describe("a database that is gone", () => {
  it.each([["deleted", (file: string) => rmSync(file)], ["emptied", (file: string) => truncateSync(file, 0)]])("%s is refused while forecasts or pages are there", async (_, damage) => {
    for (const kept of ["ledger.sqlite-head", "forecasts", "reports"]) {
      const workspace = copyOf(finished);
      damage(join(workspace, "ledger.sqlite"));
      for (const other of ["ledger.sqlite-head", "forecasts", "observations", "reports"]) if (other !== kept) rmSync(join(workspace, other), { recursive: true });
      expect([kept, await refusal(workspace)]).toEqual([kept, expect.stringMatching(/the ledger is gone, and other files of this workspace are still here; nothing was written; expected the newest backup of it/)]);
      expect(exitCodeOf(verifyWorkspace(workspace))).not.toBe(0);
    }
  });
});

describe("the write-ahead log", () => {
  /** A copy of a workspace in whose write-ahead log everything since its issue still is. */
  async function cutOff(): Promise<string> {
    const workspace = copyOf(issued);
    const reader = new Database(join(workspace, "ledger.sqlite"));
    reader.pragma("wal_autocheckpoint = 0");
    reader.prepare("SELECT count(*) FROM log").get();
    const session = openSession(workspace, NOW);
    try {
      await runAll(session, () => NOW, () => undefined, 1);
      const copy = copyOf(workspace);
      expect(existsSync(join(copy, "ledger.sqlite-wal"))).toBe(true);
      return copy;
    } finally {
      session.ledger.close();
      reader.close();
    }
  }

  it("found by the next run is taken in", async () => {
    const workspace = await cutOff();
    await run(workspace);
    expect(finalState(workspace)).toEqual(expected);
  });

  it("that was lost, cut off or damaged is seen, never worked on", async () => {
    const cut = await cutOff();
    const bytes = readFileSync(join(cut, "ledger.sqlite-wal"));
    for (const share of [0, 0.9]) {
      const workspace = copyOf(cut);
      rmSync(join(workspace, "ledger.sqlite-shm"), { force: true });
      writeFileSync(join(workspace, "ledger.sqlite-wal"), bytes.subarray(0, Math.floor(share * bytes.length)));
      expect([share, await refusal(workspace)]).toEqual([share, expect.stringMatching(/restored from (a|an older) backup.*nothing was written/)]);
    }
  });

  it("cut off by a power cut, which takes what came after with it, is gone on from", { timeout: 60_000 }, async () => {
    const cut = await cutOff();
    const bytes = readFileSync(join(cut, "ledger.sqlite-wal"));
    for (const share of [0.6]) {
      const workspace = copyOf(cut);
      for (const late of ["ledger.sqlite-shm", "ledger.sqlite-head", "reports"]) rmSync(join(workspace, late), { recursive: true, force: true });
      writeFileSync(join(workspace, "ledger.sqlite-wal"), bytes.subarray(0, Math.floor(share * bytes.length)));
      await run(workspace);
      expect(finalState(workspace)).toEqual(expected);
      expectVerified(workspace);
    }
  });

  it("of another time beside a newer database is refused", async () => {
    const workspace = copyOf(finished);
    const stale = copyOf(issued);
    const writer = new Database(join(stale, "ledger.sqlite"));
    writer.pragma("wal_autocheckpoint = 0");
    writer.prepare("INSERT INTO log VALUES ((SELECT max(entry) + 1 FROM log), 'heartbeat', '2020-W01', 0, '{}', 'x')").run();
    cpSync(join(stale, "ledger.sqlite-wal"), join(workspace, "ledger.sqlite-wal"));
    writer.close();
    expect(await refusal(workspace)).toMatch(/ledger\.sqlite.*(damaged|ledger\.sqlite-wal)/);
    expect(exitCodeOf(verifyWorkspace(workspace))).toBe(1);
  });
});

describe("a damaged file", () => {
  it("database: said, by a run and by verify, wherever it was cut off", async () => {
    const { length } = readFileSync(join(finished, "ledger.sqlite"));
    for (const bytes of [1, 600, 4096, Math.floor(length / 2), length - 4096, length - 1]) {
      const workspace = copyOf(finished);
      truncateSync(join(workspace, "ledger.sqlite"), bytes);
      expect([bytes, await refusal(workspace)]).toEqual([bytes, expect.stringMatching(/ledger\.sqlite.*(damaged or cut off|not a ledger|the ledger is gone)/)]);
      expect([bytes, exitCodeOf(verifyWorkspace(workspace))]).toEqual([bytes, 1]);
      expect(problems(verifyWorkspace(workspace))).toMatch(/^ledger\.sqlite: /);
    }
  });

  it("artifact: cut off, changed or gone, is named by whatever reads it and by verify, and never made again", async () => {
    const ledger = openLedger(issued, { create: false });
    const forecast = ledger.forecasts()[0]!.digest!;
    ledger.close();
    const path = `forecasts/sha256/${forecast.slice(0, 2)}/${forecast.slice(2)}.qgf`;
    const damages: [RegExp, (file: string) => void][] = [
      [/changed after it was sealed/, (file) => truncateSync(file, 100)],
      [/changed after it was sealed/, (file) => writeFileSync(file, "another forecast")],
      [/a stored file is missing/, (file) => rmSync(file)],
    ];
    for (const [words, damage] of damages) {
      const workspace = copyOf(issued);
      damage(join(workspace, path));
      expect(await refusal(workspace)).toMatch(words);
      expect(existsSync(join(workspace, path)) && readFileSync(join(workspace, path)).length > 200).toBe(false);
      expect(exitCodeOf(verifyWorkspace(workspace))).toBe(1);
      expect(problems(verifyWorkspace(workspace))).toContain(path);
    }
  });

  it("artifact that lies where a new one is to go is not taken for it", async () => {
    const workspace = smallWorkspace();
    const ledger = openLedger(issued, { create: false });
    const forecast = ledger.forecasts()[0]!.digest!;
    ledger.close();
    const path = `forecasts/sha256/${forecast.slice(0, 2)}/${forecast.slice(2)}.qgf`;
    await inSession(workspace, (session) => void importConfigured(session));
    cpSync(join(issued, "forecasts"), join(workspace, "forecasts"), { recursive: true });
    truncateSync(join(workspace, path), 100);
    expect(await refusal(workspace)).toMatch(/changed after it was sealed/);
  });
});
