import { InputError } from "../../seismicity/input-error.ts";

/** RFC 4648 §4 with padding, in its one canonical form. @throws InputError for anything else. */
export function decodeBase64(text: string, field: string): Uint8Array {
  const bytes = Buffer.from(text, "base64");
  if (bytes.toString("base64") !== text) throw new InputError("not base64", { field, value: text });
  return bytes;
}

export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
