import type { EpochMs } from "../seismicity/time.ts";
import type { EvidenceClass } from "../seismicity/window.ts";

/** One line of the append-only log; `body` is the canonical JSON whose leaf hash stands beside it. */
export interface LogEntry {
  readonly entry: number;
  readonly kind: string;
  readonly subject: string;
  readonly at: EpochMs;
  readonly body: string;
  readonly leafHash: string;
}

/** A checkpoint that this log signed: what it may never contradict. */
export interface CheckpointRecord {
  readonly treeSize: number;
  /** `name+hash+base64` of the key that signed. */
  readonly verifierKey: string;
  /** The signed note. */
  readonly note: string;
}

/** A witness's line under a checkpoint of the same size. */
export interface CosignatureRecord {
  readonly treeSize: number;
  /** `name+hash+base64` of the witness. */
  readonly verifierKey: string;
  readonly timeSeconds: number;
  /** The signature line, ending in a newline. */
  readonly line: string;
}

export interface ArtifactRecord {
  readonly digest: string;
  readonly kind: string;
  readonly path: string;
  readonly byteLength: number;
}

/** What an import did, and every row that it did not take. */
export interface ImportReport {
  readonly added: number;
  readonly revised: number;
  readonly deleted: number;
  readonly unchanged: number;
  /** Known events that the file does not list, kept because rows of it could not be read. */
  readonly unlistedKept: number;
  readonly rejected: readonly { readonly line: number; readonly reason: string }[];
  readonly duplicates: readonly { readonly id: string; readonly keptLine: number; readonly droppedLine: number; readonly reason: string }[];
}

export interface ImportRecord {
  readonly importId: number;
  readonly source: string;
  /** File name without its folder. */
  readonly file: string;
  /** SHA-256 of the file's bytes. */
  readonly digest: string;
  readonly format: string;
  readonly recordedAt: EpochMs;
  readonly coversFrom: EpochMs | null;
  readonly coversTo: EpochMs | null;
  readonly report: ImportReport;
  readonly entry: number;
}

export interface ModelRecord {
  readonly forecaster: string;
  readonly version: string;
  readonly fittedAt: EpochMs;
  readonly digest: string;
  readonly entry: number;
}

export interface ForecastRecord {
  readonly windowId: string;
  readonly forecaster: string;
  readonly version: string;
  readonly status: "on-time" | "late" | "failed";
  readonly evidenceClass: EvidenceClass;
  readonly stratum: "active" | "quiet";
  readonly sealedAt: EpochMs;
  /** Null when the forecaster failed; `message` then says how. */
  readonly digest: string | null;
  readonly conditioningDigest: string;
  readonly modelDigest: string | null;
  readonly message: string;
  readonly entry: number;
}

export interface SettlementRecord {
  readonly windowId: string;
  readonly state: "settled" | "unscorable";
  readonly reason: string;
  readonly snapshotDigest: string | null;
  readonly eventCount: number;
  readonly entry: number;
}

/** One forecast scored in one window; `body` is canonical JSON, `digest` its SHA-256. */
export interface ResultRecord {
  readonly windowId: string;
  readonly forecaster: string;
  readonly version: string;
  readonly digest: string;
  readonly body: string;
  readonly entry: number;
}

export interface DecisionRecord {
  readonly decisionId: string;
  readonly challenger: string;
  readonly horizonDays: number;
  readonly throughWindow: number;
  readonly verdict: "PASS" | "HOLD" | "FAIL" | "INDETERMINATE";
  readonly evidenceDigest: string;
  /** Canonical JSON of everything the decision was computed from. */
  readonly evidence: string;
  /** Canonical JSON of the decision. */
  readonly body: string;
  readonly entry: number;
}
