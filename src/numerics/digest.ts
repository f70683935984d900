import { createHash } from "node:crypto";

/** SHA-256 (FIPS 180-4) of bytes, or of the UTF-8 form of a string: 32 bytes. */
export function sha256(bytes: Uint8Array | string): Uint8Array {
  return createHash("sha256").update(bytes).digest();
}

/** SHA-256 as 64 lower-case hexadecimal digits. */
export function sha256Hex(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}
