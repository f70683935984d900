import { type Ledger, openLedger } from "../../src/ledger/ledger.ts";
import { temporaryFolder } from "../support/workspace.ts";

const T = Date.UTC(2020, 0, 1);
export const FORECAST = Buffer.from("sealed forecast");
export const SCORES = Float64Array.of(-1.5, 0, -Infinity, 1 / 3, Number.NaN);

/** Entries of {@link filledLedger} before those that only fill a tile. */
export const RECORD_ENTRIES = 7;

/** A ledger with a row in every table; 256 log entries, so that a tile is full. */
export function filledLedger(changes: { magnitude?: number; workspace?: string } = {}): Ledger {
  const ledger = openLedger(changes.workspace ?? temporaryFolder(), { create: true });
  const key = { windowId: "7d-0000", forecaster: "null", version: "1" };
  ledger.transaction((writer) => {
    writer.note("experiment", "made", T, { policy: 1 });
    const event = { id: "a", time: T - 1, longitude: 10.1, latitude: 40, depthKm: Number.NaN, magnitude: changes.magnitude ?? 4.1, magnitudeType: "ml" };
    const report = { added: 1, revised: 0, deleted: 0, unlistedKept: 0, unchanged: 0, rejected: [{ line: 3, reason: "bad" }], duplicates: [] };
    writer.importListing({ source: "net", file: "a.csv", digest: "00", format: "csep-csv", recordedAt: T, coversFrom: T - 1, coversTo: null, report }, [{ source: "net", recordedAt: T, deleted: false, event }]);
    const model = writer.artifact("model", Buffer.from("{}"));
    writer.model({ forecaster: "null", version: "1", fittedAt: T, digest: model });
    const digest = writer.artifact("forecast", FORECAST);
    writer.forecast({ ...key, status: "on-time", evidenceClass: "prospective", stratum: "quiet", sealedAt: T, digest, conditioningDigest: "01", modelDigest: model, message: "" });
    writer.settlement({ windowId: key.windowId, state: "settled", reason: "", snapshotDigest: writer.artifact("snapshot", Buffer.from("csv")), eventCount: 0 }, T + 1);
    writer.result({ ...key, body: '{"events":0}' }, T + 2, { S: SCORES, M: undefined });
    writer.decision({ decisionId: "d", challenger: "null", horizonDays: 0.5, throughWindow: 0, verdict: "HOLD", evidenceDigest: "02", evidence: "{}", body: "{}" }, T + 3);
    for (let entry = RECORD_ENTRIES; entry < 256; entry++) writer.note("filler", "made", T + 4, { entry });
    writer.checkpoint({ treeSize: 256, verifierKey: "made", note: "made" });
    writer.cosignature({ treeSize: 256, verifierKey: "made", timeSeconds: T / 1000, line: "made" });
  });
  return ledger;
}
