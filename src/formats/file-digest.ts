import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";

/** Lower-case hexadecimal SHA-256 of a file's bytes as they are on disk, in constant memory. @throws what the file system throws */
export function sha256OfFile(path: string): string {
  const descriptor = openSync(path, "r");
  try {
    const hash = createHash("sha256");
    const chunk = Buffer.alloc(1 << 20);
    for (let length = readSync(descriptor, chunk); length > 0; length = readSync(descriptor, chunk)) hash.update(chunk.subarray(0, length));
    return hash.digest("hex");
  } finally {
    closeSync(descriptor);
  }
}
