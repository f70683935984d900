import type Database from "better-sqlite3";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { EventRevision } from "../seismicity/catalog.ts";
import { InputError } from "../seismicity/input-error.ts";
import { type ArtifactStore, openArtifactStore, removeUnfinishedOf } from "./artifact-store.ts";
import { refuseCutOff, refuseDamaged } from "./damage.ts";
import { ledgerHeadFile, readLedgerHead, wentBack, writeLedgerHead } from "./ledger-head.ts";
import { ledgerWriter, type LedgerWriter } from "./ledger-writer.ts";
import { ledgerLost, openDatabase, traceOfLedger } from "./open-database.ts";
import type { ArtifactRecord, CheckpointRecord, CosignatureRecord, DecisionRecord, ForecastRecord, ImportRecord, LogEntry, ModelRecord, ResultRecord, SettlementRecord } from "./records.ts";
import { LEDGER_TABLES } from "./schema.ts";
import { inStorageWords } from "./storage-failure.ts";
import { treeRoot } from "./transparency/merkle.ts";
import { refuseOlderThanPublished } from "./transparency/published-checkpoint.ts";
import { storedTiles, type TileRow, tileRowReader } from "./transparency/stored-tiles.ts";
import { subtreesOfTiles, type TileSource } from "./transparency/tiles.ts";
import { lockWorkspace } from "./workspace-lock.ts";

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
  /** All entries, or those of a subject. */
  log(subject?: string): readonly LogEntry[];
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
  const entriesAfter = database.prepare(`SELECT ${LOG_COLUMNS} FROM log WHERE entry > ? ORDER BY entry`);
  let known: readonly LogEntry[] = [];
  /** Only what is new is read: no entry ever changes. What a transaction appends is known once it has been committed. */
  const wholeLog = (): readonly LogEntry[] => {
    const later = entriesAfter.all(known.at(-1)?.entry ?? -1) as LogEntry[];
    if (later.length === 0) return known;
    const all = known.concat(later);
    if (!database.inTransaction) known = all;
    return all;
  };
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
    log: (subject) => (subject === undefined ? wholeLog() : rows<LogEntry>(`SELECT ${LOG_COLUMNS} FROM log WHERE subject = ? ORDER BY entry`, subject)),
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
