import { existsSync, readFileSync } from "node:fs";
import { InputError } from "../../seismicity/input-error.ts";

/** Text of a file, byte for byte. @throws InputError when it is missing, or not UTF-8. */
export function exactText(file: string): string {
  if (!existsSync(file)) throw new InputError("file does not exist", { file });
  return decodeUtf8(readFileSync(file), file);
}

/** UTF-8 text of bytes; a byte order mark stays a character. @throws InputError for bytes that are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new InputError("not UTF-8 text", { file });
  }
}
