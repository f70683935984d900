import { createHash } from "node:crypto";
import { sha256Hex } from "../numerics/digest.ts";
import type { EventRevision } from "../seismicity/catalog.ts";

/** SHA-256 of the revisions of one import in order, so that its log entry stands for its rows: a JSON array a line. */
export function revisionsDigest(revisions: readonly EventRevision[]): string {
  const hash = createHash("sha256");
  for (const { source, recordedAt, deleted, event } of revisions) {
    const { id, time, longitude, latitude, depthKm, magnitude, magnitudeType } = event;
    hash.update(`${JSON.stringify([source, id, recordedAt, deleted ? 1 : 0, time, longitude, latitude, depthKm, magnitude, magnitudeType])}\n`, "utf8");
  }
  return hash.digest("hex");
}

/** SHA-256 of the simulated scores that a result is stored with: a line `test SHA-256-of-its-bytes` for each test, in order of their names. */
export function simulatedScoresDigest(scores: Readonly<Record<string, Uint8Array>>): string {
  return sha256Hex(Object.keys(scores).sort().map((test) => `${test} ${sha256Hex(scores[test]!)}\n`).join(""));
}

/** Simulated scores as they are stored and digested: eight little-endian bytes a double. */
export function littleEndian(values: Float64Array): Buffer {
  const bytes = Buffer.alloc(8 * values.length);
  values.forEach((value, index) => bytes.writeDoubleLE(value, 8 * index));
  return bytes;
}
