import { createHash } from "node:crypto";

/** RFC 6962 §2.1 leaf hash of a log entry: SHA-256(0x00 ‖ entry), in hex. The tree over these leaves is built from the log alone. */
export function leafHash(entry: string): string {
  return createHash("sha256").update(Uint8Array.of(0)).update(entry, "utf8").digest("hex");
}
