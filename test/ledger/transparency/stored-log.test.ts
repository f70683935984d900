import Database from "better-sqlite3";
import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type Ledger, openLedger } from "../../../src/ledger/ledger.ts";
import { createCheckpoint } from "../../../src/ledger/transparency/create-checkpoint.ts";
import { appendHeartbeat } from "../../../src/ledger/transparency/heartbeat.ts";
import { logKeyFile } from "../../../src/ledger/transparency/log-key.ts";
import { openLogSigner } from "../../../src/ledger/transparency/log-signer.ts";
import { rootOf } from "../../../src/ledger/transparency/merkle.ts";
import { verifyStoredLog } from "../../../src/ledger/transparency/verify-stored-log.ts";
import { temporaryFolder } from "../../support/workspace.ts";
import { grow, logFolder, madeLedger, published, SIGNER } from "./support.ts";

const open: { close(): unknown }[] = [];
afterEach(() => open.splice(0).forEach((handle) => handle.close()));
const kept = <T extends { close(): unknown }>(handle: T): T => (open.push(handle), handle);

/** Changes the ledger as someone would who has the file: without its triggers. */
function tamper(ledger: Ledger, sql: string): void {
  const raw = kept(new Database(join(ledger.workspace, "ledger.sqlite")));
  const triggers = raw.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all() as { name: string; sql: string }[];
  for (const { name } of triggers) raw.exec(`DROP TRIGGER ${name}`);
  raw.exec(sql);
  for (const trigger of triggers) raw.exec(trigger.sql);
}

describe("the tree in the ledger", () => {
  it("is the tree over its entries, at every size, across full tiles", () => {
    const ledger = kept(madeLedger(0));
    const hashes: Uint8Array[] = [];
    for (const step of [1, 2, 60, 192, 1, 1, 254, 1, 40]) {
      grow(ledger, step);
      hashes.push(...ledger.logRange(hashes.length, hashes.length + step).map(({ leafHash }) => Buffer.from(leafHash, "hex")));
      expect(ledger.logHead()).toEqual({ entries: hashes.length, headDigest: Buffer.from(rootOf(hashes)).toString("hex") });
      createCheckpoint(ledger, SIGNER);
    }
    expect(ledger.tileRowCount()).toBe(2);
    expect(verifyStoredLog(ledger)).toEqual({ entries: 552, problems: [] });
  });

  it("goes back with a transaction that fails", () => {
    const ledger = kept(madeLedger(250));
    const before = ledger.dump();
    expect(() => ledger.transaction((writer) => {
      for (let entry = 0; entry < 10; entry++) writer.note("lost", "lost", 0, { entry });
      throw new Error("power cut");
    })).toThrow("power cut");
    expect(ledger.dump()).toBe(before);
    grow(ledger, 10);
    expect(verifyStoredLog(ledger)).toEqual({ entries: 260, problems: [] });
  });

  it.each([
    ["a body", "UPDATE log SET body = replace(body, 'etas', 'ETAS') WHERE entry = 7", /^log entry 7$/],
    ["a subject", "UPDATE log SET subject = '7d-9999' WHERE entry = 8", /^log entry 8$/],
    ["a time", "UPDATE log SET at = 1 WHERE entry = 8", /^log entry 8$/],
    ["a leaf hash", "UPDATE log SET leaf_hash = lower(hex(zeroblob(32))) WHERE entry = 9", /^log entry 9$/],
    ["an entry, removed", "DELETE FROM log WHERE entry = 20", /^log entry 20$/],
    ["a tile", "UPDATE tile SET hashes = zeroblob(8192) WHERE tile_index = 0", /^tile 0 of level 0$/],
    ["the root of a tile", "UPDATE tile SET root = zeroblob(32) WHERE tile_index = 0", /^tile 0 of level 0$/],
    ["a tile, removed", "DELETE FROM tile", /^tile 0 of level 0$/],
    ["a tile, added", "INSERT INTO tile SELECT 3, 3, root, hashes FROM tile", /^table tile$/],
    ["a checkpoint", "UPDATE checkpoint SET note = replace(note, '270', '271')", /^checkpoint of 270 entries$/],
    ["the last entry, removed", "DELETE FROM log WHERE entry = 269", /^checkpoint of 270 entries$/],
    ["a cosignature", "INSERT INTO cosignature SELECT tree_size, verifier_key, 5, '— quakegate/made AAAAAAAA' || char(10) FROM checkpoint", /^cosignature of the checkpoint of 270 entries at 5$/],
  ])("is verified to be false when someone changed %s", (_, sql, object) => {
    const ledger = kept(madeLedger(270));
    createCheckpoint(ledger, SIGNER);
    expect(verifyStoredLog(ledger).problems).toEqual([]);
    tamper(ledger, sql);
    const { problems } = verifyStoredLog(ledger);
    expect(problems.map((problem) => problem.object)).toContainEqual(expect.stringMatching(object));
    expect(problems.every(({ kind }) => kind === "false")).toBe(true);
  });

  it("is not signed again after it was changed, before or after the last checkpoint", () => {
    const ledger = kept(madeLedger(300));
    createCheckpoint(ledger, SIGNER);
    grow(ledger, 3);
    tamper(ledger, "UPDATE log SET body = replace(body, 'etas', 'ETAS') WHERE entry = 301");
    expect(() => createCheckpoint(ledger, SIGNER)).toThrow(/log entry 301: the ledger was changed.*no checkpoint was signed/);
    tamper(ledger, "UPDATE log SET body = replace(body, 'ETAS', 'etas') WHERE entry = 301; UPDATE log SET leaf_hash = lower(hex(zeroblob(32))) WHERE entry = 299");
    expect(() => createCheckpoint(ledger, SIGNER)).toThrow(/no checkpoint was signed/);
    expect(ledger.checkpoints()).toHaveLength(1);
  });
});

describe("a ledger beside a published site", () => {
  const replaced = (ledger: Ledger, file: string): Ledger => {
    ledger.close();
    for (const suffix of ["-wal", "-shm"]) rmSync(join(ledger.workspace, `ledger.sqlite${suffix}`), { force: true });
    copyFileSync(file, join(ledger.workspace, "ledger.sqlite"));
    return kept(openLedger(ledger.workspace, { create: false }));
  };
  const backup = (ledger: Ledger): string => {
    const raw = new Database(join(ledger.workspace, "ledger.sqlite"));
    const file = join(temporaryFolder(), "backup.sqlite");
    raw.exec(`VACUUM INTO '${file}'`);
    raw.close();
    return file;
  };

  it("that was restored from an older backup is refused before anything is appended, and can still be read", () => {
    const ledger = madeLedger(10);
    published(ledger);
    const yesterday = backup(ledger);
    grow(ledger, 5);
    published(ledger);
    const old = replaced(ledger, yesterday);
    const before = old.dump();
    expect(() => grow(old, 1)).toThrow(/ledger\.sqlite, log entries: the ledger is older than what was published: the database was restored from a backup.*nothing was written; got 10; expected at least the 15 of/);
    expect(() => createCheckpoint(old, SIGNER)).toThrow(/older than what was published/);
    expect(old.dump()).toBe(before);
    expect(old.log()).toHaveLength(10);
  });

  it("of the same length and another history is refused", () => {
    const ledger = madeLedger(12);
    published(ledger);
    const other = madeLedger(12, "another history");
    const file = backup(other);
    other.close();
    expect(() => grow(replaced(ledger, file), 1)).toThrow(/the ledger is not the log that was published: entries differ/);
  });

  it("that cannot be read is refused too", () => {
    const ledger = kept(madeLedger(1));
    mkdirSync(logFolder(ledger), { recursive: true });
    writeFileSync(join(logFolder(ledger), "checkpoint"), "once upon a time\n");
    const again = kept(openLedger(ledger.workspace, { create: false }));
    expect(() => grow(again, 1)).toThrow(/checkpoint: not a signed note/);
  });
});

describe("the log's key", () => {
  it("is made once, readable by its owner only, and never replaced", () => {
    const ledger = kept(madeLedger(2));
    const signer = openLogSigner(ledger, "Made-up place: M 4+");
    expect(signer.verifierKey.name).toBe("quakegate/made-up-place-m-4");
    expect(statSync(logKeyFile(ledger.workspace)).mode & 0o777).toBe(0o600);
    createCheckpoint(ledger, signer);
    expect(openLogSigner(ledger, "renamed").verifierKey).toEqual(signer.verifierKey);
    const pem = readFileSync(logKeyFile(ledger.workspace), "utf8");
    rmSync(logKeyFile(ledger.workspace));
    expect(() => openLogSigner(ledger, "made")).toThrow(/log\.private\.pem: the private key of the log is missing.*QUAKEGATE_LOG_KEY/);
    writeFileSync(logKeyFile(ledger.workspace), "no key");
    expect(() => openLogSigner(ledger, "made")).toThrow(/not an Ed25519 private key/);
    const stranger = kept(madeLedger(1));
    openLogSigner(stranger, "made");
    copyFileSync(logKeyFile(stranger.workspace), logKeyFile(ledger.workspace));
    expect(() => openLogSigner(ledger, "made")).toThrow(/not the private key that signed this log's checkpoints/);
    writeFileSync(logKeyFile(ledger.workspace), pem);
    expect(openLogSigner(ledger, "made").verifierKey).toEqual(signer.verifierKey);
  });
});

it("a heartbeat comes once an ISO week", () => {
  const ledger = kept(madeLedger(2));
  const monday = Date.UTC(2026, 10, 16);
  expect(appendHeartbeat(ledger, monday)).toMatchObject({ appended: true, entry: { entry: 2, kind: "heartbeat", subject: "2026-W47" } });
  expect(appendHeartbeat(ledger, monday + 6.9 * 86_400_000)).toMatchObject({ appended: false, entry: { entry: 2 } });
  expect(appendHeartbeat(ledger, monday + 7 * 86_400_000)).toMatchObject({ appended: true, entry: { entry: 3 } });
});
