import type Database from "better-sqlite3";
import { sha256Hex } from "../numerics/digest.ts";
import type { EventRevision } from "../seismicity/catalog.ts";
import { InputError } from "../seismicity/input-error.ts";
import type { EpochMs } from "../seismicity/time.ts";
import type { EvidenceClass } from "../seismicity/window.ts";
import type { ArtifactKind, ArtifactStore } from "./artifact-store.ts";
import { canonicalJson } from "./canonical-json.ts";
import { leafHash } from "./leaf-hash.ts";
import type { CheckpointRecord, CosignatureRecord, DecisionRecord, ForecastRecord, ImportRecord, LogEntry, ModelRecord, ResultRecord, SettlementRecord } from "./records.ts";
import { littleEndian, revisionsDigest, simulatedScoresDigest } from "./row-digests.ts";
import { tileWriter } from "./transparency/stored-tiles.ts";
import { MAX_ENTRY_BYTES } from "./transparency/tiles.ts";

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

/** Appends to the tables of a database; to be used within a transaction. */
export function ledgerWriter(database: Database.Database, store: ArtifactStore): LedgerWriter {
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
