import Database from "better-sqlite3";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { canonicalJson } from "../../src/ledger/canonical-json.ts";
import { leafHash } from "../../src/ledger/leaf-hash.ts";
import { type Ledger, openLedger } from "../../src/ledger/ledger.ts";
import { LEDGER_TABLES } from "../../src/ledger/schema.ts";
import { rootOf } from "../../src/ledger/transparency/merkle.ts";
import { sha256Hex } from "../../src/numerics/digest.ts";
import { temporaryFolder } from "../support/workspace.ts";
import { filledLedger, FORECAST, RECORD_ENTRIES, SCORES } from "./filled-ledger.ts";

const open: { close(): unknown }[] = [];
afterEach(() => open.splice(0).forEach((handle) => handle.close()));
const kept = <T extends { close(): unknown }>(handle: T): T => (open.push(handle), handle);
const rawDatabase = (ledger: Ledger): Database.Database => kept(new Database(join(ledger.workspace, "ledger.sqlite")));

describe("every table is append-only, even for a program that knows nothing of quakegate", () => {
  it("has in each table a row to try it on", () => {
    const raw = rawDatabase(kept(filledLedger()));
    const tables = raw.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").pluck().all();
    expect(tables).toEqual([...LEDGER_TABLES].sort());
    for (const table of LEDGER_TABLES) expect([table, raw.prepare(`SELECT count(*) FROM ${table}`).pluck().get()]).not.toEqual([table, 0]);
  });

  it.each(LEDGER_TABLES)("%s refuses UPDATE, DELETE, REPLACE and UPSERT", (table) => {
    const ledger = kept(filledLedger());
    const before = ledger.dump();
    const raw = rawDatabase(ledger);
    const columns = raw.prepare(`SELECT name FROM pragma_table_info('${table}')`).pluck().all() as string[];
    const [first] = columns;
    const append = /append-only/;
    expect(() => raw.exec(`UPDATE ${table} SET ${first} = ${first}`)).toThrow(append);
    expect(() => raw.exec(`DELETE FROM ${table}`)).toThrow(append);
    expect(() => raw.exec(`INSERT OR REPLACE INTO ${table} SELECT * FROM ${table}`)).toThrow(append);
    expect(() => raw.exec(`REPLACE INTO ${table} (${columns.join(", ")}) SELECT ${columns.join(", ")} FROM ${table} LIMIT 1`)).toThrow(append);
    expect(() => raw.exec(`INSERT INTO ${table} SELECT * FROM ${table} WHERE true ON CONFLICT DO UPDATE SET ${first} = ${first}`)).toThrow(append);
    expect(ledger.dump()).toBe(before);
  });

  it("refuses a second settlement of one window and a second result of one forecast", () => {
    const ledger = kept(filledLedger());
    expect(() => ledger.transaction((writer) => writer.settlement({ windowId: "7d-0000", state: "unscorable", reason: "second thoughts", snapshotDigest: null, eventCount: 0 }, 0))).toThrow(/already there/);
    expect(() => ledger.transaction((writer) => writer.result({ windowId: "7d-0000", forecaster: "null", version: "1", body: "{}" }, 0, {}))).toThrow(/already there/);
  });

  it("refuses rows that refer to nothing", () => {
    const ledger = kept(filledLedger());
    expect(() => ledger.transaction((writer) => writer.settlement({ windowId: "7d-0001", state: "settled", reason: "", snapshotDigest: "ff", eventCount: 0 }, 0))).toThrow(/FOREIGN KEY/);
    expect(() => ledger.transaction((writer) => writer.result({ windowId: "7d-0009", forecaster: "null", version: "1", body: "{}" }, 0, {}))).toThrow(/FOREIGN KEY/);
  });
});

describe("a transaction", () => {
  it("refuses an entry that no entry bundle could hold, and an import's rejected rows are none of it", () => {
    const ledger = kept(filledLedger());
    const before = ledger.dump();
    expect(() => ledger.transaction((writer) => writer.note("policy", "made", 0, { text: "é".repeat(33_000) }))).toThrow(/policy made: a log entry is too long; got "66\d{3} bytes"; expected at most 65535; large content belongs in an artifact/);
    expect(ledger.dump()).toBe(before);
    const rejected = Array.from({ length: 5000 }, (_, line) => ({ line, reason: "latitude is not a number" }));
    const report = { added: 0, revised: 0, deleted: 0, unlistedKept: 0, unchanged: 0, rejected, duplicates: [] };
    ledger.transaction((writer) => writer.importListing({ source: "net", file: "b.csv", digest: "01", format: "csep-csv", recordedAt: 0, coversFrom: null, coversTo: null, report }, []));
    expect(ledger.imports().at(-1)!.report).toEqual(report);
    const { content } = JSON.parse(ledger.log("net").at(-1)!.body) as { content: unknown };
    expect(content).toMatchObject({ report: { rejected: 5000, duplicates: 0 }, reportDigest: sha256Hex(canonicalJson(report)) });
  });

  it("that throws in the middle leaves no row and no log entry, and the next one takes the same number", () => {
    const ledger = kept(filledLedger());
    const before = ledger.dump();
    const entries = ledger.logHead().entries;
    expect(() =>
      ledger.transaction((writer) => {
        writer.artifact("snapshot", Buffer.from("half done"));
        writer.settlement({ windowId: "7d-0001", state: "unscorable", reason: "gap", snapshotDigest: null, eventCount: 0 }, 0);
        writer.note("policy", "made", 0, {});
        throw new Error("killed");
      }),
    ).toThrow("killed");
    expect(ledger.dump()).toBe(before);
    expect(ledger.transaction((writer) => writer.note("policy", "made", 0, {})).entry).toBe(entries);
  });

  it("is seen by another reader as a whole or not at all", () => {
    const ledger = kept(filledLedger());
    const reader = kept(openLedger(ledger.workspace, { create: false }));
    const before = reader.dump();
    ledger.transaction((writer) => {
      writer.note("policy", "made", 0, {});
      expect(reader.dump()).toBe(before);
    });
    expect(reader.dump()).toBe(ledger.dump());
  });
});

describe("what is written is read back", () => {
  it("record by record", () => {
    const ledger = kept(filledLedger());
    expect(ledger.revisions(["net"])).toEqual([{ source: "net", recordedAt: Date.UTC(2020, 0, 1), deleted: false, event: { id: "a", time: Date.UTC(2020, 0, 1) - 1, longitude: 10.1, latitude: 40, depthKm: Number.NaN, magnitude: 4.1, magnitudeType: "ml" } }]);
    expect(ledger.revisions(["other"])).toEqual([]);
    expect(ledger.imports()).toMatchObject([{ importId: 0, file: "a.csv", coversTo: null, report: { added: 1, rejected: [{ line: 3, reason: "bad" }] } }]);
    expect(ledger.forecasts()).toMatchObject([{ windowId: "7d-0000", status: "on-time", digest: sha256Hex(FORECAST), message: "" }]);
    expect(ledger.results()).toMatchObject([{ body: '{"events":0}', digest: sha256Hex('{"events":0}') }]);
    expect(ledger.decisions()).toMatchObject([{ decisionId: "d", horizonDays: 0.5, verdict: "HOLD" }]);
    expect(ledger.simulatedScores("7d-0000", "null", "1", "S")).toEqual(SCORES);
    expect(() => ledger.simulatedScores("7d-0000", "null", "1", "M")).toThrow(/simulated scores are missing/);
    expect(Buffer.from(ledger.read(sha256Hex(FORECAST)))).toEqual(FORECAST);
    expect(() => ledger.read("ff")).toThrow(/no such artifact in the ledger/);
  });

  it("and every log entry is gap-free, canonical, and hashed as a leaf", () => {
    const ledger = kept(filledLedger());
    const log = ledger.log();
    expect(log.slice(0, RECORD_ENTRIES).map(({ kind }) => kind)).toEqual(["experiment", "import", "model", "forecast", "settlement", "result", "decision"]);
    log.forEach((entry, index) => {
      const { kind, subject, at } = entry;
      expect(entry.entry).toBe(index);
      expect(entry.leafHash).toBe(leafHash(entry.body));
      expect(canonicalJson(JSON.parse(entry.body))).toBe(entry.body);
      expect(JSON.parse(entry.body)).toMatchObject({ kind, subject, at });
    });
    expect(ledger.log("7d-0000").map(({ kind }) => kind)).toEqual(["forecast", "settlement", "result"]);
    expect(ledger.logHead()).toEqual({ entries: 256, headDigest: Buffer.from(rootOf(log.map((entry) => Buffer.from(entry.leafHash, "hex")))).toString("hex") });
  });
});

describe("dump", () => {
  it("is equal for two ledgers that were written alike, and after closing and opening", () => {
    const [one, two] = [kept(filledLedger()), kept(filledLedger())];
    expect(one.dump()).toBe(two.dump());
    expect(kept(openLedger(one.workspace, { create: false })).dump()).toBe(one.dump());
  });

  it("differs when one value or one more entry does", () => {
    const [one, other] = [kept(filledLedger()), kept(filledLedger({ magnitude: 4.100000000000001 }))];
    expect(other.dump()).not.toBe(one.dump());
    const before = one.dump();
    one.transaction((writer) => writer.note("policy", "made", 0, {}));
    expect(one.dump()).not.toBe(before);
  });
});

describe("openLedger", () => {
  it("makes a ledger only when asked to", () => {
    const folder = temporaryFolder();
    expect(() => openLedger(folder, { create: false })).toThrow(/ledger.sqlite: no ledger here yet/);
    expect(existsSync(join(folder, "ledger.sqlite"))).toBe(false);
  });

  it("refuses a ledger of another version, and leaves it as it was", () => {
    const ledger = filledLedger();
    ledger.close();
    const raw = kept(new Database(join(ledger.workspace, "ledger.sqlite")));
    raw.pragma("user_version = 7");
    expect(() => openLedger(ledger.workspace, { create: true })).toThrow(/ledger.sqlite, schema version: the ledger was written by another version of quakegate; got 7; expected 2/);
    expect(raw.pragma("user_version", { simple: true })).toBe(7);
  });

  it("refuses a file that is no SQLite database", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "ledger.sqlite"), "time,longitude,latitude\n".repeat(50));
    expect(() => openLedger(folder, { create: true })).toThrow(/ledger.sqlite: not a ledger; expected the SQLite file/);
  });

  it("lets a second process open while the first one is at work", () => {
    const folder = temporaryFolder();
    const [one, two] = [kept(openLedger(folder, { create: true })), kept(openLedger(folder, { create: true }))];
    one.transaction((writer) => writer.note("a", "a", 0, {}));
    two.transaction((writer) => writer.note("b", "b", 0, {}));
    expect(one.log().map(({ entry, kind }) => `${entry}${kind}`)).toEqual(["0a", "1b"]);
  });

  it("never returns an artifact that was changed on disk", () => {
    const ledger = kept(filledLedger());
    const digest = sha256Hex(FORECAST);
    const path = join(ledger.workspace, "forecasts", "sha256", digest.slice(0, 2), `${digest.slice(2)}.qgf`);
    writeFileSync(path, "another forecast");
    expect(() => ledger.read(digest)).toThrow(/was changed after it was sealed/);
  });
});
