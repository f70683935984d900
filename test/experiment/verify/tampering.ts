import type Database from "better-sqlite3";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findings, type Verification } from "../../../src/experiment/verify/verification.ts";
import { verifyBundle } from "../../../src/experiment/evidence-bundle/verify-bundle.ts";
import { verifySite } from "../../../src/experiment/verify/verify-site.ts";
import { verifyLogAlone, verifyWorkspace } from "../../../src/experiment/verify/verify-workspace.ts";
import type { RandomStream } from "../../../src/numerics/random/stream.ts";
import { withSql } from "./published-workspace.ts";

/** One change of one byte, and what was said of it. */
export interface Flip {
  readonly place: string;
  readonly what: "row" | "artifact" | "page" | "log" | "bundle" | "policy";
  readonly verification: Verification;
  /** A name that must be among the objects of the problems. */
  readonly named: RegExp;
}

/** Flips single bytes at seeded places of a published workspace, one after the other, and verifies after each; the workspace is put back. */
export function* flips(workspace: string, stream: RandomStream, count: number): Generator<Flip> {
  const reports = join(workspace, "reports");
  const database = readFileSync(join(workspace, "ledger.sqlite"));
  const cells = cellsOf(workspace);
  const files = (folder: string): string[] => readdirSync(join(workspace, folder), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(workspace.length + 1));
  const artifacts = [...files("forecasts"), ...files("observations")];
  const log = files("reports/log");
  const bundles = files("reports/decisions");
  const pages = files("reports").filter((file) => !log.includes(file) && !bundles.includes(file));
  const pick = <T>(list: readonly T[]): T => list[Math.floor(stream.nextDouble() * list.length)]!;
  const kinds: readonly Flip["what"][] = ["row", "row", "row", "row", "artifact", "artifact", "log", "log", "page", "page", "bundle", "bundle", "bundle", "policy"];
  for (let done = 0; done < count; done++) {
    const what = kinds[done % kinds.length]!;
    if (what === "row") {
      const cell = pick(cells);
      withSql(workspace, (db) => flipCell(db, cell, stream));
      yield { what, place: `${cell.table}.${cell.column} row ${cell.row}`, verification: verifyWorkspace(workspace), named: NAMES[cell.table]! };
      for (const suffix of ["-wal", "-shm"]) rmSync(join(workspace, `ledger.sqlite${suffix}`), { force: true });
      writeFileSync(join(workspace, "ledger.sqlite"), database);
      continue;
    }
    const file = what === "artifact" ? pick(artifacts) : what === "log" ? pick(log) : what === "page" ? pick(pages) : what === "bundle" ? pick(bundles) : "experiment.yaml";
    const path = join(workspace, file);
    const original = readFileSync(path);
    const place = Math.floor(stream.nextDouble() * original.length);
    const changed = Buffer.from(original);
    changed[place]! ^= 1 << Math.floor(stream.nextDouble() * 8);
    writeFileSync(path, changed);
    const verification = what === "artifact" || what === "policy" ? verifyWorkspace(workspace) : what === "log" ? verifyLogAlone(join(reports, "log")) : what === "page" ? verifySite(reports) : verifyOneBundle(join(workspace, file.split("/").slice(0, 3).join("/")));
    yield { what, place: `${file} byte ${place}`, verification, named: fileName(what, file) };
    writeFileSync(path, original);
  }
}

/** What a problem with a changed file must name: the file itself, or what the file holds. */
function fileName(what: Flip["what"], file: string): RegExp {
  const name = file.split("/").at(-1)!.replaceAll(".", "\\.");
  if (what === "artifact") return new RegExp(name);
  if (what === "policy") return /^experiment\.yaml$/;
  if (what === "log") return /checkpoint|tile|entries|vkey|^log/;
  if (what === "page") return file.includes("site-manifest") ? /^site-manifest\.json$/ : new RegExp(`^${file.slice("reports/".length).replaceAll(".", "\\.")}`);
  return /entries|checkpoint|vkey|proof|record|\.jsonl?$/;
}

function verifyOneBundle(folder: string): Verification {
  const found = findings();
  verifyBundle(folder, "bundle", {}, found);
  return found.verification();
}

/** Objects as which a table's rows are named. */
const NAMES: Readonly<Record<string, RegExp>> = {
  log: /^(log entry|ledger|table log|checkpoint)/, checkpoint: /checkpoint/, tile: /tile/, cosignature: /cosignature/,
  artifact: /^(artifact|forecasts\/|observations\/|ledger\.sqlite, table)/, import: /^(import|ledger\.sqlite, table|event revisions|table)/, event_revision: /revision/,
  model: /^(model|table model|ledger\.sqlite, table)/, forecast: /^(forecast|table forecast|ledger\.sqlite, table)/, settlement: /^(settlement|table settlement|ledger\.sqlite, table)/,
  result: /^(result|table result|simulated scores|ledger\.sqlite, table)/, simulated_scores: /^(simulated scores|ledger\.sqlite, table)/, decision: /^(decision|table decision|ledger\.sqlite, table)/,
};

interface Cell {
  readonly table: string;
  readonly column: string;
  readonly row: number;
}

/** Every column of every row, each table with the same weight. */
function cellsOf(workspace: string): Cell[] {
  const cells: Cell[] = [];
  withSql(workspace, (database) => {
    for (const table of database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").pluck().all() as string[]) {
      const rows = database.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number;
      const columns = (database.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name);
      if (rows > 0) for (let place = 0; place < 60; place++) cells.push({ table, column: columns[place % columns.length]!, row: Math.floor((place * rows) / 60) });
    }
  });
  return cells;
}

function flipCell(database: Database.Database, { table, column, row }: Cell, stream: RandomStream): void {
  const keys = (database.pragma(`table_info(${table})`) as { name: string; pk: number }[]).filter(({ pk }) => pk > 0).map(({ name }) => name);
  const found = database.prepare(`SELECT * FROM ${table} ORDER BY ${keys.join(", ")} LIMIT 1 OFFSET ?`).get(row) as Record<string, string | number | Buffer | null>;
  const update = database.prepare(`UPDATE OR IGNORE ${table} SET ${column} = ? WHERE ${keys.map((key) => `${key} = ?`).join(" AND ")}`);
  // What would make two rows the same is refused even without triggers: another bit is then taken.
  while (update.run(flipped(found[column]!, stream), ...keys.map((key) => found[key]!)).changes === 0);
}

/** The value with one bit of one byte of it changed. */
function flipped(value: string | number | Buffer | null, stream: RandomStream): string | number | Buffer {
  const bit = Math.floor(stream.nextDouble() * 7);
  if (value === null) return "0".repeat(64);
  if (typeof value === "string") {
    if (value === "") return "x";
    const place = Math.floor(stream.nextDouble() * value.length);
    return value.slice(0, place) + String.fromCharCode(value.charCodeAt(place) ^ (1 << bit)) + value.slice(place + 1);
  }
  if (typeof value === "number") {
    if (Number.isInteger(value)) return value + 2 ** Math.floor(20 * stream.nextDouble());
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value);
    bytes[Math.floor(stream.nextDouble() * 6)]! ^= 1 << bit;
    return bytes.readDoubleLE();
  }
  const bytes = Buffer.from(value);
  bytes[Math.floor(stream.nextDouble() * bytes.length)]! ^= 1 << bit;
  return bytes;
}
