import Database from "better-sqlite3";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { sha256Hex } from "../numerics/digest.ts";
import type { EventRevision } from "../seismicity/catalog.ts";
import { InputError } from "../seismicity/input-error.ts";
import type { EpochMs } from "../seismicity/time.ts";
import type { EvidenceClass } from "../seismicity/window.ts";
import { ARTIFACT_FOLDERS, type ArtifactKind, type ArtifactStore, openArtifactStore, removeUnfinishedOf } from "./artifact-store.ts";
import { canonicalJson } from "./canonical-json.ts";
import { refuseCutOff, refuseDamaged } from "./damage.ts";
import { leafHash } from "./leaf-hash.ts";
import { ledgerHeadFile, readLedgerHead, wentBack, writeLedgerHead } from "./ledger-head.ts";
import { openForReading } from "./read-only-database.ts";
import type {
  ArtifactRecord, CheckpointRecord, CosignatureRecord, DecisionRecord, ForecastRecord, ImportRecord, LogEntry, ModelRecord, ResultRecord, SettlementRecord,
} from "./records.ts";
import { revisionsDigest, simulatedScoresDigest } from "./row-digests.ts";
import { LEDGER_SCHEMA, LEDGER_SCHEMA_VERSION, LEDGER_TABLES } from "./schema.ts";
import { inStorageWords, isReadOnly } from "./storage-failure.ts";
import { treeRoot } from "./transparency/merkle.ts";
import { PUBLISHED_LOG, refuseOlderThanPublished } from "./transparency/published-checkpoint.ts";
import { storedTiles, type TileRow, tileRowReader, tileWriter } from "./transparency/stored-tiles.ts";
import { MAX_ENTRY_BYTES, subtreesOfTiles, type TileSource } from "./transparency/tiles.ts";
import { lockWorkspace } from "./workspace-lock.ts";

/** What a transaction may append. Each call writes its row and its log entry. */
export interface LedgerWriter {
  /** Appends a log entry of its own (policies, experiment definitions). @throws InputError when it is longer than 65,535 bytes: large content belongs in an artifact. */
  note(kind: string, subject: string, at: EpochMs, body: unknown): LogEntry;
  artifact(kind: ArtifactKind, bytes: Uint8Array): string;
  importListing(record: Omit<ImportRecord, "importId" | "entry">, revisions: readonly EventRevision[]): void;
  model(record: Omit<ModelRecord, "entry">): void;
  forecast(record: Omit<ForecastRecord, "entry">): void;
  settlement(record: Omit<SettlementRecord, "entry">, at: EpochMs): void;
  result(record: Omit<ResultRecord, "entry" | "digest">, at: EpochMs, simulatedScores: Readonly<Partial<Record<string, Float64Array>>>): void;
  decision(record: Omit<DecisionRecord, "entry">, at: EpochMs): void;
  /** Remembers a signed checkpoint; no log entry. */
  checkpoint(record: CheckpointRecord): void;
  /** Remembers a verified cosignature; no log entry. */
  cosignature(record: CosignatureRecord): void;
}

/** The append-only store of one workspace: an SQLite index and artifacts by digest. */
export interface Ledger {
  readonly workspace: string;
  /**
   * Runs `append` as one transaction: all of it is stored, or nothing. @throws InputError when the checkpoint that the workspace's
   * site shows, or the head beside the database, is of a longer or another log: the database was restored from an older backup.
   */
  transaction<T>(append: (writer: LedgerWriter) => T): T;
  /**
   * Runs `work` while no other process does such work in this workspace. Transactions alone need no turn: whoever appends in a
   * transaction what can be said at any time, such as a submission, does not wait for those at work.
   *
   * @throws InputError when another process is at work for longer than a few seconds, or the database went back or is damaged: then `work` was not begun
   */
  exclusively<T>(work: () => T | Promise<T>): Promise<T>;
  /** Runs `read` on one state of the ledger, whatever other processes append meanwhile. */
  snapshot<T>(read: () => T): T;
  log(subject?: string): LogEntry[];
  /** Number of entries. */
  logSize(): number;
  /** Entries `from` up to but not including `to`. */
  logRange(from: number, to: number): LogEntry[];
  /** Number of entries and the RFC 6962 root over them, in hexadecimal. */
  logHead(): { readonly entries: number; readonly headDigest: string };
  /** Tiles of the Merkle tree over the log, full and partial. */
  tiles(): TileSource;
  /** A full tile as it is stored, if there is such a row. */
  tileRow(level: number, index: number): TileRow | undefined;
  /** How many full tiles are stored. */
  tileRowCount(): number;
  /** Signed checkpoints, by size. */
  checkpoints(): CheckpointRecord[];
  cosignatures(): CosignatureRecord[];
  imports(): ImportRecord[];
  revisions(sources: readonly string[]): EventRevision[];
  models(): ModelRecord[];
  forecasts(): ForecastRecord[];
  settlements(): SettlementRecord[];
  results(): ResultRecord[];
  simulatedScores(windowId: string, forecaster: string, version: string, test: string): Float64Array;
  decisions(): DecisionRecord[];
  /** Bytes of an artifact, checked against its digest. */
  read(digest: string): Uint8Array;
  /** Every row of every table as canonical text, for comparing two ledgers. */
  dump(): string;
  close(): void;
}

/**
 * Opens (or, with `create`, makes) the ledger of a workspace.
 *
 * A ledger that cannot be written to is opened all the same, for reading.
 *
 * @throws InputError when there is none (and, with `create`, when there was one), it is no SQLite file or damaged, or it was written by another schema version.
 */
export function openLedger(workspace: string, options: { readonly create: boolean }): Ledger {
  const file = join(workspace, "ledger.sqlite");
  if (!options.create && !existsSync(file)) {
    throw new InputError("no ledger here yet", { file, expected: "a workspace in which `quakegate import` or `quakegate run` has been run" });
  }
  return inStorageWords(file, () => {
    // Looked for before the database is: whoever makes artifacts has made the tables before.
    const trace = traceOfLedger(workspace);
    if (trace !== undefined && !existsSync(file)) throw ledgerLost(file, trace);
    const wasCutOff = existsSync(`${file}-wal`);
    const database = openDatabase(file, trace);
    try {
      removeUnfinishedOf(ledgerHeadFile(workspace));
      return ledgerOver(database, workspace, openArtifactStore(workspace), wasCutOff);
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** Opens and prepares the database; one that cannot be written to is opened for reading. */
function openDatabase(file: string, trace: string | undefined): Database.Database {
  let database: Database.Database | undefined;
  try {
    database = new Database(file);
    prepareDatabase(database, file, trace);
    return database;
  } catch (error) {
    database?.close();
    if (!isReadOnly(error) || !existsSync(file)) throw error;
    const readOnly = openForReading(file);
    requireVersion(readOnly, file);
    return readOnly;
  }
}

/** A file that only a ledger leaves in a workspace. */
function traceOfLedger(workspace: string): string | undefined {
  const files = [ledgerHeadFile(workspace), join(workspace, PUBLISHED_LOG, "checkpoint"), join(workspace, "ledger.sqlite-wal")].filter((file) => existsSync(file));
  return files[0] ?? ARTIFACT_FOLDERS.map((folder) => join(workspace, folder)).find((folder) => existsSync(folder) && readdirSync(folder).length > 0);
}

function ledgerLost(file: string, trace: string): InputError {
  return new InputError("the ledger is gone, and other files of this workspace are still here; nothing was written", { file, expected: `the newest backup of it, because of ${trace}; a new experiment starts in an empty workspace` });
}

function prepareDatabase(database: Database.Database, file: string, trace: string | undefined): void {
  database.pragma("busy_timeout = 5000");
  if (schemaVersion(database) === 0) {
    if (trace !== undefined && !trace.endsWith("-wal")) throw ledgerLost(file, trace);
    database.transaction(() => {
      // Another process may have made the tables while this one waited for the lock.
      if (schemaVersion(database) === 0) database.exec(LEDGER_SCHEMA);
    }).immediate();
  }
  requireVersion(database, file);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  database.pragma("foreign_keys = ON");
}

function requireVersion(database: Database.Database, file: string): void {
  const version = schemaVersion(database);
  if (version !== LEDGER_SCHEMA_VERSION) {
    throw new InputError("the ledger was written by another version of quakegate", { file, field: "schema version", value: version, expected: String(LEDGER_SCHEMA_VERSION) });
  }
}

function schemaVersion(database: Database.Database): number {
  return database.pragma("user_version", { simple: true }) as number;
}

function ledgerOver(database: Database.Database, workspace: string, store: ArtifactStore, wasCutOff: boolean): Ledger {
  const file = join(workspace, "ledger.sqlite");
  const writer = ledgerWriter(database, store);
  const rows = <T>(sql: string, ...parameters: unknown[]): T[] => database.prepare(sql).all(...parameters) as T[];
  const tiles = storedTiles(database);
  const leafHashAt = database.prepare("SELECT leaf_hash FROM log WHERE entry = ?").pluck();
  const lastLeafHash = (entry: number): string | undefined => leafHashAt.get(entry) as string | undefined;
  let compared = false;
  let headEntries = -1;
  let turns = 0;
  const refuseWhatWentBack = (): void => {
    if (compared) return;
    const size = logSize(database);
    refuseOlderThanPublished(workspace, tiles, size);
    const loss = wentBack(readLedgerHead(workspace), size, lastLeafHash);
    if (loss !== undefined) throw new InputError(`${loss}; nothing was written`, { file, expected: "the newest backup of it" });
    compared = true;
  };
  const keepHead = (): void => {
    const entries = logSize(database);
    if (entries === headEntries || entries === 0) return;
    writeLedgerHead(workspace, { entries, lastLeafHash: lastLeafHash(entries - 1)! });
    headEntries = entries;
  };
  const transaction: Ledger["transaction"] = (append) =>
    inStorageWords(file, () => {
      const isWithinAnother = database.inTransaction;
      const result = database.transaction(() => {
        refuseWhatWentBack();
        return append(writer);
      }).immediate();
      if (!isWithinAnother) keepHead();
      return result;
    });
  const artifactByDigest = database.prepare("SELECT digest, kind, path, byte_length AS byteLength FROM artifact WHERE digest = ?");
  return {
    workspace,
    transaction,
    async exclusively(work) {
      if (turns > 0) return work();
      const release = inStorageWords(file, () => lockWorkspace(workspace));
      turns++;
      try {
        inStorageWords(file, () => {
          refuseCutOff(database, file);
          if (wasCutOff) refuseDamaged(database, file);
        });
        transaction(() => undefined);
        return await work();
      } finally {
        turns--;
        release();
      }
    },
    snapshot: (read) => database.transaction(read).deferred(),
    log: (subject) =>
      subject === undefined
        ? rows<LogEntry>(`SELECT ${LOG_COLUMNS} FROM log ORDER BY entry`)
        : rows<LogEntry>(`SELECT ${LOG_COLUMNS} FROM log WHERE subject = ? ORDER BY entry`, subject),
    logSize: () => logSize(database),
    logRange: (from, to) => rows<LogEntry>(`SELECT ${LOG_COLUMNS} FROM log WHERE entry >= ? AND entry < ? ORDER BY entry`, from, to),
    logHead() {
      const entries = logSize(database);
      return { entries, headDigest: Buffer.from(treeRoot(subtreesOfTiles(tiles, entries), entries)).toString("hex") };
    },
    tiles: () => tiles,
    tileRow: tileRowReader(database),
    tileRowCount: () => database.prepare("SELECT count(*) FROM tile").pluck().get() as number,
    checkpoints: () => rows<CheckpointRecord>("SELECT tree_size AS treeSize, verifier_key AS verifierKey, note FROM checkpoint ORDER BY tree_size"),
    cosignatures: () => rows<CosignatureRecord>("SELECT tree_size AS treeSize, verifier_key AS verifierKey, time_seconds AS timeSeconds, line FROM cosignature ORDER BY tree_size, time_seconds"),
    imports: () =>
      rows<Omit<ImportRecord, "report"> & { report: string }>(
        `SELECT import_id AS importId, source, file, digest, format, recorded_at AS recordedAt, covers_from AS coversFrom, covers_to AS coversTo, report, entry
         FROM import ORDER BY import_id`,
      ).map((row) => ({ ...row, report: JSON.parse(row.report) as ImportRecord["report"] })),
    revisions: (sources) => sources.flatMap((source) => readRevisions(database, source)),
    models: () => rows<ModelRecord>("SELECT forecaster, version, fitted_at AS fittedAt, digest, entry FROM model ORDER BY entry"),
    forecasts: () =>
      rows<ForecastRecord>(
        `SELECT window_id AS windowId, forecaster, version, status, evidence_class AS evidenceClass, stratum, sealed_at AS sealedAt, digest,
         conditioning_digest AS conditioningDigest, model_digest AS modelDigest, message, entry FROM forecast ORDER BY entry`,
      ),
    settlements: () =>
      rows<SettlementRecord>(
        "SELECT window_id AS windowId, state, reason, snapshot_digest AS snapshotDigest, event_count AS eventCount, entry FROM settlement ORDER BY entry",
      ),
    results: () => rows<ResultRecord>("SELECT window_id AS windowId, forecaster, version, digest, body, entry FROM result ORDER BY entry"),
    simulatedScores(windowId, forecaster, version, test) {
      const row = database
        .prepare("SELECT scores FROM simulated_scores WHERE window_id = ? AND forecaster = ? AND version = ? AND test = ?")
        .get(windowId, forecaster, version, test) as { scores: Buffer } | undefined;
      if (row === undefined) throw new InputError("simulated scores are missing", { field: test, value: `${windowId} ${forecaster}` });
      return Float64Array.from({ length: row.scores.length / 8 }, (_, index) => row.scores.readDoubleLE(8 * index));
    },
    decisions: () =>
      rows<DecisionRecord>(
        `SELECT decision_id AS decisionId, challenger, horizon_days AS horizonDays, through_window AS throughWindow, verdict,
         evidence_digest AS evidenceDigest, evidence, body, entry FROM decision ORDER BY entry`,
      ),
    read(digest) {
      const artifact = artifactByDigest.get(digest) as ArtifactRecord | undefined;
      if (artifact === undefined) throw new InputError("no such artifact in the ledger", { field: "digest", value: digest });
      return store.get(artifact.path, digest);
    },
    dump: () => LEDGER_TABLES.map((table) => dumpTable(database, table)).join("\n"),
    close: () => database.close(),
  };
}

function logSize(database: Database.Database): number {
  return database.prepare("SELECT coalesce(max(entry) + 1, 0) FROM log").pluck().get() as number;
}

const LOG_COLUMNS = "entry, kind, subject, at, body, leaf_hash AS leafHash";

function ledgerWriter(database: Database.Database, store: ArtifactStore): LedgerWriter {
  const append = database.prepare("INSERT INTO log (entry, kind, subject, at, body, leaf_hash) VALUES (?, ?, ?, ?, ?, ?)");
  const nextEntry = database.prepare("SELECT coalesce(max(entry) + 1, 0) AS entry FROM log");
  const insert = (table: string, row: Readonly<Record<string, unknown>>): void => {
    const columns = Object.keys(row);
    database.prepare(`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`).run(...Object.values(row));
  };
  const addTiles = tileWriter(database);
  const note = (kind: string, subject: string, at: EpochMs, content: unknown): LogEntry => {
    const { entry } = nextEntry.get() as { entry: number };
    const body = canonicalJson({ kind, subject, at, content });
    const bytes = Buffer.byteLength(body, "utf8");
    if (bytes > MAX_ENTRY_BYTES) throw new InputError("a log entry is too long", { field: `${kind} ${subject}`, value: `${bytes} bytes`, expected: `at most ${MAX_ENTRY_BYTES}; large content belongs in an artifact` });
    const leaf = leafHash(body);
    append.run(entry, kind, subject, at, body, leaf);
    addTiles(entry + 1);
    return { entry, kind, subject, at, body, leafHash: leaf };
  };
  return {
    note,
    artifact(kind, bytes) {
      const { digest, path, byteLength } = store.put(kind, bytes);
      const known = database.prepare("SELECT 1 FROM artifact WHERE digest = ?").get(digest);
      if (known === undefined) insert("artifact", { digest, kind, path, byte_length: byteLength });
      return digest;
    },
    importListing(record, revisions) {
      const { source, file, digest, format, recordedAt, coversFrom, coversTo, report } = record;
      const rows = canonicalJson(report);
      const counts = { ...report, rejected: report.rejected.length, duplicates: report.duplicates.length };
      const { entry } = note("import", source, recordedAt, { ...record, report: counts, reportDigest: sha256Hex(rows), revisionsDigest: revisionsDigest(revisions) });
      const { importId } = database.prepare("SELECT coalesce(max(import_id) + 1, 0) AS importId FROM import").get() as { importId: number };
      insert("import", { import_id: importId, source, file, digest, format, recorded_at: recordedAt, covers_from: coversFrom, covers_to: coversTo, report: rows, entry });
      writeRevisions(database, importId, revisions);
    },
    model(record) {
      const { entry } = note("model", record.forecaster, record.fittedAt, record);
      insert("model", { forecaster: record.forecaster, version: record.version, fitted_at: record.fittedAt, digest: record.digest, entry });
    },
    forecast(record) {
      const { entry } = note("forecast", record.windowId, record.sealedAt, record);
      insert("forecast", {
        window_id: record.windowId, forecaster: record.forecaster, version: record.version, status: record.status,
        evidence_class: record.evidenceClass satisfies EvidenceClass, stratum: record.stratum, sealed_at: record.sealedAt, digest: record.digest,
        conditioning_digest: record.conditioningDigest, model_digest: record.modelDigest, message: record.message, entry,
      });
    },
    settlement(record, at) {
      const { entry } = note("settlement", record.windowId, at, record);
      insert("settlement", { window_id: record.windowId, state: record.state, reason: record.reason, snapshot_digest: record.snapshotDigest, event_count: record.eventCount, entry });
    },
    result(record, at, simulatedScores) {
      const digest = sha256Hex(record.body);
      const key = { window_id: record.windowId, forecaster: record.forecaster, version: record.version };
      const blobs = Object.fromEntries(Object.entries(simulatedScores).flatMap(([test, scores]) => (scores === undefined ? [] : [[test, littleEndian(scores)]])));
      const { entry } = note("result", record.windowId, at, { forecaster: record.forecaster, version: record.version, digest, simulatedScoresDigest: simulatedScoresDigest(blobs) });
      insert("result", { ...key, digest, body: record.body, entry });
      for (const [test, scores] of Object.entries(blobs)) insert("simulated_scores", { ...key, test, scores });
    },
    decision(record, at) {
      const { entry } = note("decision", record.challenger, at, { decisionId: record.decisionId, verdict: record.verdict, evidenceDigest: record.evidenceDigest, digest: sha256Hex(record.body) });
      insert("decision", {
        decision_id: record.decisionId, challenger: record.challenger, horizon_days: record.horizonDays, through_window: record.throughWindow,
        verdict: record.verdict, evidence_digest: record.evidenceDigest, evidence: record.evidence, body: record.body, entry,
      });
    },
    checkpoint: ({ treeSize, verifierKey, note: text }) => insert("checkpoint", { tree_size: treeSize, verifier_key: verifierKey, note: text }),
    cosignature: ({ treeSize, verifierKey, timeSeconds, line }) => insert("cosignature", { tree_size: treeSize, verifier_key: verifierKey, time_seconds: timeSeconds, line }),
  };
}

function littleEndian(scores: Float64Array): Buffer {
  const bytes = Buffer.alloc(8 * scores.length);
  scores.forEach((score, index) => bytes.writeDoubleLE(score, 8 * index));
  return bytes;
}

function writeRevisions(database: Database.Database, importId: number, revisions: readonly EventRevision[]): void {
  const insert = database.prepare(
    `INSERT INTO event_revision (import_id, source, event_id, recorded_at, deleted, time, longitude, latitude, depth_km, magnitude, magnitude_type)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const { source, recordedAt, deleted, event } of revisions) {
    const depth = Number.isNaN(event.depthKm) ? null : event.depthKm;
    insert.run(importId, source, event.id, recordedAt, deleted ? 1 : 0, event.time, event.longitude, event.latitude, depth, event.magnitude, event.magnitudeType);
  }
}

function readRevisions(database: Database.Database, source: string): EventRevision[] {
  type Row = [string, number, number, number, number, number, number | null, number, string];
  const rows = database
    .prepare("SELECT event_id, recorded_at, deleted, time, longitude, latitude, depth_km, magnitude, magnitude_type FROM event_revision WHERE source = ? ORDER BY revision_id")
    .raw()
    .all(source) as Row[];
  return rows.map(([id, recordedAt, deleted, time, longitude, latitude, depthKm, magnitude, magnitudeType]) => ({
    source,
    recordedAt,
    deleted: deleted === 1,
    event: { id, time, longitude, latitude, depthKm: depthKm ?? Number.NaN, magnitude, magnitudeType },
  }));
}

function dumpTable(database: Database.Database, table: string): string {
  const rows = database.prepare(`SELECT * FROM ${table}`).raw().all() as unknown[][];
  return [`# ${table}`, ...rows.map((row) => JSON.stringify(row.map((value) => (Buffer.isBuffer(value) ? value.toString("hex") : value)))).sort()].join("\n");
}
